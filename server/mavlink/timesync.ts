import { common } from 'mavlink-mappings';
import type { MonoMs, Timer } from '../core/clock.ts';
import { isMessage, messageOf, type MavMessage } from './codec.ts';
import type { VehicleSnapshot } from './snapshot.ts';
import type { VehicleContext } from './vehicle-context.ts';
import {
  msToNs,
  NEW_CLOCK,
  nsToMs,
  readClock,
  sampleOf,
  withSample,
  withUtc,
  type VehicleClock,
} from './vehicle-clock.ts';

/** At first contact and after a reboot: the best of some quick ones is good at once. */
const BURST = 5;
const BURST_MS = 200;
/** Then two quartz clocks drift by 0.5 ms at most between questions. */
const PERIOD_MS = 10_000;
/** An answer that comes later measures nothing. */
const ANSWER_MS = 2000;

export type Timesync = {
  /** Asks from now on; what was known is of another boot. */
  start(): void;
};

/**
 * TIMESYNC and SYSTEM_TIME of one vehicle. Questions carry our monotonic clock and are told by it from each other; only
 * an answer to a question of ours counts. A vehicle's own question is answered if it names us: PX4 asks everybody at
 * 10 Hz, takes whoever's answer, and uses it for the stamps of measurements from outside, of which we send none, so a
 * computer on board that answers it must not be contradicted.
 */
export const createTimesync = (
  context: VehicleContext,
  amend: (change: Partial<VehicleSnapshot>) => void,
): Timesync => {
  const { clock, id, self, port, signal } = context;
  let known: VehicleClock = NEW_CLOCK;
  let asked = new Map<bigint, MonoMs>();
  let left = 0;
  let timer: Timer | undefined;

  const show = (): void => {
    const at = clock.mono();
    const info = readClock(known, at, clock.wall());
    if (info !== undefined) amend({ clock: { at, ...info } });
  };

  const ask = (): void => {
    const now = clock.mono();
    for (const [ts1, at] of asked) if (now - at > ANSWER_MS) asked.delete(ts1);
    const ts1 = msToNs(now);
    asked.set(ts1, now);
    port.send(
      messageOf(common.TimeSync, { tc1: 0n, ts1, targetSystem: id.sysid, targetComponent: id.compid }),
    );
    left = Math.max(0, left - 1);
    timer = clock.after(left > 0 ? BURST_MS : PERIOD_MS, ask);
  };

  const answer = (ts1: bigint): void =>
    port.send(
      messageOf(common.TimeSync, {
        tc1: msToNs(clock.mono()),
        ts1,
        targetSystem: id.sysid,
        targetComponent: id.compid,
      }),
    );

  const isForUs = (sysid: number, compid: number): boolean =>
    sysid === self.sysid && (compid === 0 || compid === self.compid);

  const onTimesync = ({ tc1, ts1, targetSystem, targetComponent }: common.TimeSync): void => {
    if (tc1 === 0n) {
      if (isForUs(targetSystem, targetComponent)) answer(ts1);
      return;
    }
    const askedAt = asked.get(ts1);
    const now = clock.mono();
    if (askedAt === undefined || now - askedAt > ANSWER_MS || tc1 < 0n) return;
    asked.delete(ts1);
    known = withSample(known, sampleOf(askedAt, now, tc1));
    show();
  };

  const hear = (message: MavMessage): void => {
    if (isMessage(message, common.TimeSync)) onTimesync(message.fields);
    if (!isMessage(message, common.SystemTime)) return;
    const { timeUnixUsec, timeBootMs } = message.fields;
    known = withUtc(known, { unixMs: nsToMs(timeUnixUsec * 1000n), bootMs: timeBootMs }, clock.mono());
    show();
  };

  port.subscribe(hear);
  signal.addEventListener('abort', () => timer?.cancel());
  return {
    start: () => {
      if (signal.aborted) return;
      timer?.cancel();
      known = NEW_CLOCK;
      asked = new Map();
      left = BURST;
      amend({ clock: undefined });
      ask();
    },
  };
};
