import { common } from 'mavlink-mappings';
import { distanceM, type LonLat } from '../core/geo.ts';
import { decodeDatagram, decodeMessage, newDropCounters, type MavMessage } from '../mavlink/codec.ts';
import { monoMs } from '../core/clock.ts';
import { telemetryOf } from '../mavlink/telemetry.ts';
import type { TlogRecord } from './tlog.ts';

/** One GLOBAL_POSITION_INT of the log with what was known at that moment. */
export type Fix = {
  /** Server's wall time, ms since 1970. */
  readonly atMs: number;
  /** The vehicle's own clock, ms since its boot. */
  readonly bootMs: number;
  readonly at: LonLat;
  /** Metres above home. */
  readonly relAltM: number;
  readonly groundSpeedMs: number;
  readonly headingDeg: number | undefined;
  readonly batteryPct: number | undefined;
  /** The vehicle is off the ground by its own word. */
  readonly aloft: boolean;
  /** Milliseconds between the vehicle's last frame before this one and that frame's predecessor: silence on the link. */
  readonly linkGapMs: number;
};

/** The messages that are decoded; all others only show that the link lives. */
const WANTED = new Set<number>([
  common.GlobalPositionInt.MSG_ID,
  common.SysStatus.MSG_ID,
  common.ExtendedSysState.MSG_ID,
]);

const messageOf = (frame: Uint8Array): MavMessage | undefined => {
  const msgid = (frame[7] ?? 0) | ((frame[8] ?? 0) << 8) | ((frame[9] ?? 0) << 16);
  if (!WANTED.has(msgid)) return undefined;
  const [good] = decodeDatagram(frame, newDropCounters());
  return good && decodeMessage(good);
};

/** Turns records of one vehicle's log into fixes, one by one; memory does not grow with the log. */
export class FixReader {
  readonly #sysid: number;
  #lastFrameMs: number | undefined;
  #worstGapMs = 0;
  #batteryPct: number | undefined;
  #aloft = false;

  constructor(sysid: number) {
    this.#sysid = sysid;
  }

  read({ atMs, frame }: TlogRecord): Fix | undefined {
    if (frame[5] !== this.#sysid) return undefined;
    if (this.#lastFrameMs !== undefined)
      this.#worstGapMs = Math.max(this.#worstGapMs, atMs - this.#lastFrameMs);
    this.#lastFrameMs = atMs;
    const message = messageOf(frame);
    if (message === undefined) return undefined;
    const { battery, landed, position } = telemetryOf(message, monoMs(0));
    if (battery?.fraction !== undefined) this.#batteryPct = battery.fraction * 100;
    if (landed !== undefined) this.#aloft = landed.state !== 'on-ground' && landed.state !== 'undefined';
    if (position === undefined) return undefined;
    const linkGapMs = this.#worstGapMs;
    this.#worstGapMs = 0;
    return {
      atMs,
      bootMs: position.timeBootMs,
      at: position.lonLat,
      relAltM: position.relAltM,
      groundSpeedMs: position.groundSpeedMs,
      headingDeg: position.headingDeg,
      batteryPct: this.#batteryPct,
      aloft: this.#aloft,
      linkGapMs,
    };
  }
}

/** At most `limit` fixes, evenly by number; the longest silence of each group stays visible. */
export const thin = (fixes: readonly Fix[], limit: number): Fix[] => {
  if (fixes.length <= limit) return [...fixes];
  const step = (fixes.length - 1) / (limit - 1);
  const kept: Fix[] = [];
  let from = 0;
  for (let i = 0; i < limit; i++) {
    const index = Math.round(i * step);
    const fix = fixes[index];
    if (fix === undefined) continue;
    const linkGapMs = fixes
      .slice(from, index + 1)
      .reduce((worst, each) => Math.max(worst, each.linkGapMs), 0);
    kept.push({ ...fix, linkGapMs });
    from = index + 1;
  }
  return kept;
};

/** Positions nearer to each other than that are noise of a standing vehicle, metres. */
const STEP_M = 2;

/** Metres over ground along the fixes. */
export const flownM = (fixes: readonly Fix[]): number => {
  let sum = 0;
  let last = fixes[0]?.at;
  for (const { at } of fixes) {
    const step = last === undefined ? 0 : distanceM(last, at);
    if (step < STEP_M) continue;
    sum += step;
    last = at;
  }
  return sum;
};
