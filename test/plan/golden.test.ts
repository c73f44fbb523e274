import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAirspace } from '../../server/plan/airspace.ts';
import type { Wind } from '../../server/plan/energy.ts';
import { planFlight } from '../../server/plan/plan.ts';
import type { Plan, PlanOutcome } from '../../server/plan/plan-types.ts';
import { blockers, violations } from './oracle.ts';
import { requestOf, seedJson, seedPad } from './worlds.ts';

/**
 * `in/*.geojson`: two pads, a request and zones besides those of the seed. `out/*.geojson`: the plan, to be looked at on
 * any GeoJSON map (colours by simplestyle). `REGEN=1` writes the outputs anew: look at them before you commit them.
 */
const FOLDER = 'test/golden/plan';

type Feature = { properties: Record<string, unknown>; geometry: object };
/** Zones far away from both routes would only make the picture small. */
const isNearPukou = ({ geometry }: { geometry: object }): boolean => {
  const [lon = NaN, lat = NaN] = (geometry as { coordinates: number[][][] }).coordinates[0]?.[0] ?? [];
  return lon > 118.61 && lon < 118.84 && lat > 32.02 && lat < 32.12;
};
type Input = {
  request: { payloadKg: number; startPct: number; wind: Wind; departAt: string };
  features: Feature[];
};

const tenth = (value: number): number => Math.round(value * 10) / 10;

const figures = (plan: Plan): object => ({
  distanceM: tenth(plan.distanceM),
  directM: tenth(plan.directM),
  flightS: tenth(plan.flightS),
  usedPct: tenth(plan.battery.usedPct),
  expectedUsedPct: tenth(plan.battery.expectedUsedPct),
  landingPct: tenth(plan.battery.landingPct),
  marginKm: tenth(plan.margin.km),
  marginMin: tenth(plan.margin.minutes),
  etaS: [tenth(plan.eta.p50S), tenth(plan.eta.p95S)],
  items: plan.items.length,
  airspaceVersion: plan.airspaceVersion,
  hash: plan.hash,
});

const legFeatures = (plan: Plan): Feature[] => [
  ...plan.fence.map(({ inclusion, ring }) => ({
    type: 'Feature',
    properties: { fence: inclusion ? 'in' : 'out', stroke: inclusion ? '#2f9e44' : '#e8590c' },
    geometry: { type: 'LineString', coordinates: [...ring, ring[0]] },
  })),
  ...plan.legs.map((leg, i) => ({
    type: 'Feature',
    properties: {
      leg: i + 1,
      relAltM: leg.relAltM,
      distanceM: tenth(leg.distanceM),
      groundSpeedMs: tenth(leg.groundSpeedMs),
      etaS: tenth(leg.etaS),
      minClearanceM: tenth(leg.minClearanceM),
      stroke: '#1971c2',
      'stroke-width': 3,
    },
    geometry: { type: 'LineString', coordinates: [leg.from, leg.to] },
  })),
  ...plan.items.flatMap((item) =>
    item.kind === 'speed'
      ? []
      : [
          {
            type: 'Feature',
            properties: {
              item: item.kind,
              relAltM: item.relAltM,
              'marker-color': item.kind === 'waypoint' ? '#4dabf7' : '#2b8a3e',
              'marker-size': 'small',
            },
            geometry: { type: 'Point', coordinates: item.at },
          },
        ],
  ),
];

const rendered = (outcome: PlanOutcome, zones: readonly Feature[]): string => {
  const { plan, issues } = outcome;
  const features = [...zones, ...(plan === undefined ? [] : legFeatures(plan))];
  const lines = (values: readonly unknown[]): string =>
    values.map((one) => `  ${JSON.stringify(one)}`).join(',\n');
  return [
    '{ "type": "FeatureCollection",',
    `"plan": ${plan === undefined ? 'null' : JSON.stringify(figures(plan))},`,
    `"issues": [\n${lines(issues)}\n],`,
    `"features": [\n${lines(features)}\n] }\n`,
  ].join('\n');
};

const names = readdirSync(`${FOLDER}/in`).map((file) => file.replace('.geojson', ''));

test.each(names)('[PL21] %s', (name) => {
  const input = JSON.parse(readFileSync(`${FOLDER}/in/${name}.geojson`, 'utf8')) as Input;
  const seed = seedJson('airspace.geojson') as { features: Feature[] };
  const extra = input.features.filter((feature) => 'kind' in feature.properties);
  const { airspace } = parseAirspace({ ...seed, features: [...seed.features, ...extra] });
  const site = (role: string): string =>
    String(input.features.find((feature) => feature.properties['role'] === role)?.properties['site']);
  const request = requestOf(seedPad(site('from')), seedPad(site('to')), {
    ...input.request,
    departAt: Date.parse(input.request.departAt),
  });
  const outcome = planFlight(request, { airspace });
  if (outcome.plan !== undefined) expect(violations(outcome.plan, airspace.zones, request, 55.8)).toEqual([]);
  const shown = new Set(blockers(airspace.zones, request).map((zone) => zone.id));
  const near = [...seed.features, ...extra]
    .filter((feature) => shown.has(String(feature.properties['id'])))
    .map(({ properties, geometry }) => ({
      type: 'Feature',
      properties: { id: properties['id'], name: properties['name'], fill: '#fa5252', stroke: '#c92a2a' },
      geometry,
    }))
    .filter(isNearPukou);
  const file = `${FOLDER}/out/${name}.geojson`;
  const text = rendered(outcome, near);
  if (process.env['REGEN'] === '1') writeFileSync(file, text);
  expect(text, `If that is meant, REGEN=1 writes ${file} anew.`).toBe(readFileSync(file, 'utf8'));
});
