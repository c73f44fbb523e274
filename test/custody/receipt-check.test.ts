import { describe, expect, it } from 'vitest';
import { checkCharacter } from '../../server/blood/din.ts';
import { checkReceipt, type FoundBox, type FoundDelivery } from '../../server/custody/receipt-check.ts';
import { dinOf } from '../orders/world.ts';

const NOW = 1_770_000_000_000;
const [D1, D2, D3] = [dinOf(1), dinOf(2), dinOf(3)] as const;

const expected = {
  neededBy: NOW + 1,
  now: NOW,
  boxes: [
    {
      boxNo: 'B-1',
      sealNo: 'S-1',
      temperatureClass: 'COLD' as const,
      units: [
        { din: D1, expiresAt: NOW + 1 },
        { din: D2, expiresAt: NOW + 1 },
      ],
    },
    {
      boxNo: 'B-2',
      sealNo: 'S-2',
      temperatureClass: 'FROZEN' as const,
      units: [{ din: D3, expiresAt: NOW + 1 }],
    },
  ],
};

const cold: FoundBox = { boxNo: 'B-1', sealNo: 'S-1', sealIntact: true, temperatureC: 5, appearanceOk: true };
const frozen: FoundBox = { ...cold, boxNo: 'b-2', sealNo: 's-2', temperatureC: -25 };
const unit = (scan: string) => ({ scan, verdict: 'accept' as const, reason: '' });

const found = (over: Partial<FoundBox> = {}, more: Partial<FoundDelivery> = {}): FoundDelivery => ({
  boxes: [{ ...cold, ...over }, frozen],
  units: [unit(`=${D1}00`), unit(D2 + checkCharacter(D2)), unit(D3)],
  ...more,
});

const verdicts = (delivery: FoundDelivery, world = expected): [string[], string[]] => {
  const result = checkReceipt(world, delivery);
  if (!result.ok) throw new Error(result.error.message);
  return [result.value.units.map((entry) => entry.verdict), result.value.issues.map((issue) => issue.id)];
};

describe('checkReceipt', () => {
  it.each([
    ['all well', {}, ['accept', 'accept', 'accept'], []],
    ['another seal', { sealNo: 'S-9' }, ['quarantine', 'quarantine', 'accept'], ['receipt.seal_mismatch']],
    ['a broken seal', { sealIntact: false }, ['quarantine', 'quarantine', 'accept'], ['receipt.seal_broken']],
    ['too warm', { temperatureC: 10.1 }, ['quarantine', 'quarantine', 'accept'], ['receipt.temperature']],
    ['too cold', { temperatureC: 1.9 }, ['quarantine', 'quarantine', 'accept'], ['receipt.temperature']],
    [
      'nearly too warm',
      { temperatureC: 9 },
      ['accept', 'accept', 'accept'],
      ['receipt.temperature_near_limit'],
    ],
    ['a leak', { appearanceOk: false }, ['quarantine', 'quarantine', 'accept'], ['receipt.appearance']],
  ] as const)('[INV-D6] %s', (_, over, units, issues) => {
    expect(verdicts(found(over))).toEqual([units, issues]);
  });

  it('[INV-D6] a thawed box of plasma is quarantined, whatever its reader says', () => {
    const delivery = found({}, { boxes: [cold, { ...frozen, temperatureC: -17 }] });
    expect(verdicts(delivery)[0]).toEqual(['accept', 'accept', 'quarantine']);
  });

  it('[INV-D6] a unit that expired on the way is quarantined, a late delivery is flagged', () => {
    expect(verdicts(found(), { ...expected, now: NOW + 1 })[0]).toEqual([
      'quarantine',
      'quarantine',
      'quarantine',
    ]);
    expect(verdicts(found(), { ...expected, now: NOW, neededBy: NOW - 90_000 })[1]).toEqual(['receipt.late']);
  });

  it('a person’s refusal stays one, with its reason', () => {
    const units = [{ ...unit(D1), verdict: 'refuse' as const, reason: 'clots' }, unit(D2), unit(D3)];
    expect(verdicts(found({ temperatureC: 12 }, { units }))[0]).toEqual(['refuse', 'quarantine', 'accept']);
  });

  it.each([
    ['a unit of nobody', { units: [unit(D1), unit(D2), unit(dinOf(7))] }, 'custody.unknown_unit'],
    ['a unit twice', { units: [unit(D1), unit(D2), unit(`=${D2}00`)] }, 'custody.unit_twice'],
    ['a unit missing', { units: [unit(D1), unit(D3)] }, 'custody.unit_missing'],
    ['a misread unit', { units: [unit(`${D1}*`)] }, 'blood.invalid_din_check'],
    ['no reason', { units: [{ ...unit(D1), verdict: 'refuse' as const }] }, 'custody.reason_missing'],
    ['a box missing', { boxes: [cold] }, 'custody.box_missing'],
    ['a box twice', { boxes: [cold, cold] }, 'custody.box_twice'],
    ['a box of another order', { boxes: [{ ...cold, boxNo: 'B-7' }, frozen] }, 'custody.unknown_box'],
  ])('refuses %s', (_, more, code) => {
    expect(checkReceipt(expected, found({}, more))).toMatchObject({ ok: false, error: { code } });
  });
});
