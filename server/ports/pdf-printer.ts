import { readFileSync } from 'node:fs';
import PDFDocument from 'pdfkit';
import type { Paper, PaperBlock, Printer } from '../core/paper.ts';

const FONT = new URL('../papers/noto-sans-sc-subset.otf', import.meta.url).pathname;

/** A4 in points. */
const WIDTH = 595;
const HEIGHT = 842;
const MARGIN = 40;
const INNER = WIDTH - 2 * MARGIN;
const BOTTOM = HEIGHT - MARGIN - 20;
const TEXT_PT = 10;
const ROW_PT = 22;
const CELL_PAD = 4;

/** One sheet after another; every block moves on to the next where it does not fit. */
const createSheets = (doc: PDFDocument, { foot, band }: Paper) => {
  let y = MARGIN;
  let number = 0;
  let title = '';
  const put = (text: string, x: number, at: number, width: number): void => {
    doc.text(text, x, at, { width, lineBreak: true });
  };
  const begin = (): void => {
    doc.addPage();
    number += 1;
    doc.font('zh').fillColor('#000').strokeColor('#000').lineWidth(0.6);
    if (band !== '') {
      doc.fontSize(20).fillColor('#b33d00');
      doc.text(band, MARGIN, 12, { width: INNER, align: 'center', lineBreak: false });
      doc.fillColor('#000');
    }
    doc.fontSize(8);
    doc.text(`${foot}  ·  ${number}`, MARGIN, HEIGHT - MARGIN - 10, { width: INNER, lineBreak: false });
    doc.fontSize(15);
    put(title, MARGIN, MARGIN, INNER);
    doc.fontSize(TEXT_PT);
    y = MARGIN + 30;
  };
  const room = (height: number): void => {
    if (y + height > BOTTOM) begin();
  };
  return {
    page: (next: string): void => {
      title = next;
      begin();
    },
    line: (text: string, size = TEXT_PT): void => {
      doc.fontSize(size);
      const height = doc.heightOfString(text, { width: INNER });
      room(height + 4);
      doc.fontSize(size);
      put(text, MARGIN, y, INNER);
      doc.fontSize(TEXT_PT);
      y += height + 4;
    },
    field: (label: string): void => {
      room(ROW_PT + 4);
      put(label, MARGIN, y + 6, INNER / 2);
      doc
        .moveTo(MARGIN + INNER / 2, y + ROW_PT - 2)
        .lineTo(MARGIN + INNER, y + ROW_PT - 2)
        .stroke();
      y += ROW_PT + 2;
    },
    check: (text: string): void => {
      const height = doc.heightOfString(text, { width: INNER - 24 });
      room(height + 8);
      doc.rect(MARGIN, y + 2, 10, 10).stroke();
      put(text, MARGIN + 20, y, INNER - 24);
      y += height + 6;
    },
    /** `shares` of the width, one for each column. */
    row: (cells: readonly string[], shares: readonly number[]): void => {
      const widths = shares.map((share) => INNER * share);
      const inner = (i: number): number => (widths[i] ?? 0) - 2 * CELL_PAD;
      const heights = cells.map((cell, i) => doc.heightOfString(cell, { width: inner(i) }));
      const height = Math.max(ROW_PT, ...heights.map((each) => each + 2 * CELL_PAD));
      room(height);
      let x = MARGIN;
      for (const [i, width] of widths.entries()) {
        doc.rect(x, y, width, height).stroke();
        put(cells[i] ?? '', x + CELL_PAD, y + CELL_PAD, inner(i));
        x += width;
      }
      y += height;
    },
    gap: (): void => {
      y += 6;
    },
    /** Moves on to the next sheet where less than that is left. */
    keep: room,
  };
};

/** A heading stays with that much of what follows it, points. */
const WITH_HEADING = 60;
/** Names of a form, and what is known. */
const FORM_SHARES = [0.32, 0.68];

const evenShares = (count: number): number[] => Array.from({ length: count }, () => 1 / count);

const draw = (sheets: ReturnType<typeof createSheets>, block: PaperBlock): void => {
  switch (block.kind) {
    case 'text':
      return sheets.line(block.text);
    case 'heading':
      sheets.gap();
      sheets.keep(WITH_HEADING);
      return sheets.line(block.text, 12);
    case 'fields':
      return block.labels.forEach((label) => sheets.field(label));
    case 'checks':
      return block.items.forEach((item) => sheets.check(item));
    case 'form':
      for (const [name, value] of block.rows) sheets.row([name, value ?? ''], FORM_SHARES);
      return sheets.gap();
    case 'table': {
      const shares = evenShares(block.columns.length);
      sheets.row(block.columns, shares);
      for (const row of block.rows) sheets.row(row, shares);
      for (let i = 0; i < block.blank; i++) sheets.row([], shares);
      return sheets.gap();
    }
    default:
      return block satisfies never;
  }
};

/** Prints on A4 as PDF, with a Chinese font of its own inside. */
export const pdfPrinter: Printer = (paper) =>
  new Promise((resolve, reject) => {
    const info = { Title: paper.pages[0]?.title ?? '' };
    const doc = new PDFDocument({ size: 'A4', margin: 0, info, autoFirstPage: false });
    const parts: Uint8Array[] = [];
    doc.on('data', (chunk) => parts.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(parts)));
    doc.on('error', reject);
    doc.registerFont('zh', readFileSync(FONT));
    doc.font('zh');
    const sheets = createSheets(doc, paper);
    for (const page of paper.pages) {
      sheets.page(page.title);
      for (const block of page.blocks) draw(sheets, block);
    }
    doc.end();
  });
