import type { Order, ReceiptDraft } from '../../server/api/contract/orders.ts';
import { parseDin } from '../../server/blood/din.ts';

export type BoxForm = {
  /** The box that is expected; what was scanned must be the same. */
  readonly expected: string;
  readonly scanned: string;
  readonly sealNo: string;
  readonly sealIntact: boolean | undefined;
  readonly temperature: number | undefined;
  readonly appearanceOk: boolean | undefined;
};

export type UnitForm = {
  readonly din: string;
  /** As scanned or typed; empty = not seen yet. */
  readonly scan: string;
  readonly verdict: 'accept' | 'refuse';
  /** On the papers but not in the box: nobody scanned it, its number is the papers'. */
  readonly absent: boolean;
  readonly reason: string;
};

export type ReceiveForm = {
  readonly boxes: readonly BoxForm[];
  readonly units: readonly UnitForm[];
  readonly note: string;
};

/** The form for what an order says was packed. */
export const receiveFormOf = (order: Pick<Order, 'boxes' | 'lines'>): ReceiveForm => ({
  boxes: order.boxes.map((box) => ({
    expected: box.boxNo,
    scanned: '',
    sealNo: '',
    sealIntact: undefined,
    temperature: undefined,
    appearanceOk: undefined,
  })),
  units: order.lines
    .flatMap((line) => line.reserved)
    .filter((unit) => unit.boxId !== null)
    .map((unit) => ({ din: unit.din, scan: '', verdict: 'accept', absent: false, reason: '' })),
  note: '',
});

export type ScanOutcome =
  | { readonly kind: 'found'; readonly din: string }
  | { readonly kind: 'again'; readonly din: string }
  | { readonly kind: 'unknown'; readonly din: string };

/** Which unit of the form a scan belongs to; a DIN with or without prefix, flags or check character. */
export const matchScan = (units: readonly UnitForm[], raw: string): ScanOutcome => {
  const parsed = parseDin(raw);
  const din = parsed.ok ? parsed.value.din : raw.trim();
  const unit = units.find((candidate) => candidate.din === din);
  if (unit === undefined) return { kind: 'unknown', din };
  // A unit that was given up may turn up after all.
  return { kind: unit.scan === '' || unit.absent ? 'found' : 'again', din };
};

export const normalBoxNo = (raw: string): string => raw.trim().toUpperCase();

export type Todo = 'box' | 'seal' | 'temperature' | 'reason';

/** A unit that is on the papers but not in the box: refused by its number, with that reason. */
export const asNotThere = (unit: UnitForm, reason: string): UnitForm => ({
  ...unit,
  scan: unit.din,
  verdict: 'refuse',
  absent: true,
  reason,
});

/** It turned up after all: to be scanned like the others. */
export const asNotSeen = (unit: UnitForm): UnitForm => ({
  ...unit,
  scan: '',
  verdict: 'accept',
  absent: false,
  reason: '',
});

/** What is still to fill in before anybody can sign; units that nobody looked for are counted on their own. */
export const todoOf = (form: ReceiveForm): { readonly todo: readonly Todo[]; readonly missing: number } => {
  const todo = new Set<Todo>();
  for (const box of form.boxes) {
    if (normalBoxNo(box.scanned) !== box.expected) todo.add('box');
    if (box.sealNo.trim() === '' || box.sealIntact === undefined || box.appearanceOk === undefined) {
      todo.add('seal');
    }
    if (box.temperature === undefined) todo.add('temperature');
  }
  if (form.units.some((unit) => unit.verdict === 'refuse' && unit.reason.trim() === '')) todo.add('reason');
  return { todo: [...todo], missing: form.units.filter((unit) => unit.scan === '').length };
};

/** The draft that the service wants; undefined while `todoOf` names anything. */
export const toReceipt = (form: ReceiveForm): ReceiptDraft | undefined => {
  const boxes = form.boxes.flatMap((box) =>
    box.temperature === undefined || box.sealIntact === undefined || box.appearanceOk === undefined
      ? []
      : [
          {
            boxNo: normalBoxNo(box.scanned),
            sealNo: normalBoxNo(box.sealNo),
            sealIntact: box.sealIntact,
            temperatureC: box.temperature,
            appearanceOk: box.appearanceOk,
          },
        ],
  );
  const units = form.units.map(({ scan, verdict, reason }) => ({ scan, verdict, reason }));
  const { todo, missing } = todoOf(form);
  if (boxes.length !== form.boxes.length || units.length === 0 || todo.length > 0 || missing > 0) {
    return undefined;
  }
  return { boxes, units, note: form.note.trim() };
};
