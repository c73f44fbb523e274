import { describe, expect, test } from 'vitest';
import {
  asNotThere,
  matchScan,
  todoOf,
  toReceipt,
  type ReceiveForm,
} from '../../web/hospital/receive-form.ts';

const DIN = 'G123498654321';

const form: ReceiveForm = {
  boxes: [
    {
      expected: 'BX-0012',
      scanned: 'bx-0012',
      sealNo: 's-77120',
      sealIntact: true,
      temperature: 5.5,
      appearanceOk: true,
    },
  ],
  units: [{ din: DIN, scan: `=${DIN}00`, verdict: 'accept', absent: false, reason: '' }],
  note: ' ',
};

describe('receipt', () => {
  test('a complete form becomes the draft of the contract', () => {
    expect(toReceipt(form)).toEqual({
      boxes: [
        { boxNo: 'BX-0012', sealNo: 'S-77120', sealIntact: true, temperatureC: 5.5, appearanceOk: true },
      ],
      units: [{ scan: `=${DIN}00`, verdict: 'accept', reason: '' }],
      note: '',
    });
  });

  test('0 °C is a reading, no reading is not', () => {
    const at = (temperature: number | undefined): ReceiveForm => ({
      ...form,
      boxes: form.boxes.map((box) => ({ ...box, temperature })),
    });
    expect(todoOf(at(0)).todo).toEqual([]);
    expect(todoOf(at(undefined)).todo).toEqual(['temperature']);
    expect(toReceipt(at(undefined))).toBeUndefined();
  });

  test('another box than the expected one cannot be signed for', () => {
    const wrong = { ...form, boxes: form.boxes.map((box) => ({ ...box, scanned: 'BX-0013' })) };
    expect(todoOf(wrong).todo).toEqual(['box']);
    expect(toReceipt(wrong)).toBeUndefined();
  });

  test('a refusal needs its reason', () => {
    const refused = { ...form, units: form.units.map((unit) => ({ ...unit, verdict: 'refuse' as const })) };
    expect(todoOf(refused).todo).toEqual(['reason']);
  });

  test('a unit that nobody looked for keeps the receipt open; one that is not there is refused by its number', () => {
    const other = { din: 'W000007123456', scan: '', verdict: 'accept' as const, absent: false, reason: '' };
    const open: ReceiveForm = { ...form, units: [...form.units, other] };
    expect(todoOf(open).missing).toBe(1);
    expect(toReceipt(open)).toBeUndefined();
    const closed: ReceiveForm = { ...form, units: [...form.units, asNotThere(other, 'not in the box')] };
    expect(toReceipt(closed)?.units[1]).toEqual({
      scan: 'W000007123456',
      verdict: 'refuse',
      reason: 'not in the box',
    });
  });
});

describe('a scan at the receiving table', () => {
  const units = form.units.map((unit) => ({ ...unit, scan: '' }));

  test.each([DIN, `=${DIN}00`, `${DIN}H`, 'g1234 98 654321'])('%s is the unit', (raw) => {
    expect(matchScan(units, raw)).toEqual({ kind: 'found', din: DIN });
  });

  test('a wrong check character is not', () => {
    expect(matchScan(units, `${DIN}A`).kind).toBe('unknown');
  });

  test('a unit that was given up as not in the box may turn up', () => {
    const given = units.map((unit) => asNotThere(unit, 'not in the box'));
    expect(matchScan(given, DIN).kind).toBe('found');
  });

  test('the same twice is said', () => {
    expect(matchScan(form.units, DIN).kind).toBe('again');
  });
});
