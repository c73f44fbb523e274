import type { TemperatureClass } from '../blood/component.ts';
import { parseDin } from '../blood/din.ts';
import { isWithin, rangeText, transportLimits } from '../blood/temperature.ts';
import type { Issue } from '../core/issue.ts';
import { ok, refuse, type Result } from '../core/result.ts';

/** What should have come. */
export type ExpectedDelivery = {
  readonly boxes: readonly {
    readonly boxNo: string;
    readonly sealNo: string;
    readonly temperatureClass: TemperatureClass;
    readonly units: readonly { readonly din: string; readonly expiresAt: number }[];
  }[];
  /** Wall time. */
  readonly neededBy: number;
  readonly now: number;
};

/** What the receiving person found. */
export type FoundBox = {
  readonly boxNo: string;
  readonly sealNo: string;
  readonly sealIntact: boolean;
  readonly temperatureC: number;
  readonly appearanceOk: boolean;
};
export type FoundDelivery = {
  readonly boxes: readonly FoundBox[];
  readonly units: readonly {
    readonly scan: string;
    readonly verdict: 'accept' | 'refuse';
    readonly reason: string;
  }[];
};

export type UnitVerdict = {
  readonly din: string;
  readonly verdict: 'accept' | 'refuse' | 'quarantine';
  readonly reason: string;
};
export type CheckedReceipt = { readonly units: readonly UnitVerdict[]; readonly issues: readonly Issue[] };

type ExpectedBox = ExpectedDelivery['boxes'][number];

const MIN_REASON = 3;

const sameLabel = (a: string, b: string): boolean => a.trim().toUpperCase() === b.trim().toUpperCase();

/** Each expected box is described once, and no other. */
const matchBoxes = (
  expected: readonly ExpectedBox[],
  found: readonly FoundBox[],
): Result<{ box: ExpectedBox; found: FoundBox }[]> => {
  const pairs: { box: ExpectedBox; found: FoundBox }[] = [];
  for (const [index, entry] of found.entries()) {
    const place = `boxes.${index}.boxNo`;
    const box = expected.find((candidate) => sameLabel(candidate.boxNo, entry.boxNo));
    if (box === undefined) {
      const numbers = expected.map((candidate) => candidate.boxNo).join(', ');
      return refuse(
        'custody.unknown_box',
        `Expected box ${numbers}, got ${entry.boxNo}: it is not of this order.`,
        {
          place,
        },
      );
    }
    if (pairs.some((pair) => pair.box === box)) {
      return refuse('custody.box_twice', `Box ${box.boxNo} is described twice.`, { place });
    }
    pairs.push({ box, found: entry });
  }
  const missing = expected.filter((box) => !pairs.some((pair) => pair.box === box));
  if (missing.length === 0) return ok(pairs);
  const numbers = missing.map((box) => box.boxNo).join(', ');
  return refuse('custody.box_missing', `Box ${numbers} is missing from the receipt.`, { place: 'boxes' });
};

/** Why the units of a box may not be used before somebody has decided on them. */
const boxIssues = (box: ExpectedBox, found: FoundBox, place: string): Issue[] => {
  const issues: Issue[] = [];
  const add = (id: Issue['id'], sentence: string, params: Record<string, string | number>): void => {
    issues.push({
      id,
      severity: 'warning',
      place,
      sentence: `${sentence} Its units are quarantined.`,
      params: { boxNo: box.boxNo, ...params },
    });
  };
  if (!sameLabel(box.sealNo, found.sealNo)) {
    add(
      'receipt.seal_mismatch',
      `Box ${box.boxNo} was closed with seal ${box.sealNo}, it carries ${found.sealNo}.`,
      {
        expected: box.sealNo,
        found: found.sealNo,
      },
    );
  }
  if (!found.sealIntact) add('receipt.seal_broken', `The seal of box ${box.boxNo} is broken.`, {});
  const { breach } = transportLimits(box.temperatureClass);
  if (!isWithin(breach, found.temperatureC)) {
    add(
      'receipt.temperature',
      `Box ${box.boxNo} was opened at ${found.temperatureC} °C, expected ${rangeText(breach)}.`,
      { temperatureC: found.temperatureC, range: rangeText(breach) },
    );
  }
  if (!found.appearanceOk) add('receipt.appearance', `What is in box ${box.boxNo} does not look right.`, {});
  return issues;
};

