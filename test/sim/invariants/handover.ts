import { distanceM } from '../../../server/core/geo.ts';
import { padById } from '../place.ts';
import { commandOf, type Invariant } from './invariant.ts';

/** DO_GRIPPER, DO_WINCH: no drone here lets its load go by itself. */
const PAYOUTS: readonly number[] = [211, 42_600];

type Delivery = {
  readonly state: string;
  readonly vehicle_id: string;
  readonly to_pad_id: string;
  readonly padSite: string;
  readonly orderSite: string | null;
};

const DELIVERY = `SELECT f.state, f.vehicle_id, f.to_pad_id, p.site_id AS padSite, o.site_id AS orderSite
  FROM flights f JOIN pads p ON p.id = f.to_pad_id LEFT JOIN orders o ON o.id = f.order_id WHERE f.id = ?`;
const LANDED: readonly string[] = ['LANDED', 'COMPLETED'];
/** A landing by a person's word is where that person says. */
const DECIDED = `SELECT 1 FROM events WHERE subject = ? AND type = 'flight.resolved' LIMIT 1`;
/** As near as the service calls "on the pad", with the error of the vehicle's own position, metres. */
const ON_PAD_M = 12;
/** A fix that was led astray may be that long ago, ms. */
const FOOLED_MS = 120_000;

/** INV-S14: boxes leave a drone only where its flight was to end, at the hospital of its order; nothing pays out. */
export const nothingLeftElsewhere: Invariant = ({ world, broken }) => {
  const fooledAt = new Map<string, number>();
  const lookAtPlace = (flightId: string, flight: Delivery): void => {
    const slot = world.fleet.find(({ id }) => id === flight.vehicle_id);
    const now = world.timeline.now();
    const isFooled = slot === undefined || now - (fooledAt.get(slot.id) ?? -Infinity) < FOOLED_MS;
    if (isFooled || world.look(DECIDED, `flight:${flightId}`).length > 0) return;
    const offM = distanceM(slot.vehicle().truth().body.at, padById(flight.to_pad_id).at);
    if (offM > ON_PAD_M)
      broken('INV-S14', `flight ${flightId}: unloaded ${offM.toFixed(0)} m from ${flight.to_pad_id}`);
  };
  const lookAt = (flightId: string): void => {
    const [flight] = world.look<Delivery>(DELIVERY, flightId);
    if (flight === undefined) return;
    const { state, padSite, orderSite } = flight;
    if (!LANDED.includes(state)) broken('INV-S14', `flight ${flightId}: unloaded while it is ${state}`);
    if (padSite !== orderSite)
      broken('INV-S14', `flight ${flightId}: unloaded at ${padSite}, its order is of ${orderSite ?? 'none'}`);
    lookAtPlace(flightId, flight);
  };
  return {
    tick: () => {
      for (const slot of world.fleet)
        if (['drifting', 'stuck'].includes(slot.vehicle().faults.gnss))
          fooledAt.set(slot.id, world.timeline.now());
    },
    facts: (events) => {
      for (const { type, data_json: json } of events)
        if (type === 'order.box_unloaded') lookAt((JSON.parse(json) as { flightId: string }).flightId);
    },
    frame: (frame) => {
      if (PAYOUTS.includes(commandOf(frame) ?? 0))
        broken('INV-S14', `${frame.slot.name}: command ${commandOf(frame)} lets its load go`);
    },
  };
};
