import { describe, expect, test } from 'vitest';
import { emptyForm, neededAt, toDraft, type OrderForm } from '../../web/hospital/order-form.ts';

const NOW = Date.UTC(2026, 2, 5, 6, 0, 0);
const MIN = 60_000;

const filled: OrderForm = {
  urgency: 'EMERGENCY',
  lines: [{ component: 'RBC', abo: 'O', rhd: 'POS', units: 2 }],
  neededBy: undefined,
  requestNo: ' XQ-0317 ',
  wardPhone: '8012',
  note: '',
  noteConfirmed: false,
};

const faultsOf = (form: OrderForm, suspicious = false): Record<string, string> => {
  const result = toDraft(form, NOW, suspicious);
  return result.ok ? {} : Object.fromEntries(result.faults);
};

describe('order form to draft', () => {
  test('a filled form becomes the draft of the contract', () => {
    expect(toDraft(filled, NOW, false)).toEqual({
      ok: true,
      draft: {
        urgency: 'EMERGENCY',
        neededBy: NOW + 60 * MIN,
        requestNo: 'XQ-0317',
        wardPhone: '8012',
        note: '',
        noteConfirmed: false,
        lines: [{ component: 'RBC', abo: 'O', rhd: 'POS', units: 2 }],
      },
    });
  });

  test('an empty form names every field that is missing, and chooses nothing clinical by itself', () => {
    expect(faultsOf(emptyForm(''))).toEqual({
      urgency: 'missing',
      'lines.0.component': 'missing',
      'lines.0.abo': 'missing',
      'lines.0.rhd': 'missing',
      requestNo: 'requestNo',
      wardPhone: 'wardPhone',
    });
  });

  test('the needed-by time follows the urgency until somebody chooses', () => {
    expect(neededAt({ urgency: 'MTP', neededBy: undefined }, NOW)).toBe(NOW + 30 * MIN);
    expect(neededAt({ urgency: 'MTP', neededBy: { kind: 'in', minutes: 120 } }, NOW)).toBe(NOW + 120 * MIN);
    expect(neededAt({ urgency: 'MTP', neededBy: { kind: 'at', text: '2026-03-05T15:30' } }, NOW)).toBe(
      NOW + 90 * MIN,
    );
  });

  test('a moment in the past is refused', () => {
    expect(faultsOf({ ...filled, neededBy: { kind: 'at', text: '2026-03-05T13:59' } })).toEqual({
      neededBy: 'neededBy',
    });
  });

  test('a note that looks as if it named a patient needs the confirmation', () => {
    const form = { ...filled, note: '王某' };
    expect(faultsOf(form, true)).toEqual({ note: 'noteConfirm' });
    expect(faultsOf({ ...form, noteConfirmed: true }, true)).toEqual({});
  });
});
