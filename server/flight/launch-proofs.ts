import type { MonoMs } from '../core/clock.ts';
import { isFresh, type PlanIds, type VehicleFacts } from './ports.ts';
import type { LaunchStep } from './launch-steps.ts';
import { reasonsAgainstArming } from './vehicle-health.ts';

/** Everything that the arming gate looks at must be younger (INV-S3, INV-S4). */
const GATE_AGE_MS = 5000;
/** Height above home from which a climb is believed, metres: more than the noise of a vehicle on the ground. */
const CLIMBED_M = 1.5;

/** The plan as it was uploaded, and the vehicle's count of starts before that. */
export type LaunchMission = PlanIds & {
  readonly itemCount: number;
  readonly boots: number;
  /** COM_DISARM_PRFLT: on the ground it disarms by itself that long after arming, s; 0 = never, undefined = not read. */
  readonly autoDisarmS?: number | undefined;
  /** When it was seen armed. */
  readonly armedAt?: MonoMs;
};

export type Proof = { readonly isProven: boolean; readonly proof: string };

const isSince = (at: MonoMs | undefined, since: MonoMs): boolean => at !== undefined && at >= since;

const heartbeatText = (facts: VehicleFacts): string => {
  if (facts.heartbeat === undefined) return 'no heartbeat was ever heard';
  const { armed, mode } = facts.heartbeat.value;
  return `the last heartbeat says ${mode}, ${armed ? 'armed' : 'disarmed'}`;
};

export const NO_PLANS: PlanIds = { missionId: 0, fenceId: 0, rallyId: 0 };

export const idsText = ({ missionId, fenceId, rallyId }: PlanIds): string =>
  `mission ${missionId}, fence ${fenceId}, rally points ${rallyId}`;

type Aboard = NonNullable<VehicleFacts['mission']>['value'];

const aboardIds = ({ id, fenceId, rallyId }: Aboard): PlanIds => ({ missionId: id, fenceId, rallyId });

/** All three plans, feasible. */
export const areAboard = (ids: PlanIds, aboard: Aboard | undefined): boolean =>
  aboard !== undefined &&
  aboard.id === ids.missionId &&
  aboard.fenceId === ids.fenceId &&
  aboard.rallyId === ids.rallyId &&
  aboard.run !== 'no_mission';

export const missionText = (facts: VehicleFacts): string => {
  if (facts.mission === undefined) return 'no MISSION_CURRENT was heard';
  const { seq, run } = facts.mission.value;
  return `the vehicle says ${idsText(aboardIds(facts.mission.value))}, item ${seq}, ${run}`;
};

export const isOnGround = (facts: VehicleFacts, now: MonoMs): boolean =>
  isFresh(facts.landed, now, GATE_AGE_MS) && facts.landed?.value === 'on_ground';

/** A heartbeat that came at or after `since` says so. */
export const isDisarmed = (facts: VehicleFacts, since: MonoMs): boolean =>
  isSince(facts.heartbeat?.at, since) && facts.heartbeat?.value.armed === false;

export const climbed = (facts: VehicleFacts, now: MonoMs): boolean =>
  isFresh(facts.landed, now, GATE_AGE_MS) &&
  (facts.landed?.value === 'in_air' || facts.landed?.value === 'taking_off') &&
  isFresh(facts.position, now, GATE_AGE_MS) &&
  (facts.position?.value.relAltM ?? 0) >= CLIMBED_M;

const vehicleGate = (facts: VehicleFacts, now: MonoMs, { boots }: LaunchMission): string | undefined => {
  if (facts.boots !== boots) return 'the vehicle started anew since the upload';
  if (facts.idConflict === true) return 'another vehicle uses the same system id';
  if (!isFresh(facts.heartbeat, now, GATE_AGE_MS)) return 'expected a heartbeat within 5 s, none came';
  const { armed, mode } = facts.heartbeat?.value ?? {};
  if (armed !== false || mode !== 'AUTO.LOITER')
    return `expected it disarmed in AUTO.LOITER, ${heartbeatText(facts)}`;
  return isOnGround(facts, now) ? undefined : 'expected it on the ground, seen within 5 s';
};

