import type { RecordTrouble } from '../../server/core/outage.ts';
import type { CommitPoint } from './faulty-store.ts';
import type { Timeline } from './timeline.ts';

/** The process ends at the `left`-th commit or sent datagram (heartbeats do not count) from now on. */
export type CrashTrigger = {
  readonly on: 'commit' | 'send';
  readonly point: CommitPoint;
  left: number;
  readonly downMs: number;
};

/** What may go wrong with the machine of the server, as it is set now. */
export const createMishaps = (timeline: Timeline) => {
  let trigger: CrashTrigger | undefined;
  let trouble: { readonly kind: RecordTrouble; readonly until: number } | undefined;
  const points = { commit: 0, send: 0 };
  let wallStepMs = 0;
  let lostShare = 0;
  return {
    /** Replaces one that was set before and has not come. */
    crashIn: (next: CrashTrigger): void => {
      trigger = { ...next };
    },
    /** For how long the process is down if it ends here; undefined = it goes on. */
    endsAt: (on: 'commit' | 'send', point: CommitPoint): number | undefined => {
      if (point === 'before') points[on]++;
      if (trigger?.on !== on || trigger.point !== point || --trigger.left > 0) return undefined;
      const { downMs } = trigger;
      trigger = undefined;
      return downMs;
    },
    diskFails: (kind: RecordTrouble, ms: number): void => {
      trouble = { kind, until: timeline.now() + ms };
    },
    trouble: (): RecordTrouble | undefined =>
      trouble !== undefined && timeline.now() < trouble.until ? trouble.kind : undefined,
    stepClock: (ms: number): void => {
      wallStepMs += ms;
    },
    wallStepMs: (): number => wallStepMs,
    /** Share of answers that get lost on their way to a console. */
    loseAnswers: (share: number): void => {
      lostShare = share;
    },
    lostShare: (): number => lostShare,
    points: (): Readonly<typeof points> => ({ ...points }),
    /** Nothing is wrong from now on; the clock is set right. */
    end: (): void => {
      trigger = undefined;
      trouble = undefined;
      lostShare = 0;
      wallStepMs = 0;
    },
  };
};

export type Mishaps = ReturnType<typeof createMishaps>;
