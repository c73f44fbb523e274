import { contract } from '../../../server/api/contract/contract.ts';
import { distanceM } from '../../../server/core/geo.ts';
import type { Slot } from '../fleet.ts';
import { padById } from '../place.ts';
import { keepDoing, type Person } from './person.ts';

type Doubtful = {
  readonly id: string;
  readonly state: string;
  readonly vehicle_id: string;
  readonly from_pad_id: string;
  readonly to_pad_id: string;
  readonly takeoff_at: number | null;
};

/** As near as a person who looks calls "on the pad", metres. */
const ON_PAD_M = 7;
/** A flight in doubt is left alone for that long: it may find its way, ms. */
const WAIT_MS = 15_000;

type Outcome = 'monitor' | 'landed_at_destination' | 'landed_at_origin' | 'never_flew' | 'lost';

const slotOf = ({ world }: Person, vehicleId: string): Slot => {
  const slot = world.fleet.find(({ id }) => id === vehicleId);
  if (slot === undefined) throw new Error(`there is no drone ${vehicleId}`);
  return slot;
};

/** What a person sees who goes there and looks. */
const outcomeOf = (slot: Slot, flight: Doubtful): Outcome => {
  const { armed, body } = slot.vehicle().truth();
  if (armed || !body.onSurface) return 'monitor';
  const toM = distanceM(body.at, padById(flight.to_pad_id).at);
  const fromM = distanceM(body.at, padById(flight.from_pad_id).at);
  if (toM < ON_PAD_M) return 'landed_at_destination';
  if (fromM < ON_PAD_M) return flight.takeoff_at === null ? 'never_flew' : 'landed_at_origin';
  return 'lost';
};

/** People with a car: what stands disarmed beside every pad, or where nobody knows, is carried home. */
const recover = async ({ world, desk }: Person): Promise<void> => {
  const strays = world.look<{ id: string; home_pad_id: string }>(
    `SELECT id, home_pad_id FROM vehicles v WHERE pad_id IS NULL
     AND NOT EXISTS (SELECT 1 FROM flights f WHERE f.vehicle_id = v.id AND f.ended_at IS NULL)`,
  );
  for (const { id, home_pad_id: padId } of strays) {
    const slot = world.fleet.find((each) => each.id === id);
    if (slot === undefined || !slot.isUp()) continue;
    const { armed, body } = slot.vehicle().truth();
    if (armed || !body.onSurface) continue;
    if (distanceM(body.at, padById(padId).at) > 1) slot.carryTo(padById(padId).at);
    await world.timeline.sleep(5000);
    await desk.call(contract.fleet.changeVehicle, { params: { id }, body: { padId, state: 'READY' } });
  }
};

/** Says what became of flights that the service does not know about; brings drones home that landed elsewhere. */
export const playSafety = (safety: Person, admin: Person): void => {
  const since = new Map<string, number>();
  keepDoing(safety, [3000, 6000], async () => {
    const { world, desk } = safety;
    const doubtful = world.look<Doubtful>(
      `SELECT id, state, vehicle_id, from_pad_id, to_pad_id, takeoff_at FROM flights
       WHERE state IN ('UNKNOWN', 'SILENT', 'EXTERNAL_CONTROL')`,
    );
    for (const id of since.keys()) if (!doubtful.some((flight) => flight.id === id)) since.delete(id);
    for (const flight of doubtful) {
      const first = since.get(flight.id) ?? world.timeline.now();
      since.set(flight.id, first);
      if (world.timeline.now() - first < WAIT_MS) continue;
      const outcome = outcomeOf(slotOf(safety, flight.vehicle_id), flight);
      if (outcome === 'monitor' && flight.state === 'SILENT') continue;
      const params = { id: flight.id };
      await desk.call(contract.flights.resolve, { params, body: { outcome, reason: 'looked at on site' } });
    }
  });
  keepDoing(admin, [8000, 15_000], () => recover(admin));
};
