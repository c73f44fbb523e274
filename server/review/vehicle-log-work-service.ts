import type { Clock, MonoMs } from '../core/clock.ts';
import type { VehicleSnapshot } from '../mavlink/snapshot.ts';
import type { PendingLog } from './vehicle-log-queries.ts';
import type { LogVehicle } from './vehicle-log-search-service.ts';
import { createLogSteps, type StepDeps } from './vehicle-log-steps-service.ts';

/** PX4 closes its log a moment after disarming. */
const SETTLE_MS = 3000;
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60_000;

/** What is known of a vehicle between visits. */
type Visit = {
  /** Since when it stands disarmed, as far as we saw. */
  standsSince: MonoMs | undefined;
  /** Its logs were looked at since it stands. */
  listed: boolean;
  busy: boolean;
  notBefore: number;
  pauseMs: number;
};

/** A vehicle with its logs that are to be fetched. */
export type Attended = {
  readonly id: string;
  readonly vehicle: LogVehicle | undefined;
  readonly rows: readonly PendingLog[];
  /** A flight of it is under way by the record. */
  readonly aloft: boolean;
};

const stands = ({ connected, heartbeat, landed }: VehicleSnapshot): boolean =>
  connected && !heartbeat.armed && landed?.state === 'on-ground';

/** Looks for logs and fetches them, one vehicle beside the other, one log of a vehicle after the other. */
export const createLogWork = (deps: StepDeps & { readonly clock: Clock }) => {
  const { clock, log } = deps;
  const visits = new Map<string, Visit>();
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  const steps = createLogSteps(deps, closing.signal);

  const visitOf = (id: string): Visit => {
    const known = visits.get(id);
    if (known !== undefined) return known;
    const first = { standsSince: undefined, listed: false, busy: false };
    const fresh: Visit = { ...first, notBefore: 0, pauseMs: FIRST_PAUSE_MS };
    visits.set(id, fresh);
    return fresh;
  };

  const attend = async (visit: Visit, id: string, vehicle: LogVehicle, rows: readonly PendingLog[]) => {
    const unfound = rows.filter(({ source_path }) => source_path === null);
    if (unfound.length > 0 || !visit.listed) {
      visit.listed = true;
      return steps.search(id, vehicle, unfound);
    }
    const onMoved = (): void => {
      visit.pauseMs = FIRST_PAUSE_MS;
    };
    for (const row of rows) if (!(await steps.fetch(vehicle, row, onMoved))) return false;
    return true;
  };

  const begin = (visit: Visit, id: string, vehicle: LogVehicle, rows: readonly PendingLog[]): void => {
    visit.busy = true;
    const job = attend(visit, id, vehicle, rows)
      .catch((error: unknown) => {
        log('error', `logs of drone ${id}: ${error instanceof Error ? error.message : 'unknown error'}`);
        return false;
      })
      .then((goesOn) => {
        visit.busy = false;
        visit.notBefore = goesOn ? 0 : clock.mono() + visit.pauseMs;
        visit.pauseMs = goesOn ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, visit.pauseMs * 2);
        running.delete(job);
      });
    running.add(job);
  };

  const isDue = (visit: Visit, standsSince: MonoMs, { vehicle, rows, aloft }: Attended): boolean => {
    const now = clock.mono();
    if (visit.busy || now < visit.notBefore || now - standsSince < SETTLE_MS) return false;
    if ((vehicle?.snapshot().queue.length ?? 0) > 0) return false;
    // What a flight wrote whose landing is not noted yet must not be taken for old.
    return rows.length > 0 || (!visit.listed && !aloft);
  };

  return {
    progress: steps.progress,

    /** To be called often: begins what there is to be done at a vehicle that stands. */
    visit: (attended: Attended): void => {
      const { id, vehicle, rows } = attended;
      const visit = visitOf(id);
      if (vehicle === undefined || !stands(vehicle.snapshot())) {
        if (vehicle?.snapshot().heartbeat.armed === true) visit.listed = false;
        visit.standsSince = undefined;
        return;
      }
      visit.standsSince ??= clock.mono();
      if (isDue(visit, visit.standsSince, attended)) begin(visit, id, vehicle, rows);
    },

    /** A person waits. */
    hurry: (id: string): void => {
      visitOf(id).notBefore = 0;
      visitOf(id).pauseMs = FIRST_PAUSE_MS;
    },

    stop: async (): Promise<void> => {
      closing.abort();
      await Promise.all(running);
    },
  };
};
