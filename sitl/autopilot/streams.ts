import { componentMetadata } from './event-metadata.ts';
import type { Autopilot } from './state.ts';
import * as telemetry from './telemetry.ts';

type Build = (ap: Autopilot) => void;

/** `[message id, default interval in ms of wall time, builder]`: PX4's names, at moderate rates. */
const STREAMS: readonly (readonly [id: number, intervalMs: number, build: Build])[] = [
  [0, 1000, telemetry.heartbeat],
  [1, 1000, telemetry.sysStatus],
  [2, 1000, telemetry.systemTime],
  [24, 200, telemetry.gpsRaw],
  [30, 100, telemetry.attitude],
  [33, 100, telemetry.globalPosition],
  [42, 1000, telemetry.missionCurrent],
  [74, 250, telemetry.vfrHud],
  [141, 1000, telemetry.altitude],
  [147, 2000, telemetry.batteryStatus],
  [230, 2000, telemetry.estimatorStatus],
  [242, 2000, telemetry.homePosition],
  [245, 1000, telemetry.extendedState],
  [436, 2000, telemetry.currentMode],
  [441, 1000, telemetry.gnssIntegrity],
  // Off until it is asked for by SET_MESSAGE_INTERVAL.
  [32, -1, telemetry.localPosition],
];

const BUILDERS = new Map(STREAMS.map(([id, , build]) => [id, build]));
BUILDERS.set(49, telemetry.globalOrigin);
BUILDERS.set(148, telemetry.autopilotVersion);
BUILDERS.set(300, telemetry.protocolVersion);
BUILDERS.set(397, componentMetadata);

/** Sent at each change and once a second by the mission protocol of PX4, which takes no other rate for it. */
const FIXED: ReadonlySet<number> = new Set([42]);

/** Sends a message at once; false if the vehicle has no such message. */
export const sendNow = (ap: Autopilot, messageId: number): boolean => {
  const build = BUILDERS.get(messageId);
  build?.(ap);
  return build !== undefined;
};

type Stream = { readonly build: Build; readonly defaultMs: number; intervalMs: number; dueMs: number };

export type Streams = {
  /** Sends what is due. */
  run(ap: Autopilot): void;
  /** SET_MESSAGE_INTERVAL, microseconds: −1 stops, 0 is the default. False: no such stream, or a fixed one. */
  setInterval(messageId: number, intervalUs: number, nowMs: number): boolean;
  intervalUs(messageId: number): number | undefined;
};

export const createStreams = (nowMs: number): Streams => {
  const streams = new Map<number, Stream>(
    STREAMS.map(([id, intervalMs, build], index) => [
      id,
      // Spread over the first tenth of a second, so that not all leave in one tick.
      { build, defaultMs: intervalMs, intervalMs, dueMs: nowMs + ((index * 7) % 100) },
    ]),
  );
  return {
    run: (ap) => {
      for (const stream of streams.values()) {
        if (stream.intervalMs < 0 || ap.wallMs < stream.dueMs) continue;
        stream.build(ap);
        stream.dueMs = Math.max(stream.dueMs + stream.intervalMs, ap.wallMs - stream.intervalMs);
      }
    },
    setInterval: (messageId, intervalUs, nowMs) => {
      const stream = streams.get(messageId);
      if (stream === undefined || FIXED.has(messageId) || Number.isNaN(intervalUs)) return false;
      stream.intervalMs = intervalUs === 0 ? stream.defaultMs : intervalUs < 0 ? -1 : intervalUs / 1000;
      stream.dueMs = nowMs + Math.max(0, stream.intervalMs);
      return true;
    },
    intervalUs: (messageId) => {
      const stream = streams.get(messageId);
      if (stream === undefined) return undefined;
      if (FIXED.has(messageId)) return -1;
      return stream.intervalMs < 0 ? -1 : stream.intervalMs * 1000;
    },
  };
};
