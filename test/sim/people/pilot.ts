import { contract } from '../../../server/api/contract/contract.ts';
import { MIN_GROUND_SPEED_MS } from '../../../server/plan/limits.ts';
import { NJ10 } from '../../../server/plan/profile.ts';
import { PASSWORD } from '../desk.ts';
import { PADS } from '../place.ts';
import { between, chance, keepDoing, pick, type Person } from './person.ts';

export type Piloting = {
  /** Until when flights are held, sent elsewhere or landed for no reason but to try it, ms of the timeline. */
  readonly meddlesUntil: number;
  /** Who stands beside, where two persons are needed. */
  readonly second: string;
};

type Airborne = { readonly id: string; readonly vehicle_id: string; readonly to_pad_id: string };
type ModeRoute = (typeof contract.flights)['hold' | 'resume' | 'return' | 'land'];

const IN_AIR = `SELECT id, vehicle_id, to_pad_id FROM flights
  WHERE state IN ('CLIMBING', 'EN_ROUTE', 'ARRIVING', 'RETURNING', 'HOLDING', 'DIVERTING') ORDER BY number`;
const HELD = `SELECT id FROM flights WHERE state = 'HOLDING' ORDER BY number`;
/** A click counts for that long, ms. */
const CLICK_MS = 10_000;
/** Somebody at an old page. */
const LATE = 0.03;

/** Takes a drone over from another console; false where it could not be. */
export const takeOver = async ({ desk }: Person, vehicleId: string): Promise<boolean> => {
  const shown = await desk.call(contract.control.list);
  if (shown.kind !== 'ok') return false;
  const held = shown.value.vehicles.find((each) => each.vehicleId === vehicleId);
  if (held === undefined) return false;
  const params = { id: vehicleId };
  return (await desk.call(contract.control.take, { params, body: { epoch: held.epoch } })).kind === 'ok';
};

const vehicleOf = ({ world }: Person, flightId: string): string | undefined =>
  world.look<{ vehicle_id: string }>('SELECT vehicle_id FROM flights WHERE id = ?', flightId)[0]?.vehicle_id;

/** A command to a flight; where another console has the drone, it is taken over first as often as not. */
export const command = async (
  person: Person,
  route: ModeRoute,
  id: string,
  reason: string,
): Promise<boolean> => {
  const { desk, rng } = person;
  const input = { params: { id }, body: { reason } };
  const first = await desk.call(route, input);
  if (first.kind !== 'refused' || !first.code.startsWith('control.')) return first.kind === 'ok';
  const vehicleId = vehicleOf(person, id);
  if (vehicleId === undefined || !chance(rng, 0.5) || !(await takeOver(person, vehicleId))) return false;
  return (await desk.call(route, input)).kind === 'ok';
};

const clickOf = ({ world, desk, rng }: Person) => ({
  nonce: desk.newKey(),
  validUntil: Math.floor(world.wall() + (chance(rng, LATE) ? -1000 : CLICK_MS)),
  reason: 'tried in flight',
});

type Try = (person: Person, flight: Airborne, second: string) => Promise<unknown>;

/** Any pad but its own: also one that is taken, or of no hospital. */
const otherPad = ({ rng }: Person, { to_pad_id: own }: Airborne): string =>
  pick(
    rng,
    PADS.filter(({ id }) => id !== own),
  )?.id ?? own;

const divert: Try = (person, flight) =>
  person.desk.call(contract.air.divert, {
    params: { id: flight.id },
    body: { padId: otherPad(person, flight), ...clickOf(person) },
  });

const redirect: Try = (person, flight) =>
  person.desk.call(contract.air.redirect, {
    params: { id: flight.id },
    body: { padId: otherPad(person, flight), ...clickOf(person) },
  });

const changeSpeed: Try = async (person, flight) => {
  const { desk, rng } = person;
  // Both ends are tried to be passed now and then.
  const groundSpeedMs = MIN_GROUND_SPEED_MS - 0.3 + rng.unit() * (NJ10.cruiseMs - MIN_GROUND_SPEED_MS + 0.6);
  const call = () =>
    desk.call(contract.air.speed, {
      params: { id: flight.id },
      body: { groundSpeedMs, ...clickOf(person) },
    });
  const answer = await call();
  if (answer.kind !== 'refused' || !answer.code.startsWith('control.')) return;
  if (await takeOver(person, flight.vehicle_id)) await call();
};

const terminate: Try = (person, flight, second) =>
  person.desk.call(contract.air.terminate, {
    params: { id: flight.id },
    body: {
      how: chance(person.rng, 0.5) ? 'terminate' : 'parachute',
      // Alone, as nobody may.
      second: { login: chance(person.rng, 0.2) ? person.desk.login : second, password: PASSWORD },
      ...clickOf(person),
    },
  });

const inMode =
  (name: 'hold' | 'return' | 'land'): Try =>
  (person, flight) =>
    command(person, contract.flights[name], flight.id, 'tried');

/** What is tried, and how often of 100 times. */
const TRIES: readonly (readonly [share: number, attempt: Try])[] = [
  [26, inMode('hold')],
  [12, inMode('return')],
  [5, inMode('land')],
  [18, changeSpeed],
  [14, divert],
  [14, redirect],
  [5, terminate],
  [6, (person, flight) => takeOver(person, flight.vehicle_id)],
];
const ALL = TRIES.reduce((sum, [share]) => sum + share, 0);

const anyTry = (dice: number): Try => {
  let left = dice * ALL;
  for (const [share, attempt] of TRIES) {
    left -= share;
    if (left < 0) return attempt;
  }
  return divert;
};

/** A hold that nobody ends, whoever began it. */
const endHolds = async (person: Person): Promise<void> => {
  const { world, rng } = person;
  for (const { id } of world.look<{ id: string }>(HELD)) {
    await world.timeline.sleep(between(rng, 3000, 15_000));
    if (!(await command(person, contract.flights.resume, id, 'go on')))
      await command(person, contract.flights.return, id, 'come back');
  }
};

/** Who sees that nothing is recorded brings a drone down or stops it, without waiting for the record. */
const whileNothingIsRecorded = async (person: Person): Promise<void> => {
  const { world, desk, rng } = person;
  const health = await desk.call(contract.system.health);
  if (health.kind !== 'ok' || !health.value.flightOnly) return;
  const flight = pick(rng, world.look<Airborne>(IN_AIR));
  if (flight === undefined) return;
  await inMode(chance(rng, 0.6) ? 'hold' : 'return')(person, flight, '');
};

/** Commands to drones in the air, for no reason but to try them, and the end of every hold. */
export const playPilot = (person: Person, { meddlesUntil, second }: Piloting): void => {
  const { world, rng } = person;
  keepDoing(person, [4000, 9000], () => endHolds(person));
  keepDoing(person, [1500, 4000], async () => {
    if (world.mishaps.trouble() !== undefined && chance(rng, 0.3)) await whileNothingIsRecorded(person);
  });
  keepDoing(person, [12_000, 40_000], async () => {
    if (world.timeline.now() >= meddlesUntil || !chance(rng, 0.6)) return;
    const flight = pick(rng, world.look<Airborne>(IN_AIR));
    if (flight !== undefined) await anyTry(rng.unit())(person, flight, second);
  });
};
