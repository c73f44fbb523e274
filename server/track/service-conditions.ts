import type { MonoMs } from '../core/clock.ts';
import type { Outage, RecordTrouble } from '../core/outage.ts';
import { isFresh } from '../flight/ports.ts';
import type { Condition, WatchedVehicle } from './monitor.ts';

/** The service itself is the subject. */
const SERVICE = 'system';

const WHY: Readonly<Record<RecordTrouble, string>> = {
  locked: 'another program holds the database',
  full: 'the disk is full',
  read_only: 'the database is read-only',
  failing: 'the disk fails',
};

const WHAT_TO_DO: Readonly<Record<RecordTrouble, string>> = {
  locked: 'End the program that has the data folder open.',
  full: 'Free space on the disk of the data folder.',
  read_only: 'Give the service the right to write to the data folder.',
  failing: 'Check the disk of the data folder.',
};

/** Nothing can be recorded (INV-S8): flights go on, nothing new begins. */
export const lookAtRecord = (outage: Outage | undefined): Condition[] =>
  outage === undefined
    ? []
    : [
        {
          kind: 'system.flight_only',
          severity: 'critical',
          subject: SERVICE,
          sentence: `Flight-only mode: ${WHY[outage.trouble]}. Flights in the air are watched, hold, return and land work; nothing else is accepted. ${WHAT_TO_DO[outage.trouble]}`,
          params: { trouble: outage.trouble, since: outage.since },
        },
      ];

/** Another instance has taken the data folder: this one no longer keeps drones from their own link-loss action. */
export const lookAtOwnership = (owns: boolean): Condition[] =>
  owns
    ? []
    : [
        {
          kind: 'system.not_owner',
          severity: 'critical',
          subject: SERVICE,
          sentence:
            'The data folder is no longer ours: heartbeats to the drones have stopped, and drones in the air return by themselves. Stop this service.',
          params: {},
        },
      ];

/** The product's limit: logs and evidence of drone and server no longer fit together beyond it, milliseconds. */
const SKEW_MS = 200;
/** Raised, it ends below that: no alarm that comes and goes. */
const SKEW_OVER_MS = 150;
/** Older figures say nothing of now, milliseconds. */
const SKEW_AGE_MS = 60_000;

type ClockLook = {
  readonly now: MonoMs;
  readonly isRaised: (key: { readonly kind: string; readonly subject: string }) => boolean;
};

/** Drones whose UTC is not ours, beyond what the measurement leaves open. */
export const lookAtClocks = (
  vehicles: readonly WatchedVehicle[],
  { now, isRaised }: ClockLook,
): Condition[] =>
  vehicles.flatMap(({ id, name, facts: { clock } }): Condition[] => {
    const key = { kind: 'vehicle.clock_skew', subject: `vehicle:${id}` };
    if (!isFresh(clock, now, SKEW_AGE_MS) || clock?.value.utcSkewMs === undefined) return [];
    const { utcSkewMs, uncertaintyMs } = clock.value;
    const limitMs = isRaised(key) ? SKEW_OVER_MS : SKEW_MS + uncertaintyMs;
    if (Math.abs(utcSkewMs) <= limitMs) return [];
    const skewMs = Math.round(utcSkewMs);
    return [
      {
        ...key,
        severity: 'warning',
        sentence: `Drone ${name}: its clock is ${Math.abs(skewMs)} ms ${skewMs > 0 ? 'ahead of' : 'behind'} the server's, so that its log and ours do not line up. Find out which of the two is wrong before its next launch.`,
        params: { vehicle: name, skewMs },
      },
    ];
  });
