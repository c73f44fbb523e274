import { systemCause } from '../core/cause.ts';
import type { Actives } from './active-service.ts';
import type { LaunchRun } from './launch-service.ts';
import { emitFlight, findFlight, type FlightDeps } from './record-service.ts';

/** A vehicle keeps its leave that long at most, s: who disarms it meanwhile could arm it again. */
const LONGEST_S = 15;

/** The answer to "may I arm?". `isStranger`: nobody here has a launch of that vehicle under way. */
export type ArmDecision =
  | { readonly mayArm: true; readonly forS: number }
  | { readonly mayArm: false; readonly why: 'generic' | 'timeout'; readonly isStranger: boolean };

/** PX4 asks before it arms where COM_ARM_AUTH_REQ is 1: yes is the answer to our own arming frame only. */
export const createArmAuthorisation = (deps: FlightDeps, actives: Actives) => {
  const told = new WeakSet<LaunchRun>();

  return (vehicleId: string): ArmDecision => {
    const active = actives.all().find((each) => each.vehicleId === vehicleId && each.launch !== undefined);
    const launch = active?.launch;
    const leave = launch?.armLeave() ?? { kind: 'none' };
    if (active === undefined || launch === undefined || leave.kind !== 'open') {
      const isStranger = launch === undefined || launch.isOver();
      return { mayArm: false, why: leave.kind === 'over' ? 'timeout' : 'generic', isStranger };
    }
    const forS = Math.min(LONGEST_S, Math.ceil(leave.leftMs / 1000));
    if (!told.has(launch)) {
      told.add(launch);
      actives.later(active, () =>
        deps.store.transact(systemCause(deps.clock.wall()), async (tx) => {
          const row = await findFlight(tx, active.id);
          if (row !== undefined) await emitFlight(tx, row, 'flight.arm_authorised', { data: { forS } });
        }),
      );
    }
    return { mayArm: true, forS };
  };
};

/** The guard did not let a frame to that vehicle leave: a launch that waits for its effect ends at once. */
export const createKeptBack =
  ({ clock }: FlightDeps, actives: Actives) =>
  (vehicleId: string, frame: string | undefined, sentence: string): void => {
    if (frame !== 'arm' && frame !== 'start') return;
    for (const active of actives.all())
      if (active.vehicleId === vehicleId)
        active.launch?.feed({ kind: 'kept_back', frame, sentence, now: clock.mono() });
  };
