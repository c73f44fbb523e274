import type { MonoMs } from '../../core/clock.ts';
import type { Meter } from './meter.ts';

/**
 * The active path was silent for that long: an autopilot at our rates says something every 0.1 s, and at least its
 * heartbeat each second. Short enough that the last of the resends of a command (1.5 s) takes the new path.
 */
const SILENT_MS = 1200;
/** The active path loses that share, and another one is good: it is left. */
const BAD_LOSS = 0.3;
/** How long a better path must have been good before it is gone back to. */
const STEADY_MS = 3000;
/** It must be good for twice as long each time that it was left this soon after. */
const SOON_MS = 30_000;
const LONGEST_STEADY_MS = 60_000;

export type Candidate = {
  readonly place: string;
  /** Lower is preferred. */
  readonly rank: number;
  readonly meter: Meter;
  wasLeft: boolean;
  /** When it was gone back to last. */
  takenAt: MonoMs | undefined;
  /** How long it must be good before it is gone back to. */
  steadyMs: number;
};

export const newCandidate = (place: string, rank: number, meter: Meter): Candidate => ({
  place,
  rank,
  meter,
  wasLeft: false,
  takenAt: undefined,
  steadyMs: STEADY_MS,
});

const isSilent = ({ meter }: Candidate, now: MonoMs): boolean => now - meter.lastHeard() > SILENT_MS;

const lowest = <C extends Candidate>(paths: readonly C[]): C | undefined =>
  paths.reduce<C | undefined>(
    (best, path) => (best === undefined || path.rank < best.rank ? path : best),
    undefined,
  );

/** The path to be used of those that are proven; `active` is one of them or not proven at all. */
export const choosePath = <C extends Candidate>(proven: readonly C[], active: C, now: MonoMs): C => {
  const heard = proven.filter((path) => path !== active && !isSilent(path, now));
  if (!proven.includes(active) || isSilent(active, now)) return lowest(heard) ?? active;
  const isGood = (path: C): boolean => path.meter.goodForMs() >= path.steadyMs;
  const better = lowest(heard.filter((path) => path.rank < active.rank && isGood(path)));
  if (better !== undefined) return better;
  if ((active.meter.loss() ?? 0) <= BAD_LOSS) return active;
  return lowest(heard.filter(isGood)) ?? active;
};

/** To be called at each change, so that a path that comes and goes is gone back to less and less often. */
export const noteSwitch = (from: Candidate, to: Candidate, now: MonoMs): void => {
  const wasShort = from.takenAt !== undefined && now - from.takenAt < SOON_MS;
  from.steadyMs = wasShort ? Math.min(2 * from.steadyMs, LONGEST_STEADY_MS) : STEADY_MS;
  from.takenAt = undefined;
  from.wasLeft = true;
  to.takenAt = to.wasLeft ? now : undefined;
};
