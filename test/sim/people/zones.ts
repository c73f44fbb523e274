import { contract } from '../../../server/api/contract/contract.ts';
import type { LonLat } from '../../../server/core/geo.ts';
import { padById } from '../place.ts';
import { between, chance, keepDoing, pick, type Person } from './person.ts';

/** How often in a look at the air somebody closes a piece of it. */
const CLOSES = 0.12;
const LEAST_MS = 20_000;
const MOST_MS = 50_000;
const RADIUS_M = 30;
const HOUR_MS = 3_600_000;

const AIRBORNE = `SELECT vehicle_id, to_pad_id FROM flights WHERE state IN ('CLIMBING', 'EN_ROUTE') ORDER BY number`;
const IDLE = `SELECT id FROM vehicles v
  WHERE NOT EXISTS (SELECT 1 FROM flights f WHERE f.vehicle_id = v.id AND f.ended_at IS NULL) ORDER BY id`;

const between2 = (a: LonLat, b: LonLat, share: number): LonLat => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
];

/** Closes a piece of the air ahead of a drone, and opens it again. */
const closeAhead = async ({ world, desk, rng }: Person): Promise<void> => {
  const flight = pick(rng, world.look<{ vehicle_id: string; to_pad_id: string }>(AIRBORNE));
  const slot = world.fleet.find(({ id }) => id === flight?.vehicle_id);
  if (flight === undefined || slot === undefined) return;
  const at = between2(slot.vehicle().truth().body.at, padById(flight.to_pad_id).at, 0.6);
  const now = world.wall();
  const closed = await desk.call(contract.temporaryZones.add, {
    body: {
      name: 'Closed for the moment',
      lowerM: 0,
      upperM: 500,
      altitudeRef: 'AGL',
      shape: { kind: 'circle', centre: at, radiusM: RADIUS_M },
      from: now,
      to: now + HOUR_MS,
      reason: 'notice from the tower',
    },
  });
  if (closed.kind !== 'ok') return;
  await world.timeline.sleep(between(rng, LEAST_MS, MOST_MS));
  for (;;) {
    const wish = { params: { id: closed.value.id }, body: { reason: 'the notice has ended' } };
    const opened = await desk.call(contract.temporaryZones.end, wish);
    if (opened.kind === 'ok') return;
    await world.timeline.sleep(2000);
  }
};

/** The administrator: airspace notices, and drones that are set to their parameters again. */
export const playAdmin = (person: Person, until: number): void => {
  const { world, desk, rng } = person;
  keepDoing(person, [4000, 9000], async () => {
    if (world.timeline.now() < until && chance(rng, CLOSES)) await closeAhead(person);
  });
  keepDoing(person, [20_000, 60_000], async () => {
    const idle = pick(rng, world.look<{ id: string }>(IDLE));
    if (idle === undefined) return;
    const shown = await desk.call(contract.baseline.get, { params: idle });
    if (shown.kind !== 'ok' || !shown.value.differences.some(({ writable }) => writable)) return;
    await desk.call(contract.baseline.apply, { params: idle, body: { reason: 'somebody changed it' } });
  });
};
