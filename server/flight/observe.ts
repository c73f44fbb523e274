import type { MonoMs } from '../core/clock.ts';
import { distanceM, type LonLat } from '../core/geo.ts';
import type { Progress } from '../plan/progress.ts';
import { isFresh, type PlanIds, type VehicleFacts } from './ports.ts';

/** Heartbeats come once a second: five missed ones are silence. */
export const SILENT_AFTER_MS = 5000;
/** It stands where it takes off from, at launch and back after a return, within this distance of that pad, metres. */
export const AT_ORIGIN_M = 30;
/** It has landed on its pad within this distance, metres: less than half of the way to the next pad of a roof. */
export const ON_PAD_M = 7;
/** An older position, from before a gap in telemetry, may be from before the landing. */
const PLACE_AGE_MS = 3000;

/** What of a flight is needed to judge what its vehicle shows. */
export type FlightFrame = {
  readonly fromPad: LonLat;
  readonly toPad: LonLat;
  /** The uploaded plans; undefined before the upload, and while they are being changed. */
  readonly aboard: PlanIds | undefined;
  /** Index of the land item in the mission. */
  readonly landSeq: number;
};

/** The vehicle's facts, judged against its flight. */
export type Observation = {
  readonly at: MonoMs;
  readonly heard: boolean;
  readonly armed: boolean | undefined;
  readonly mode: string | undefined;
  /** The mode that it was asked for last, by whomever. */
  readonly askedMode?: string | undefined;
  readonly where: 'ground' | 'air' | 'unknown';
  readonly place: 'destination' | 'origin' | 'elsewhere' | 'unknown';
  readonly toDestinationM: number | undefined;
  readonly toOriginM: number | undefined;
  /** Mission, fence and rally points are those of the flight. Undefined while not heard or before the upload. */
  readonly missionMatches: boolean | undefined;
  readonly missionSeq: number | undefined;
  readonly remainingM: number | undefined;
  /** The mission is at its land item. */
  readonly isLanding: boolean;
  readonly boots: number;
};

const placeOf = (toDestinationM: number, toOriginM: number): Observation['place'] => {
  if (toDestinationM <= ON_PAD_M) return 'destination';
  return toOriginM <= AT_ORIGIN_M ? 'origin' : 'elsewhere';
};

const whereOf = (facts: VehicleFacts, now: MonoMs): Observation['where'] => {
  if (facts.landed === undefined || !isFresh(facts.landed, now, SILENT_AFTER_MS)) return 'unknown';
  if (facts.landed.value === 'unknown') return 'unknown';
  return facts.landed.value === 'on_ground' ? 'ground' : 'air';
};

type Said = NonNullable<VehicleFacts['mission']>['value'];

const matches = (said: Said | undefined, ours: PlanIds | undefined): boolean | undefined =>
  said === undefined || ours === undefined
    ? undefined
    : said.id === ours.missionId && said.fenceId === ours.fenceId && said.rallyId === ours.rallyId;

const distancesOf = (
  facts: VehicleFacts,
  now: MonoMs,
  frame: FlightFrame,
): Pick<Observation, 'place' | 'toDestinationM' | 'toOriginM'> => {
  const at = facts.position?.value.at;
  if (at === undefined || !isFresh(facts.position, now, PLACE_AGE_MS))
    return { place: 'unknown', toDestinationM: undefined, toOriginM: undefined };
  const toDestinationM = distanceM(at, frame.toPad);
  const toOriginM = distanceM(at, frame.fromPad);
  return { place: placeOf(toDestinationM, toOriginM), toDestinationM, toOriginM };
};

export const observe = (
  facts: VehicleFacts,
  now: MonoMs,
  frame: FlightFrame,
  progress?: Progress,
): Observation => {
  const heartbeat = isFresh(facts.heartbeat, now, SILENT_AFTER_MS) ? facts.heartbeat?.value : undefined;
  const mission = isFresh(facts.mission, now, SILENT_AFTER_MS) ? facts.mission?.value : undefined;
  return {
    at: now,
    heard: heartbeat !== undefined,
    armed: heartbeat?.armed,
    mode: heartbeat?.mode,
    askedMode: heartbeat === undefined ? undefined : facts.askedMode,
    where: whereOf(facts, now),
    ...distancesOf(facts, now, frame),
    missionMatches: matches(mission, frame.aboard),
    missionSeq: mission?.seq,
    remainingM: progress?.remainingM,
    isLanding: mission !== undefined && mission.seq >= frame.landSeq,
    boots: facts.boots,
  };
};
