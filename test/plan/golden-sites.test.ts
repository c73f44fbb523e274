import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasBlocker } from '../../server/core/issue.ts';
import { bearingDeg } from '../../server/core/geo.ts';
import type { Wind } from '../../server/plan/energy.ts';
import { CHARGE_BLOCKERS } from '../../server/plan/energy/issues.ts';
import type { Plan, PlanOutcome } from '../../server/plan/plan-types.ts';
import {
  CASES,
  FULL_KG,
  keptOf,
  LIGHT_KG,
  nameOf,
  outcomeOf,
  requestAs,
  WINDS,
  type GoldenCase,
  type WindName,
} from './golden/cases.ts';
import { differences } from './golden/differences.ts';
import { fileText, readFile } from './golden/file.ts';

const FILE = 'test/plan/golden/real-sites.geojson';
const RENEW = `If that is meant: REGEN=1 npx vitest run --config test/vitest.config.ts test/plan/golden-sites.test.ts writes ${FILE} anew; look at it on a map before you commit it.`;

const outcomes = new Map<string, PlanOutcome>(CASES.map((one) => [nameOf(one), outcomeOf(one)]));
const kept = new Map([...outcomes].map(([name, outcome]) => [name, keptOf(outcome)]));
if (process.env['REGEN'] === '1') writeFileSync(FILE, fileText(kept));
const stored = readFile(readFileSync(FILE, 'utf8'));

const outcomeFor = (one: GoldenCase): PlanOutcome => {
  const found = outcomes.get(nameOf(one));
  if (found === undefined) throw new Error(`no case ${nameOf(one)}`);
  return found;
};
const planFor = (one: GoldenCase): Plan => {
  const { plan } = outcomeFor(one);
  if (plan === undefined) throw new Error(`no plan of ${nameOf(one)}`);
  return plan;
};

describe('what is stored', () => {
  test.each(CASES.map((one) => ({ name: nameOf(one) })))('[PL21] $name', ({ name }) => {
    const [was, is] = [stored.get(name), kept.get(name)];
    if (was === undefined || is === undefined) throw new Error(`${name} is not in the file. ${RENEW}`);
    const moved = differences(was, is);
    expect(moved, `${name}\n${moved.join('\n')}\n${RENEW}`).toEqual([]);
  });

  test('[PL21] nothing is stored that is asked no more', () => {
    expect([...stored.keys()].toSorted(), RENEW).toEqual([...kept.keys()].toSorted());
  });

  test('[PL21] each thing that moved is named, with how far', () => {
    const [was] = [...kept.values()];
    if (was?.figures == null) throw new Error('no plan');
    const { usedPct = 0, timeS = 0 } = was.figures;
    const [start, ...rest] = was.turns;
    const moved = {
      ...was,
      figures: { ...was.figures, usedPct: usedPct + 1.5, timeS: timeS - 20 },
      turns: [[(start?.[0] ?? 0) + 0.001, start?.[1] ?? 0] as const, ...rest],
      blockers: ['plan.reserve: too far'],
    };
    expect(differences(was, was)).toEqual([]);
    expect(differences(was, moved)).toEqual([
      `timeS: ${timeS} → ${timeS - 20} (-20)`,
      `usedPct: ${usedPct} → ${usedPct + 1.5} (+1.5)`,
      expect.stringMatching(/^turning point 0: .* \(9\d\.\d\d m\)$/),
      'blocker new: plan.reserve: too far',
    ]);
    expect(differences(was, { ...was, turns: rest })).toEqual([
      `turning points: ${was.turns.length} → ${rest.length}`,
    ]);
    expect(differences(was, { ...was, figures: null })).toEqual(['there was a plan, now there is none']);
  });
});

const RAD = Math.PI / 180;
const courseOf = ({ from, to }: Plan): number => bearingDeg(from.at, to.at);
/** Of the wind along the straight way, m/s; from behind it is negative. */
const headMs = (plan: Plan, { fromDeg, meanMs }: Wind): number =>
  meanMs * Math.cos((fromDeg - courseOf(plan)) * RAD);
/** Less than this along the way, and side wind decides. */
const CLEAR_MS = 4;

const flights = CASES.filter(({ cordon }) => !cordon).map((one) => ({ ...one, name: nameOf(one) }));
const windy = flights.filter(({ wind }) => wind !== 'calm');
const opposite: Readonly<Record<WindName, WindName>> = { calm: 'calm', N: 'S', S: 'N', E: 'W', W: 'E' };

