import { z } from 'zod';
import { RECORD_TROUBLES } from '../../core/outage.ts';
import { FLIGHT_STATES } from '../../flight/states.ts';
import { id, lonLat, wallTime } from './common.ts';
import { SIGNING_STATES } from './signing.ts';

/**
 * The socket, namespace `/live`, authenticated by the session cookie. It only ever shows: every command goes by HTTP.
 *
 * client → server: `resume` { cursor } with an acknowledgement { ok, head } or { ok: false, code };
 * server → client: `events` (facts after the cursor, in order, without gap or repeat),
 *                  `frame` (the newest telemetry, one for all drones a tick; the client acknowledges each, and at most
 *                  two are under way: a slow client gets the newest, never a queue),
 *                  `closed` { code } before the server ends the session.
 */
export const LIVE_NAMESPACE = '/live';

export const liveEvent = z.object({
  seq: z.number().int(),
  at: wallTime,
  type: z.string(),
  subject: z.string(),
  by: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type LiveEvent = z.infer<typeof liveEvent>;

/** Telemetry of one drone. Ages in milliseconds at the moment of sending; null = never heard. */
export const liveVehicle = z.object({
  vehicleId: id,
  name: z.string(),
  flightId: id.nullable(),
  flightState: z.enum(FLIGHT_STATES).nullable(),
  heartbeatAgeMs: z.number().nullable(),
  position: lonLat.nullable(),
  positionAgeMs: z.number().nullable(),
  altAmslM: z.number().nullable(),
  relAltM: z.number().nullable(),
  headingDeg: z.number().nullable(),
  groundSpeedMs: z.number().nullable(),
  climbMs: z.number().nullable(),
  batteryPct: z.number().nullable(),
  batteryAgeMs: z.number().nullable(),
  mode: z.string(),
  /** MAVLink signing; null = not heard, or nothing of it is believed. */
  signing: z.enum(SIGNING_STATES).nullable(),
  /** The mode that it was asked for and does not fly; null = it flies what it was asked for, or does not say. */
  refusedMode: z.string().nullable(),
  /** The latest warning of its own, by MAV_SEVERITY, in both languages; null = none in the last two minutes. */
  said: z
    .object({ severity: z.number().int(), en: z.string(), zh: z.string(), ageMs: z.number() })
    .nullable(),
  armed: z.boolean().nullable(),
  landed: z.enum(['on_ground', 'in_air', 'taking_off', 'landing', 'unknown']),
  missionSeq: z.number().int().nullable(),
  missionTotal: z.number().int().nullable(),
  gpsFix: z.number().int().nullable(),
  satellites: z.number().int().nullable(),
  progress: z.number().nullable(),
  remainingM: z.number().nullable(),
  etaAt: wallTime.nullable(),
  crossTrackM: z.number().nullable(),
  /** Its UTC minus the server's, and half the way there and back; null = not measured, or it runs at another rate. */
  utcSkewMs: z.number().nullable(),
  clockUncertaintyMs: z.number().nullable(),
  /** Its seconds per second of ours: 1, or the speed factor of a simulation; null = not measured. */
  clockRate: z.number().nullable(),
});
export type LiveVehicle = z.infer<typeof liveVehicle>;

export const liveFrame = z.object({
  /** Rises by one a tick. */
  tick: z.number().int(),
  at: wallTime,
  /** Since when nothing can be recorded, and why: flights go on, nothing new is accepted. */
  flightOnly: z.object({ since: wallTime, trouble: z.enum(RECORD_TROUBLES) }).nullable(),
  /** Since when launches are held for all; not there or null = they are not. */
  groundStopSince: wallTime.nullish(),
  vehicles: z.array(liveVehicle),
});
export type LiveFrame = z.infer<typeof liveFrame>;

export const resumeRequest = z.strictObject({
  /** The last `seq` the client has; null = from now on. */
  cursor: z.number().int().min(0).nullable(),
});

/** Client → server events with their access, walked by the authorisation test. */
export const liveClientEvents = {
  resume: { payload: resumeRequest, access: 'signed-in' },
} as const;

export const eventBatch = z.object({
  events: z.array(liveEvent),
  /** The cursor after this batch; facts hidden from this reader are passed over silently. */
  cursor: z.number().int(),
});
export type EventBatch = z.infer<typeof eventBatch>;
