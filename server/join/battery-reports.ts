import { systemCause, type Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import type { PackReport } from '../fleet/battery-service.ts';
import type { VehicleSnapshot } from '../mavlink/snapshot.ts';
import type { Store } from '../store/store.ts';
import type { createRegistry } from './registry.ts';

/** Packs are read when flights begin and end: at rest, and where what they say decides something. */
const MOMENTS: readonly string[] = ['flight.created', 'flight.planned', 'flight.landed', 'flight.ended'];

/** What a drone on the ground, disarmed, says of its pack; undefined = it is not, or says nothing. */
export const packReportOf = (snapshot: VehicleSnapshot | undefined): PackReport | undefined => {
  const fraction = snapshot?.battery?.fraction;
  if (snapshot === undefined || fraction === undefined) return undefined;
  const { connected, heartbeat, landed, cells, pack } = snapshot;
  if (!connected || heartbeat.armed || landed?.state !== 'on-ground') return undefined;
  return {
    chargePct: Math.round(fraction * 100),
    serial: pack?.serial,
    cycles: pack?.cycles,
    healthPct: undefined,
    imbalanceMv: cells?.imbalanceMv,
  };
};

type Deps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly registry: Pick<ReturnType<typeof createRegistry>, 'all' | 'vehicleOf'>;
  readonly report: (cause: Cause, vehicleId: string, said: PackReport) => Promise<void>;
  readonly onError: (error: unknown) => void;
};

/** Takes what drones say of their packs into the record; the same word only once. */
export const keepBatteryReports = ({ store, clock, registry, report, onError }: Deps): void => {
  const last = new Map<string, string>();
  store.onCommitted((events) => {
    if (!events.some(({ type }) => MOMENTS.includes(type))) return;
    for (const { id } of registry.all()) {
      const said = packReportOf(registry.vehicleOf(id)?.snapshot());
      const text = JSON.stringify(said);
      if (said === undefined || last.get(id) === text) continue;
      last.set(id, text);
      report(systemCause(clock.wall()), id, said).catch(onError);
    }
  });
};
