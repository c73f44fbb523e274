import { destination, distanceM, type LonLat } from '../../../server/core/geo.ts';
import type { Plan, PlanLeg } from '../../../server/plan/plan-types.ts';
import { LEGAL_CEILING_AGL_M, MIN_CRUISE_AGL_M } from '../../../server/plan/limits.ts';
import type { Slot } from '../fleet.ts';
import { canArm, type Invariant } from './invariant.ts';

/** Every so many metres of a leg are looked at. */
const STEP_M = 10;
/** Corners are rounded and positions are whole 1e-7 degrees, metres. */
const EDGE_M = 1;

const isInside = ([x, y]: LonLat, ring: readonly LonLat[]): boolean => {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as LonLat;
    const [xj, yj] = ring[j] as LonLat;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
};

/** Inside also where a metre to any side is. */
const isAbout = (at: LonLat, ring: readonly LonLat[]): boolean =>
  isInside(at, ring) || [0, 90, 180, 270].some((bearing) => isInside(destination(at, EDGE_M, bearing), ring));

const pointsOf = ({ from, to, distanceM: lengthM }: PlanLeg): LonLat[] => {
  const count = Math.max(1, Math.ceil(lengthM / STEP_M));
  return Array.from({ length: count + 1 }, (_, i): LonLat => {
    const share = i / count;
    return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  });
};

type Feature = {
  readonly properties: { readonly id: string; readonly kind: string };
  readonly geometry: { readonly coordinates: readonly (readonly LonLat[])[] };
};
const CLOSED: readonly string[] = ['no_fly', 'obstacle', 'terrain'];

/** What is wrong with a plan, by nothing but its own figures and the airspace of its moment. */
const faultsOf = (plan: Plan, zones: readonly Feature[]): string[] => {
  const faults: string[] = [];
  const inclusions = plan.fence.filter(({ inclusion }) => inclusion);
  const exclusions = plan.fence.filter(({ inclusion }) => !inclusion);
  if (inclusions.length === 0) faults.push('has no fence');
  for (const leg of plan.legs) {
    const points = pointsOf(leg);
    if (points.some((at) => inclusions.some(({ ring }) => !isAbout(at, ring))))
      faults.push('leaves its fence');
    if (points.some((at) => exclusions.some(({ ring }) => isInside(at, ring))))
      faults.push('enters what its fence keeps out');
    for (const { properties, geometry } of zones)
      if (
        CLOSED.includes(properties.kind) &&
        points.some((at) => isInside(at, geometry.coordinates[0] ?? []))
      )
        faults.push(`enters ${properties.id}`);
    if (leg.relAltM > Math.min(plan.ceilingRelAltM, LEGAL_CEILING_AGL_M))
      faults.push(`is ${leg.relAltM} m high`);
    if (leg.minClearanceM < MIN_CRUISE_AGL_M) faults.push(`is ${leg.minClearanceM} m above the ground`);
  }
  return [
    ...faults,
    ...rallyFaults(
      plan,
      inclusions.map(({ ring }) => ring),
    ),
  ];
};

/** At each corner there is a place to land inside of the fence, as near as the charge of that moment reaches. */
const rallyFaults = (plan: Plan, rings: readonly (readonly LonLat[])[]): string[] => {
  const home = (plan.inFlight?.home ?? plan.from).at;
  const places = [home, ...plan.rally.map(({ at }) => at)];
  if (plan.rally.length === 0) return ['has no rally point'];
  if (places.some((at) => rings.some((ring) => !isAbout(at, ring)))) return ['has a rally point outside'];
  const { startPct, usedPct, reservePct } = plan.battery;
  const perM = usedPct / Math.max(1, plan.distanceM);
  let flownM = 0;
  return plan.legs.flatMap(({ to, distanceM: lengthM }) => {
    flownM += lengthM;
    const leftPct = startPct - perM * flownM;
    const nearestM = Math.min(...places.map((at) => distanceM(at, to)));
    return leftPct - perM * nearestM < Math.min(0, startPct - usedPct - reservePct)
      ? ['has no rally point in reach']
      : [];
  });
};

const PLANS = 'SELECT number, plan_json FROM flights WHERE id = ?';
const ZONES = 'SELECT geojson FROM airspace ORDER BY version DESC LIMIT 1';

