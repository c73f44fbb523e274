import { common } from 'mavlink-mappings';
import type { MonoMs } from '../../core/clock.ts';
import type { VehicleSnapshot } from '../snapshot.ts';
import type { VehicleContext } from '../vehicle-context.ts';

/** A report that is missing, broken or belied by SYS_STATUS is asked for again so often. */
const ASK_EVERY_MS = 5000;
/** In a row without a good report: then it has none, until it boots again or one comes. */
const MAX_ASKS = 6;
/** SYS_STATUS and the report may be that far apart. */
const AGREE_MS = 3000;

/** The report of now cannot be the truth: there is none, a newer one got lost, or SYS_STATUS says otherwise. */
const isReportWanted = ({ arming, sensors, heartbeat }: VehicleSnapshot): boolean => {
  if (arming === undefined || !arming.isCurrent) return true;
  if (sensors === undefined || sensors.at - arming.at < AGREE_MS) return false;
  return sensors.prearmOk !== arming.canArm.includes(heartbeat.mode);
};

/** Asks for the arming report where the one of now will not do. PX4 tells it unasked only when it changes. */
export const createAsking = (context: VehicleContext) => {
  let askedAt: MonoMs | undefined;
  let asks = 0;
  return {
    reset: (): void => {
      asks = 0;
    },
    look: (): void => {
      const snapshot = context.snapshot();
      if (!isReportWanted(snapshot)) {
        asks = 0;
        return;
      }
      const now = context.clock.mono();
      const isEarly = askedAt !== undefined && now - askedAt < ASK_EVERY_MS;
      if (snapshot.heartbeat.armed || asks >= MAX_ASKS || isEarly) return;
      askedAt = now;
      asks++;
      void context.commands.send(
        { class: 'query', command: common.MavCmd.RUN_PREARM_CHECKS, params: [] },
        context.signal,
      );
    },
  };
};
