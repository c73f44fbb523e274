import { distanceM } from '../../../server/core/geo.ts';
import { isFlightAirborne, type FlightState } from '../../../server/flight/states.ts';
import { padById } from '../place.ts';
import type { Invariant } from './invariant.ts';

type Flight = { readonly id: string; readonly state: FlightState; readonly vehicle_id: string };

const OPEN = 'SELECT id, state, vehicle_id FROM flights WHERE ended_at IS NULL AND launched_at IS NOT NULL';
const RAISED = 'SELECT count(*) AS n FROM alarms WHERE kind = ? AND subject = ? AND cleared_at IS NULL';
/** Silence begins after 5 s; an alarm of it comes within 5 s more. */
const SILENT_ALARM_MS = 5000 + 5000;
const ARMED_ALARM_MS = 5000;
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
  const isRaised = (kind: string, subject: string): boolean =>
    (world.look<{ n: number }>(RAISED, kind, subject)[0]?.n ?? 0) > 0;
  return {
    tick: () => {
      const steady = steadyMs();
      const now = world.timeline.now();
      const open = world.look<Flight>(OPEN);
      for (const slot of world.fleet) {
        const flight = open.find(({ vehicle_id: id }) => id === slot.id);
        const isLoose = slot.vehicle().truth().armed && flight === undefined && quietMs(slot) > 2000;
        const since = isLoose ? (armedSince.get(slot.id) ?? now) : now;
        armedSince.set(slot.id, since);
        if (steady < SETTLE_MS) continue;
        if (now - since > ARMED_ALARM_MS && !isRaised('vehicle.armed_unassigned', `vehicle:${slot.id}`))
          broken('INV-L2', `${slot.name} is armed on no flight, and nobody is told`);
        if (flight === undefined || !isFlightAirborne(flight.state) || flight.state === 'UNKNOWN') continue;
        if (now - heardAt(slot) > SILENT_ALARM_MS && !isRaised('vehicle.silent', `flight:${flight.id}`))
          broken('INV-L2', `${slot.name} is silent for ${now - heardAt(slot)} ms, and nobody is told`);
      }
    },
  };
};

type Landed = { readonly vehicle_id: string; readonly from_pad_id: string; readonly to_pad_id: string };

/** On that pad, metres. */
const ON_PAD_M = 10;
const AT_ORIGIN_M = 35;

/** What telemetry is taken to say of a landing is so: disarmed, and on that pad. */
export const landingsAreTrue: Invariant = ({ world, broken }) => ({
  facts: (events) => {
    for (const { type, subject, data_json: json } of events) {
      if (type !== 'flight.state') continue;
      const { to, code } = JSON.parse(json) as { to: string; code: string };
      if ((to !== 'LANDED' && to !== 'RETURNED') || code === 'person_decided') continue;
      const [flight] = world.look<Landed>(
        'SELECT vehicle_id, from_pad_id, to_pad_id FROM flights WHERE id = ?',
        subject.slice('flight:'.length),
      );
      const slot = world.fleet.find(({ id }) => id === flight?.vehicle_id);
      if (flight === undefined || slot === undefined) continue;
      const { armed, body } = slot.vehicle().truth();
      const pad = padById(to === 'LANDED' ? flight.to_pad_id : flight.from_pad_id);
      const offM = distanceM(body.at, pad.at);
      if (armed || !body.onSurface || offM > (to === 'LANDED' ? ON_PAD_M : AT_ORIGIN_M))
        broken(
          'SIM-1',
          `${slot.name} is ${to} in the record; it is ${offM.toFixed(0)} m off, armed ${armed}`,
        );
    }
  },
});

/** A request never meets a bug. */
export const noBugs: Invariant = ({ broken }) => ({
  answered: (login, routeId, answer) => {
    if (answer !== 'lost' && answer.status === 500)
      broken('BUG', `${routeId} of ${login}: ${JSON.stringify(answer.body)}`);
  },
});
