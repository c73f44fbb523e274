import type { MonoMs } from '../core/clock.ts';
import { NJ10, type DroneProfile } from '../plan/profile.ts';
import type { Active } from './active-service.ts';
import type { ReturnFigures } from './collective-path.ts';
import { patienceS, type CollectiveDrone, type Scene } from './collective.ts';
import type { FlightCommand } from './command-service.ts';
import { failsafeProfile } from './forecast-params.ts';
import { isFresh, type VehicleFacts } from './ports.ts';
import { isFlightAirborne } from './states.ts';

/** Positions older than this say nothing of where a drone is. */
const FRESH_MS = 3000;
/** A drone that is not heard or that others fly may be that far from where it was, metres. */
const ASTRAY_M = 300;
const PERCENT = 100;

/** A drone on the collective return, as people see it. */
type CollectiveState = 'holding' | 'waiting' | 'returning' | 'home' | 'left_alone';

/** A drone on the collective return, with what was sent to it and what is known of it. */
export type Member = {
  readonly active: Active;
  state: CollectiveState;
  sentAt: number;
  sent: FlightCommand | undefined;
  behind: readonly string[];
  params: ReadonlyMap<string, number> | undefined;
  profile: DroneProfile;
};

/** As it is when the return begins; a drone that others fly is left alone. */
export const newMember = (active: Active, now: MonoMs): Member => ({
  active,
  state: active.life.state === 'EXTERNAL_CONTROL' ? 'left_alone' : 'holding',
  sentAt: now,
  sent: undefined,
  behind: [],
  params: undefined,
  profile: NJ10,
});

const isArmed = ({ heartbeat }: VehicleFacts): boolean => heartbeat?.value.armed === true;

/** How it flies home: by its parameters, or by its profile until they have been read. */
const figuresOf = ({ params, profile }: Member): ReturnFigures => {
  const { returnRelAltM, cruiseMs, upMs, downMs } = failsafeProfile(params);
  const known = params !== undefined;
  return {
    returnAltM: returnRelAltM,
    cruiseMs: known ? cruiseMs : profile.cruiseMs,
    climbMs: known ? upMs : profile.climbMs,
    descentMs: known ? downMs : profile.descentMs,
  };
};

/** The drone as the decision needs it; undefined while its place is not known or it is not armed. */
export const asDrone = (member: Member, facts: VehicleFacts, at: MonoMs): CollectiveDrone | undefined => {
  const { position } = facts;
  if (!isFresh(position, at, FRESH_MS) || position === undefined || !isArmed(facts)) return undefined;
  const { plan, id } = member.active;
  const { profile } = member;
  const figures = figuresOf(member);
  const { altAmslM, relAltM, groundSpeedMs } = position.value;
  const home = facts.home?.value ?? { at: plan.from.at, altAmslM: altAmslM - relAltM };
  const now = { at: position.value.at, altAmslM };
  const energy = {
    chargePct: facts.battery?.value,
    reservePct: plan.battery.reservePct / 2,
    pctPerS: (PERCENT * profile.cruiseMs) / (profile.rangeKmFullLoad * 1000),
  };
  const phase = member.state === 'returning' ? 'returning' : 'holding';
  return { id, phase, now, groundSpeedMs, home, figures, patienceS: patienceS(now, home, figures, energy) };
};

/** Who is in the air besides them, and who stands where. */
export const sceneOf = (
  members: readonly Member[],
  drones: readonly CollectiveDrone[],
  factsOf: (active: Active) => VehicleFacts,
): Scene => {
  const others = members.flatMap((member) => {
    const seen = factsOf(member.active).position?.value;
    const isIn = drones.some(({ id }) => id === member.active.id);
    const isUp = isFlightAirborne(member.active.life.state) && member.state !== 'home';
    return seen === undefined || isIn || !isUp
      ? []
      : [{ at: seen.at, altAmslM: seen.altAmslM, extraM: ASTRAY_M }];
  });
  const grounded = members.flatMap((member) => {
    const seen = factsOf(member.active).position?.value;
    return member.state === 'home' && seen !== undefined ? [seen.at] : [];
  });
  return { drones, others, grounded };
};

/** The state of one whose mode shows that it obeys; undefined where it does not. */
const obeying = (state: CollectiveState, mode: string | undefined): CollectiveState | undefined => {
  if (mode === 'AUTO.RTL') return 'returning';
  if (mode !== 'AUTO.LOITER' || state === 'returning') return undefined;
  return state === 'holding' ? 'waiting' : state;
};

/** What its mode says: that it obeys, that a person has taken it out, or that it is down; undefined = not yet. */
export const stateSeen = (member: Member, facts: VehicleFacts, now: MonoMs): CollectiveState | undefined => {
  const { state } = member.active.life;
  if (!isFlightAirborne(state) || (isFresh(facts.heartbeat, now, FRESH_MS) && !isArmed(facts))) return 'home';
  const mode = facts.heartbeat?.value.mode;
  const obeyed = obeying(member.state, mode);
  if (obeyed !== undefined) return obeyed;
  // Landing where it is, or flown by somebody else: not ours to send on.
  return mode === 'AUTO.LAND' || state === 'EXTERNAL_CONTROL' ? 'left_alone' : undefined;
};
