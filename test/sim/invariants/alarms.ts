import { distanceM } from '../../../server/core/geo.ts';
import { isFlightAirborne, type FlightState } from '../../../server/flight/states.ts';
import type { Slot } from '../fleet.ts';
import { padById } from '../place.ts';
import type { Invariant } from './invariant.ts';

type Flight = { readonly id: string; readonly state: FlightState; readonly vehicle_id: string };

const OPEN = 'SELECT id, state, vehicle_id FROM flights WHERE ended_at IS NULL AND launched_at IS NOT NULL';
const RAISED = 'SELECT count(*) AS n FROM alarms WHERE kind = ? AND subject = ? AND cleared_at IS NULL';
/** Silence begins after 5 s; an alarm of it comes within 5 s more. */
const SILENT_ALARM_MS = 5000 + 5000;
const ARMED_ALARM_MS = 5000;
/** What a person has said of a flight is an alarm within that time. */
const SAID_MS = 2000;
/** Telemetry of before may still be under way. */
const ARMED_QUIET_MS = 2000;
/** A server that has just begun gets that long before it has to know. */
const SETTLE_MS = 12_000;

/** Since when a server runs without interruption and its disk takes what it writes. */
const createSteadiness = (world: Parameters<Invariant>[0]['world']) => {
  let since = 0;
  return (): number => {
    const now = world.timeline.now();
    const life = world.lives.life();
    const isBad =
      life?.isAlive() !== true ||
      life.isFrozen() ||
      now - life.startedAt < 500 ||
      world.mishaps.trouble() !== undefined;
    if (isBad) since = now;
    return now - since;
  };
};

/** INV-L2: a drone in the air that has fallen silent is an alarm; so is one that is armed and on no flight. */
export const alarmsInTime: Invariant = ({ world, broken, heardAt, quietMs }) => {
  const steadyMs = createSteadiness(world);
  const armedSince = new Map<string, number>();
  const expectAlarm = (kind: string, subject: string, sentence: string): void => {
    const isRaised = (world.look<{ n: number }>(RAISED, kind, subject)[0]?.n ?? 0) > 0;
    if (!isRaised) broken('INV-L2', `${sentence}, and nobody is told`);
  };
  /** For how long it has been armed without a flight, on a link that works, ms. */
  const looseMs = (slot: Slot, flight: Flight | undefined): number => {
    const now = world.timeline.now();
    const isLoose = slot.vehicle().truth().armed && flight === undefined && quietMs(slot) > ARMED_QUIET_MS;
    const since = isLoose ? (armedSince.get(slot.id) ?? now) : now;
    armedSince.set(slot.id, since);
    return now - since;
  };
  const doubtedAt = new Map<string, number>();
  /** Until a moment ago it was UNKNOWN, which is an alarm of its own: a person has said that it flies. */
  const isJustSaid = ({ id }: Flight): boolean =>
    world.timeline.now() - (doubtedAt.get(id) ?? -Infinity) < SAID_MS;
  const look = (slot: Slot, flight: Flight | undefined, isSteady: boolean): void => {
    const isLong = looseMs(slot, flight) > ARMED_ALARM_MS;
    if (!isSteady) return;
    if (isLong)
      expectAlarm('vehicle.armed_unassigned', `vehicle:${slot.id}`, `${slot.name} is armed on no flight`);
    if (flight?.state === 'UNKNOWN') doubtedAt.set(flight.id, world.timeline.now());
    if (flight === undefined || !isFlightAirborne(flight.state) || flight.state === 'UNKNOWN') return;
    const silentMs = world.timeline.now() - heardAt(slot);
    if (!isJustSaid(flight) && silentMs > SILENT_ALARM_MS)
      expectAlarm('vehicle.silent', `flight:${flight.id}`, `${slot.name} is silent for ${silentMs} ms`);
  };
  return {
    tick: () => {
      const isSteady = steadyMs() >= SETTLE_MS;
      const open = world.look<Flight>(OPEN);
      for (const slot of world.fleet)
        look(
          slot,
          open.find(({ vehicle_id: id }) => id === slot.id),
          isSteady,
        );
    },
  };
};

type Landed = { readonly vehicle_id: string; readonly from_pad_id: string; readonly to_pad_id: string };

/** On that pad, metres. */
const ON_PAD_M = 10;
const AT_ORIGIN_M = 35;

type Entered = { readonly to: string; readonly code: string };

/** What telemetry is taken to say of a landing is so: disarmed, and on that pad. */
export const landingsAreTrue: Invariant = ({ world, broken }) => {
  const look = (flightId: string, to: string): void => {
    const [flight] = world.look<Landed>(
      'SELECT vehicle_id, from_pad_id, to_pad_id FROM flights WHERE id = ?',
      flightId,
    );
    const slot = world.fleet.find(({ id }) => id === flight?.vehicle_id);
    if (flight === undefined || slot === undefined) return;
    const { armed, body } = slot.vehicle().truth();
    const [padId, mostM] = to === 'LANDED' ? [flight.to_pad_id, ON_PAD_M] : [flight.from_pad_id, AT_ORIGIN_M];
    const offM = distanceM(body.at, padById(padId).at);
    if (armed || !body.onSurface || offM > mostM)
      broken('SIM-1', `${slot.name} is ${to} in the record; it is ${offM.toFixed(0)} m off, armed ${armed}`);
  };
  return {
    facts: (events) => {
      for (const { type, subject, data_json: json } of events) {
        if (type !== 'flight.state') continue;
        const { to, code } = JSON.parse(json) as Entered;
        const isLanding = to === 'LANDED' || to === 'RETURNED';
        if (isLanding && code !== 'person_decided') look(subject.slice('flight:'.length), to);
      }
    },
  };
};

/** A request never meets a bug. */
export const noBugs: Invariant = ({ broken }) => ({
  answered: ({ login, routeId }, answer) => {
    if (answer !== 'lost' && answer.status === 500)
      broken('BUG', `${routeId} of ${login}: ${JSON.stringify(answer.body)}`);
  },
});

/** What is watched in operation too (`invariant.*`) never comes up where nothing is broken. */
export const noInvariantAlarm: Invariant = ({ broken }) => ({
  facts: (events) => {
    for (const { type, subject, data_json: json } of events) {
      if (type !== 'alarm.raised') continue;
      const { kind, sentence } = JSON.parse(json) as { kind: string; sentence: string };
      if (kind.startsWith('invariant.')) broken('ALARM', `${kind} of ${subject}: ${sentence}`);
    }
  },
});