const missionGate = (facts: VehicleFacts, now: MonoMs, mission: LaunchMission): string | undefined => {
  const current = facts.mission?.value;
  if (!isFresh(facts.mission, now, GATE_AGE_MS) || current === undefined)
    return 'expected MISSION_CURRENT within 5 s, none came';
  if (!areAboard(mission, current) || current.seq !== 0)
    return `expected ${idsText(mission)} at item 0 and feasible, ${missionText(facts)}`;
  return undefined;
};

const healthGate = (facts: VehicleFacts, now: MonoMs): string | undefined => {
  const health = facts.health?.value;
  if (!isFresh(facts.health, now, GATE_AGE_MS) || health === undefined)
    return 'expected SYS_STATUS within 5 s, none came';
  return health.prearmOk
    ? undefined
    : `the vehicle's own check before arming fails (${[...reasonsAgainstArming(facts), ...health.unhealthy].join(', ')})`;
};

/**
 * The sentence that keeps the vehicle from being armed, or undefined (INV-S3 and what of INV-S4 is seen on the wire):
 * disarmed in LOITER on the ground, healthy, this mission, fence and rally points aboard, feasible, at item 0, all seen less than 5 s ago.
 */
export const armGate = (facts: VehicleFacts, now: MonoMs, mission: LaunchMission): string | undefined =>
  vehicleGate(facts, now, mission) ?? missionGate(facts, now, mission) ?? healthGate(facts, now);

/** What a vehicle that is armed and on the ground must not start with: said since the step began. */
export const replacedMission = (waiting: Waiting, facts: VehicleFacts): string | undefined => {
  const { step, since, mission } = waiting;
  if (step !== 'arm' && step !== 'mission' && step !== 'climb') return undefined;
  const aboard = facts.mission?.value;
  if (!isSince(facts.mission?.at, since) || aboard === undefined) return undefined;
  if (areAboard(mission, aboard)) return undefined;
  return `expected ${idsText(mission)} and feasible, ${missionText(facts)}: somebody else changed it`;
};

type Waiting = { readonly step: LaunchStep; readonly since: MonoMs; readonly mission: LaunchMission };
type ProofOf = (waiting: Waiting, facts: VehicleFacts, now: MonoMs) => Proof;

const inMode =
  (mode: string): ProofOf =>
  ({ since }, facts) => ({
    isProven: isSince(facts.heartbeat?.at, since) && facts.heartbeat?.value.mode === mode,
    proof: heartbeatText(facts),
  });

/** Upload and pre-flight are proven by their own answers, not by telemetry. */
const byAnswer: ProofOf = () => ({ isProven: false, proof: 'got no answer' });

const PROOFS: Readonly<Record<LaunchStep, ProofOf>> = {
  upload: byAnswer,
  preflight: byAnswer,
  verify: ({ since, mission }, facts) => ({
    isProven: isSince(facts.mission?.at, since) && areAboard(mission, facts.mission?.value),
    proof: `expected ${idsText(mission)}, ${missionText(facts)}`,
  }),
  mode: inMode('AUTO.LOITER'),
  current: ({ since, mission }, facts, now) => {
    const gate = armGate(facts, now, mission);
    const isProven = isSince(facts.mission?.at, since) && gate === undefined;
    return { isProven, proof: gate ?? missionText(facts) };
  },
  // MISSION_CURRENT comes once a second: only one from after the frame tells which mission an armed vehicle would fly.
  arm: ({ since, mission }, facts, now) => {
    const armed = isSince(facts.heartbeat?.at, since) && facts.heartbeat?.value.armed === true;
    const aboard = isSince(facts.mission?.at, since) && missionGate(facts, now, mission) === undefined;
    return { isProven: armed && aboard, proof: `${heartbeatText(facts)}, ${missionText(facts)}` };
  },
  mission: inMode('AUTO.MISSION'),
  climb: (_waiting, facts, now) => ({
    isProven: climbed(facts, now),
    proof: `landed state ${facts.landed?.value ?? 'unknown'}, ${facts.position?.value.relAltM.toFixed(1) ?? '?'} m above home`,
  }),
};

/** Whether telemetry proves the running step, and what it shows. */
export const proves = (waiting: Waiting, facts: VehicleFacts, now: MonoMs): Proof =>
  PROOFS[waiting.step](waiting, facts, now);