/** The temperature is allowed but near its limit. */
const nearLimit = (box: ExpectedBox, found: FoundBox, place: string): Issue[] => {
  const { breach, warn } = transportLimits(box.temperatureClass);
  if (!isWithin(breach, found.temperatureC) || isWithin(warn, found.temperatureC)) return [];
  return [
    {
      id: 'receipt.temperature_near_limit',
      severity: 'note',
      place,
      sentence: `Box ${box.boxNo} was opened at ${found.temperatureC} °C, near the limit (${rangeText(breach)}).`,
      params: { boxNo: box.boxNo, temperatureC: found.temperatureC, range: rangeText(breach) },
    },
  ];
};

/** Every DIN of the order is scanned once, and no other. */
const matchUnits = (
  expected: ReadonlySet<string>,
  found: FoundDelivery['units'],
): Result<Map<string, FoundDelivery['units'][number]>> => {
  const seen = new Map<string, FoundDelivery['units'][number]>();
  for (const [index, entry] of found.entries()) {
    const place = `units.${index}.scan`;
    const parsed = parseDin(entry.scan);
    if (!parsed.ok) return refuse(parsed.error.code, parsed.error.message, { place });
    const { din } = parsed.value;
    if (!expected.has(din)) {
      return refuse(
        'custody.unknown_unit',
        `Unit ${din} is not of this order: put it aside and call the centre.`,
        {
          place,
        },
      );
    }
    if (seen.has(din)) return refuse('custody.unit_twice', `Unit ${din} is scanned twice.`, { place });
    if (entry.verdict === 'refuse' && entry.reason.trim().length < MIN_REASON) {
      return refuse('custody.reason_missing', `Say why unit ${din} is refused.`, {
        place: `units.${index}.reason`,
      });
    }
    seen.set(din, entry);
  }
  const missing = [...expected].filter((din) => !seen.has(din));
  if (missing.length === 0) return ok(seen);
  return refuse('custody.unit_missing', `Not scanned yet: ${missing.join(', ')}.`, {
    place: 'units',
    details: { missing },
  });
};

const deliveryIssues = (expected: ExpectedDelivery): Issue[] =>
  expected.now <= expected.neededBy
    ? []
    : [
        {
          id: 'receipt.late',
          severity: 'warning',
          sentence: `The blood came ${Math.ceil((expected.now - expected.neededBy) / 60_000)} minutes after it was needed.`,
          params: { minutes: Math.ceil((expected.now - expected.neededBy) / 60_000) },
        },
      ];

/**
 * Holds what was found against what was sent (INV-D6). A person's refusal stays a refusal; a unit is quarantined for
 * its box (seal, temperature, appearance) or because it has expired. Failures name what keeps the receipt from being
 * complete: `custody.unknown_box`, `box_twice`, `box_missing`, `unknown_unit`, `unit_twice`, `unit_missing`,
 * `reason_missing`, `blood.invalid_din*`.
 */
export const checkReceipt = (expected: ExpectedDelivery, found: FoundDelivery): Result<CheckedReceipt> => {
  const boxes = matchBoxes(expected.boxes, found.boxes);
  if (!boxes.ok) return boxes;
  const dins = new Set(expected.boxes.flatMap((box) => box.units.map((unit) => unit.din)));
  const scanned = matchUnits(dins, found.units);
  if (!scanned.ok) return scanned;
  const issues: Issue[] = deliveryIssues(expected);
  const units: UnitVerdict[] = [];
  for (const pair of boxes.value) {
    const place = `boxes.${found.boxes.indexOf(pair.found)}`;
    const wrong = boxIssues(pair.box, pair.found, place);
    issues.push(...wrong, ...nearLimit(pair.box, pair.found, place));
    for (const { din, expiresAt } of pair.box.units) {
      const own: Issue[] =
        expiresAt > expected.now
          ? []
          : [
              {
                id: 'receipt.unit_expired',
                severity: 'warning',
                place: din,
                sentence: `Unit ${din} has expired: it is quarantined.`,
                params: { din },
              },
            ];
      issues.push(...own);
      const entry = scanned.value.get(din);
      const causes = [...wrong, ...own].map((issue) => issue.id).join(', ');
      if (entry?.verdict === 'refuse') units.push({ din, verdict: 'refuse', reason: entry.reason.trim() });
      else if (causes !== '') units.push({ din, verdict: 'quarantine', reason: causes });
      else units.push({ din, verdict: 'accept', reason: entry?.reason.trim() ?? '' });
    }
  }
  return ok({ units, issues });
};
