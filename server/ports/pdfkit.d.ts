declare module 'pdfkit' {
  type TextOptions = {
    width?: number;
    align?: 'left' | 'center' | 'right';
    lineBreak?: boolean;
    height?: number;
    ellipsis?: boolean;
  };
  /** The part of pdfkit's document that is used here; lengths in points. */
  export default class PDFDocument {
    constructor(options: {
      size: 'A4';
      margin: number;
      info: Record<string, string>;
      autoFirstPage: boolean;
    });
    y: number;
    registerFont(name: string, source: Uint8Array): this;
    font(name: string): this;
    fontSize(points: number): this;
    fillColor(colour: string): this;
    strokeColor(colour: string): this;
    lineWidth(points: number): this;
    text(text: string, x: number, y: number, options?: TextOptions): this;
    heightOfString(text: string, options: TextOptions): number;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    stroke(): this;
    addPage(): this;
    end(): void;
    on(event: 'data', listener: (chunk: Uint8Array) => void): this;
    on(event: 'end', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
  }
}