/** INV-S5: every plan that gets into the record stays in its fence and out of what is closed, and can be landed from. */
export const plansStayInside: Invariant = ({ world, broken }) => ({
  facts: (events) => {
    for (const { type, subject } of events) {
      if (type !== 'flight.planned' && type !== 'flight.rerouted') continue;
      const [row] = world.look<{ number: string; plan_json: string | null }>(
        PLANS,
        subject.slice('flight:'.length),
      );
      if (row === undefined || row.plan_json === null) continue;
      const { plan } = JSON.parse(row.plan_json) as { plan?: Plan };
      if (plan === undefined || plan.issues.some(({ severity }) => severity === 'blocker')) continue;
      const [zones] = world.look<{ geojson: string }>(ZONES);
      const { features } = JSON.parse(zones?.geojson ?? '{"features":[]}') as { features: Feature[] };
      for (const fault of new Set(faultsOf(plan, features)))
        broken('INV-S5', `the plan of ${row.number} ${fault}`);
    }
  },
});

/** What a launch may not begin with, and since when it is so. */
const hazardsOf = (slot: Slot): Record<string, boolean> => {
  const vehicle = slot.vehicle();
  const { jamming, spoofing, refuseArming } = vehicle.faults;
  return {
    'is jammed': jamming === 3,
    'is spoofed': spoofing === 3,
    'fails its own check': refuseArming,
    'has another parameter': vehicle.truth().parameter('NAV_DLL_ACT') !== 2,
  };
};

/** From the change to the drone's own telling of it, on a good link, and the reading of a whole set anew, ms. */
const KNOWN_MS = 20_000;
/** Facts of an authorisation are at most that old; one interval of a heartbeat besides, ms. */
const FRESH_MS = 5000 + 1000;
/** Rounding, and what it draws between authorisation and look, percent. */
const CHARGE_SLACK_PCT = 2;

const RECORD = `SELECT f.plan_json AS plan, r.json AS record FROM flights f
  JOIN launch_records r ON r.flight_id = f.id JOIN launch_intents i ON i.flight_id = f.id
  WHERE f.vehicle_id = ? AND i.kind = 'arm' AND i.outcome = 'intended'`;

/** INV-S4: what is armed is healthy, as its profile wants it, not disturbed, charged for its plan, and was heard just now. */
export const authorisedInOrder: Invariant = ({ world, broken, heardAt, quietMs }) => {
  const since = new Map<string, number>();
  return {
    tick: () => {
      for (const slot of world.fleet)
        for (const [hazard, isSo] of Object.entries(hazardsOf(slot))) {
          const key = `${slot.id} ${hazard}`;
          if (!isSo) since.delete(key);
          else if (!since.has(key)) since.set(key, world.timeline.now());
        }
    },
    frame: (frame) => {
      if (!canArm(frame)) return;
      const { slot, at } = frame;
      const knownMs = Math.min(quietMs(slot), at - (world.lives.life()?.startedAt ?? at));
      for (const hazard of Object.keys(hazardsOf(slot))) {
        const forMs = at - (since.get(`${slot.id} ${hazard}`) ?? at);
        if (Math.min(forMs, knownMs) > KNOWN_MS) broken('INV-S4', `${slot.name} is armed and ${hazard}`);
      }
      if (at - heardAt(slot) > FRESH_MS)
        broken('INV-S4', `${slot.name} is armed, it was heard ${at - heardAt(slot)} ms ago`);
      for (const row of world.look<{ plan: string; record: string }>(RECORD, slot.id)) {
        const { battery } = (JSON.parse(row.plan) as { plan: Plan }).plan;
        const pct = slot.vehicle().truth().charge * 100;
        if (pct < battery.usedPct + battery.reservePct - CHARGE_SLACK_PCT)
          broken(
            'INV-S4',
            `${slot.name} is armed with ${pct.toFixed(0)} %, its plan takes ${battery.usedPct.toFixed(0)} %`,
          );
        const { issues } = JSON.parse(row.record) as { issues: { id: string; severity: string }[] };
        for (const { id, severity } of issues)
          if (severity === 'blocker') broken('INV-S4', `${slot.name} is armed in spite of ${id}`);
      }
    },
  };
};