describe('whatever is stored, it is physics', () => {
  test('[PL14] there is head wind and tail wind among the winds, on each way', () => {
    const heads = windy.map((one) => headMs(planFor(one), WINDS[one.wind]));
    expect(heads.filter((ms) => ms > CLEAR_MS)).toHaveLength(windy.length / 4);
    expect(heads.filter((ms) => ms < -CLEAR_MS)).toHaveLength(windy.length / 4);
  });

  test.each(windy)('[PL14] wind and charge, against calm air: $name', (one) => {
    const [calm, plan] = [planFor({ ...one, wind: 'calm' }), planFor(one)];
    const head = headMs(plan, WINDS[one.wind]);
    // By the kilometre: in another wind another way may be the cheapest one.
    const perKm = (value: number, { distanceM }: Plan): number => value / (distanceM / 1_000);
    const reckoned = perKm(plan.battery.usedPct, plan) / perKm(calm.battery.usedPct, calm);
    const expected = perKm(plan.battery.expectedUsedPct, plan) / perKm(calm.battery.expectedUsedPct, calm);
    expect(reckoned).toBeGreaterThan(0.999);
    if (head > CLEAR_MS) expect(reckoned).toBeGreaterThan(1.3);
    if (head < -CLEAR_MS) expect(expected).toBeLessThan(0.9);
    if (head > CLEAR_MS) expect(plan.battery.landingPct).toBeLessThan(calm.battery.landingPct - 15);
    // Ground speed is held while the airspeed limit allows it.
    const isHeld = head + 16 <= 22;
    if (!isHeld) expect(plan.flightS).toBeGreaterThan(calm.flightS * 1.05);
    else expect(perKm(plan.flightS, plan) / perKm(calm.flightS, calm)).toBeCloseTo(1, 2);
  });

  test.each(flights.filter(({ payloadKg }) => payloadKg === FULL_KG))(
    '[PL14] the full load takes more than a light one, and its margin is smaller: $name',
    (one) => {
      const [full, light] = [planFor(one), planFor({ ...one, payloadKg: LIGHT_KG })];
      expect(full.battery.usedPct).toBeGreaterThan(light.battery.usedPct + 10);
      expect(full.margin.pct).toBeLessThan(light.margin.pct);
      expect(full.margin.km).toBeLessThan(light.margin.km);
    },
  );

  test.each(flights.filter(({ from }) => from === 'nrcbc'))(
    '[PL14] out and back differ as the wind does: $name',
    (one) => {
      const back = { ...one, from: one.to, to: one.from };
      const [out, home, mirrored] = [
        planFor(one),
        planFor(back),
        planFor({ ...back, wind: opposite[one.wind] }),
      ];
      const head = headMs(out, WINDS[one.wind]);
      const more = out.battery.expectedUsedPct - home.battery.expectedUsedPct;
      if (head > CLEAR_MS) expect(more).toBeGreaterThan(20);
      if (head < -CLEAR_MS) expect(more).toBeLessThan(-20);
      // Back in the opposite wind it is the same air: only the heights of the pads differ.
      expect(Math.abs(out.battery.expectedUsedPct - mirrored.battery.expectedUsedPct)).toBeLessThan(2);
      expect(Math.abs(out.distanceM / mirrored.distanceM - 1)).toBeLessThan(0.01);
    },
  );

  test.each(flights)('[EN3] its sums hold: $name', (one) => {
    const { battery, margin, distanceM, directM, legs, flightS, eta, issues } = planFor(one);
    expect(battery.landingPct).toBeCloseTo(battery.startPct - battery.usedPct, 9);
    expect(margin.pct).toBeCloseTo(battery.landingPct - battery.reservePct, 9);
    expect(distanceM).toBeGreaterThanOrEqual(directM);
    expect(legs.reduce((sum, leg) => sum + leg.distanceM, 0)).toBeCloseTo(distanceM, 6);
    // Slower than at cruise speed, faster than at half of it.
    expect(flightS).toBeGreaterThan(distanceM / 16);
    expect(flightS).toBeLessThan(distanceM / 8);
    expect(eta.p95S).toBeGreaterThan(eta.p50S);
    const isShort = issues.some(({ id }) => CHARGE_BLOCKERS.includes(id));
    expect(isShort).toBe(margin.pct < 0);
  });
});

const isShort = ({ issues }: PlanOutcome): boolean => issues.some(({ id }) => CHARGE_BLOCKERS.includes(id));
const refused = flights.filter((one) => isShort(outcomeFor(one)));
const proposal = ({ issues }: PlanOutcome, id: string, figure: string): number | undefined => {
  const value = issues.find((issue) => issue.id === id)?.params?.[figure];
  return typeof value === 'number' ? value : undefined;
};
const atMean = (wind: Wind, meanMs: number): Wind => ({
  ...wind,
  meanMs,
  gustMs: (wind.gustMs * meanMs) / wind.meanMs,
});
/** Proposals are rounded down to this. */
const STEP = 0.1;

describe('what is refused', () => {
  test('[EN4] both loads are among the refused, and the light one among the flown', () => {
    const loads = refused.map(({ payloadKg }) => payloadKg);
    expect(new Set(loads)).toEqual(new Set([LIGHT_KG, FULL_KG]));
    expect(flights.filter((one) => !hasBlocker(outcomeFor(one).issues)).length).toBeGreaterThanOrEqual(10);
  });

  test.each(refused)('[EN4] what would make it fit does so, and a step more does not: $name', (one) => {
    const outcome = outcomeFor(one);
    const loadKg = proposal(outcome, 'plan.fits_load', 'kg');
    const windMs = proposal(outcome, 'plan.fits_wind', 'ms');
    const calmLoadKg = proposal(outcome, 'plan.fits_load_calm', 'kg');
    expect([loadKg, windMs, calmLoadKg].some((value) => value !== undefined)).toBe(true);
    const wind = requestAs(one).wind ?? WINDS.calm;
    const tries = [
      ...(loadKg === undefined ? [] : [(more: number) => ({ payloadKg: loadKg + more })]),
      ...(windMs === undefined ? [] : [(more: number) => ({ wind: atMean(wind, windMs + more) })]),
      ...(calmLoadKg === undefined
        ? []
        : [(more: number) => ({ wind: WINDS.calm, payloadKg: calmLoadKg + more })]),
    ];
    for (const change of tries) {
      expect(hasBlocker(outcomeOf(one, change(0)).issues)).toBe(false);
      expect(isShort(outcomeOf(one, change(STEP)))).toBe(true);
    }
  });

  test('[PL8] a way that is closed names what closes it', () => {
    const [closed] = CASES.filter(({ cordon }) => cordon);
    if (closed === undefined) throw new Error('no such case');
    const { plan, issues } = outcomeFor(closed);
    expect(plan).toBeUndefined();
    expect(issues[0]).toMatchObject({ severity: 'blocker', params: { zonesZh: 'cordon' } });
  });
});
