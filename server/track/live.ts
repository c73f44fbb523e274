import type { MonoMs } from '../core/clock.ts';
import { ageMs, type LandedState, type VehicleFacts } from '../flight/ports.ts';
import type { FlightState } from '../flight/states.ts';
import type { Progress } from '../plan/progress.ts';

/** The flight that a drone is on, as far as a live frame shows it. */
export type LiveFlight = {
  readonly id: string;
  readonly state: FlightState;
  readonly progress: Progress | undefined;
  readonly etaAt: number | null;
};

export type LiveSource = {
  readonly vehicleId: string;
  readonly name: string;
  readonly facts: VehicleFacts;
  readonly flight: LiveFlight | undefined;
};

const age = (heard: Parameters<typeof ageMs>[0], now: MonoMs): number | null => {
  const value = ageMs(heard, now);
  return value === undefined ? null : Math.max(0, Math.round(value));
};

const UNKNOWN_LANDED: LandedState = 'unknown';

const NO_PLACE = {
  position: null,
  altAmslM: null,
  relAltM: null,
  headingDeg: null,
  groundSpeedMs: null,
  climbMs: null,
};

const placeOf = ({ position }: VehicleFacts) => {
  if (position === undefined) return NO_PLACE;
  const { at, altAmslM, relAltM, headingDeg, groundSpeedMs, climbMs } = position.value;
  return { position: at, altAmslM, relAltM, headingDeg: headingDeg ?? null, groundSpeedMs, climbMs };
};

const stateOf = (facts: VehicleFacts, now: MonoMs) => ({
  heartbeatAgeMs: age(facts.heartbeat, now),
  batteryPct: facts.battery?.value ?? null,
  batteryAgeMs: age(facts.battery, now),
  mode: facts.heartbeat?.value.mode ?? '',
  signing: facts.signing ?? null,
  refusedMode: facts.refusedMode ?? null,
  armed: facts.heartbeat?.value.armed ?? null,
  landed: facts.landed?.value ?? UNKNOWN_LANDED,
});

/** What was said longer ago is no news to anybody who looks at the drone now. */
const SAID_MS = 120_000;

const saidOf = ({ said }: VehicleFacts, now: MonoMs) => {
  const ageMs = age(said, now);
  return { said: said === undefined || ageMs === null || ageMs > SAID_MS ? null : { ...said.value, ageMs } };
};

const missionOf = (facts: VehicleFacts) => ({
  missionSeq: facts.mission?.value.seq ?? null,
  missionTotal: facts.mission?.value.total ?? null,
  gpsFix: facts.gps?.value.fix ?? null,
  satellites: facts.gps?.value.satellites ?? null,
});

const progressOf = (progress: Progress | undefined) => ({
  progress: progress?.share ?? null,
  remainingM: progress?.remainingM ?? null,
  crossTrackM: progress?.crossTrackM ?? null,
});

const clockOf = ({ clock }: VehicleFacts) => ({
  utcSkewMs: clock?.value.utcSkewMs ?? null,
  clockUncertaintyMs: clock?.value.uncertaintyMs ?? null,
  clockRate: clock?.value.rate ?? null,
});

const flightOf = (flight: LiveFlight | undefined) => ({
  flightId: flight?.id ?? null,
  flightState: flight?.state ?? null,
  etaAt: flight?.etaAt ?? null,
  ...progressOf(flight?.progress),
});

/** One drone of a live frame; every age is that of `now`, null = never heard. */
export const liveVehicleOf = ({ vehicleId, name, facts, flight }: LiveSource, now: MonoMs) => ({
  vehicleId,
  name,
  ...placeOf(facts),
  positionAgeMs: age(facts.position, now),
  ...stateOf(facts, now),
  ...missionOf(facts),
  ...clockOf(facts),
  ...saidOf(facts, now),
  ...flightOf(flight),
});
