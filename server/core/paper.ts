/** What is printed, free of any format: pages of blocks from top to bottom. */
export type PaperBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  /** A label with a line to write on. */
  | { readonly kind: 'fields'; readonly labels: readonly string[] }
  | { readonly kind: 'checks'; readonly items: readonly string[] }
  /** Names with what is known; undefined: an empty box to write in. */
  | { readonly kind: 'form'; readonly rows: readonly (readonly [name: string, value: string | undefined])[] }
  /** `blank`: empty rows to write in. */
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      readonly blank: number;
    };

export type PaperPage = { readonly title: string; readonly blocks: readonly PaperBlock[] };

/** `band`: on every sheet; empty = none. */
export type Paper = { readonly pages: readonly PaperPage[]; readonly foot: string; readonly band: string };

/** Makes a file of it. */
export type Printer = (paper: Paper) => Promise<Uint8Array>;
