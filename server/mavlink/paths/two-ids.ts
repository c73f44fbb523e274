import type { MonoMs } from '../../core/clock.ts';
import type { Vehicle } from '../vehicle.ts';

/** Both are heard at present: one that got another system id and booted again is silent under the old one. */
const PRESENT_MS = 3000;
/** It is told again after that, as long as it is so. */
const REPEAT_MS = 60_000;

const NO_ID = /^0*$/;

/** One piece of hardware under two system ids at once: neither is believed to be a vehicle of its own (INV-S10). */
export const createTwoIdsWatch = () => {
  const told = new WeakMap<Vehicle, MonoMs>();

  const tell = (vehicle: Vehicle, other: Vehicle, now: MonoMs): void => {
    const before = told.get(vehicle);
    if (before !== undefined && now - before < REPEAT_MS) return;
    told.set(vehicle, now);
    vehicle.conflict({ kind: 'two-ids', refused: `${other.id.sysid}` }, now);
  };

  return {
    tick: (vehicles: Iterable<Vehicle>, now: MonoMs): void => {
      const byUid = new Map<string, Vehicle>();
      for (const vehicle of vehicles) {
        const { version, lastHeartbeat } = vehicle.snapshot();
        if (version === undefined || NO_ID.test(version.uid2) || now - lastHeartbeat > PRESENT_MS) continue;
        const other = byUid.get(version.uid2);
        if (other === undefined) {
          byUid.set(version.uid2, vehicle);
          continue;
        }
        if (other.id.sysid === vehicle.id.sysid) continue;
        tell(vehicle, other, now);
        tell(other, vehicle, now);
      }
    },
  };
};
