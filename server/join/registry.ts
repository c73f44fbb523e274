import type { VehicleControl, Vehicles } from '../flight/ports.ts';
import type { Station } from '../mavlink/station.ts';
import type { Vehicle } from '../mavlink/vehicle.ts';
import type { Store } from '../store/store.ts';
import { controlOf } from './vehicle-control.ts';

export type Registered = {
  readonly id: string;
  readonly name: string;
  readonly sysid: number;
  readonly compid: number;
};

/** Which drone of the record is which vehicle on the air: by system id, which is unique in the record. */
export const createRegistry = (store: Store, station: Station, onError: (error: unknown) => void) => {
  let drones = new Map<string, Registered>();
  const controls = new WeakMap<Vehicle, VehicleControl>();

  const load = async (): Promise<void> => {
    const rows = await store.read
      .selectFrom('vehicles')
      .select(['id', 'name', 'sysid', 'compid'])
      .orderBy('name')
      .execute();
    drones = new Map(rows.map((row) => [row.id, row]));
  };
  const vehicleOf = (id: string): Vehicle | undefined => {
    const drone = drones.get(id);
    return drone === undefined ? undefined : station.vehicle(drone.sysid, drone.compid);
  };
  const vehicles: Vehicles = {
    get: (id) => {
      const vehicle = vehicleOf(id);
      if (vehicle === undefined) return undefined;
      const control = controls.get(vehicle) ?? controlOf(vehicle);
      controls.set(vehicle, control);
      return control;
    },
  };
  store.onCommitted((events) => {
    if (events.some((event) => event.subject.startsWith('vehicle:'))) load().catch(onError);
  });
  return { load, all: (): readonly Registered[] => [...drones.values()], vehicleOf, vehicles };
};
