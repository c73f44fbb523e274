import type { MonoMs, WallMs } from '../core/clock.ts';
import { lookAtConformance, type ConformanceMemory } from '../flight/conformance.ts';
import { energyOutlook } from '../flight/energy-outlook.ts';
import { isFresh, type VehicleFacts } from '../flight/ports.ts';
import { isFlightAirborne, type FlightState } from '../flight/states.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Progress } from '../plan/progress.ts';

/** Heartbeats come once a second: five missed ones are silence. */
const SILENT_AFTER_MS = 5000;

export type Severity = 'critical' | 'warning' | 'info';

/** Something that a person has to know of now. One per kind and subject. */
export type Condition = {
  readonly kind: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly sentence: string;
  readonly params: Readonly<Record<string, string | number>>;
};

export type WatchedFlight = {
  readonly id: string;
  readonly number: string;
  readonly vehicleId: string;
  readonly state: FlightState;
  readonly plan: Pick<Plan, 'legs' | 'battery' | 'landingS'>;
  readonly progress: Progress | undefined;
  readonly facts: VehicleFacts;
};

/** What has to be remembered of a flight from look to look. */
export type FlightMemory = ConformanceMemory;

type Look = {
  readonly flight: WatchedFlight;
  readonly memory: FlightMemory | undefined;
  readonly now: MonoMs;
  /** When watching began: nobody is silent before one has listened. */
  readonly since: MonoMs;
};

const condition = (
  { flight }: Look,
  kind: string,
  severity: Severity,
  [sentence, params]: readonly [string, Condition['params']],
): Condition => ({
  kind,
  severity,
  subject: `flight:${flight.id}`,
  sentence: `Flight ${flight.number}: ${sentence}`,
  params: { flight: flight.number, ...params },
});

const silence = (look: Look): Condition[] => {
  const lastAt = look.flight.facts.heartbeat?.at ?? look.since;
  if (look.now - lastAt < SILENT_AFTER_MS) return [];
  const limitS = SILENT_AFTER_MS / 1000;
  return [
    condition(look, 'vehicle.silent', 'critical', [`its drone is silent for over ${limitS} s.`, { limitS }]),
  ];
};

const battery = (look: Look): Condition[] => {
  const { facts, plan, progress, state } = look.flight;
  const outlook = energyOutlook({ facts, plan, progress, state });
  if (outlook === undefined || outlook.kind === 'enough') return [];
  const { pct, restPct } = outlook;
  const params = { pct: Math.round(pct), restPct: Math.round(restPct) };
  const says = `${pct.toFixed(0)} % charge, the rest of the way takes ${restPct.toFixed(0)} %`;
  return outlook.kind === 'short'
    ? [condition(look, 'flight.battery_short', 'critical', [`${says}: it will not arrive.`, params])]
    : [condition(look, 'flight.battery_reserve', 'warning', [`${says}: into the reserve.`, params])];
};

/** GNSS_INTEGRITY: 3 = detected. It still knows where it is: without a fix the contingency of that begins. */
const JAMMED = 3;
const JAMMING_AGE_MS = 5000;

const jamming = (look: Look): Condition[] => {
  const { integrity } = look.flight.facts;
  if (!isFresh(integrity, look.now, JAMMING_AGE_MS) || integrity?.value.jamming !== JAMMED) return [];
  const sentence =
    'its receiver is being jammed; without satellites it sinks where it is. Be ready to hold or land it, and tell the radio authority.';
  return [condition(look, 'flight.jammed', 'warning', [sentence, {}])];
};

const attention = (look: Look): Condition[] => {
  const { state } = look.flight;
  if (state !== 'UNKNOWN' && state !== 'EXTERNAL_CONTROL') return [];
  const sentence =
    state === 'UNKNOWN' ? 'a person has to decide what became of it.' : 'somebody else controls its drone.';
  return [condition(look, `flight.${state.toLowerCase()}`, 'critical', [sentence, { state }])];
};

/** In the air for certain: held to be heard and to have charge. */
const isAloft = (state: FlightState): boolean => isFlightAirborne(state) && state !== 'UNKNOWN';

/** What is wrong with one flight now. */
export const lookAtFlight = (look: Look): { conditions: Condition[]; memory: FlightMemory } => {
  const { flight, memory, now } = look;
  const { state, plan, progress } = flight;
  const relAltM = flight.facts.position?.value.relAltM;
  const conformance = lookAtConformance({ state, plan, progress, relAltM, now, memory });
  const conditions = [
    ...attention(look),
    ...(isAloft(state) ? [...silence(look), ...battery(look), ...jamming(look)] : []),
    ...conformance.deviations.map(({ kind, sentence, params }) =>
      condition(look, kind, 'critical', [sentence, params]),
    ),
  ];
  return { conditions, memory: conformance.memory };
};

export type WatchedVehicle = { readonly id: string; readonly name: string; readonly facts: VehicleFacts };

/** Drones that are armed although no flight of ours has them: nobody here asked for it. */
export const lookAtIdleVehicles = (vehicles: readonly WatchedVehicle[], now: MonoMs): Condition[] =>
  vehicles
    .filter(({ facts: { heartbeat } }) => isFresh(heartbeat, now, SILENT_AFTER_MS) && heartbeat?.value.armed)
    .map(({ id, name }) => ({
      kind: 'vehicle.armed_unassigned',
      severity: 'critical',
      subject: `vehicle:${id}`,
      sentence: `Drone ${name} is armed, and no flight has it.`,
      params: { vehicle: name },
    }));

export type WatchedOrder = { readonly id: string; readonly number: string; readonly dueAt: number };

/** Open orders whose time is over. */
export const lookAtOrders = (orders: readonly WatchedOrder[], wall: WallMs): Condition[] =>
  orders
    .filter(({ dueAt }) => dueAt < wall)
    .map(({ id, number, dueAt }) => ({
      kind: 'order.sla',
      severity: 'warning',
      subject: `order:${id}`,
      sentence: `Order ${number} is not delivered and its time is over.`,
      params: { order: number, dueAt },
    }));

/** Ends without delivery that a person has to know of. */
export const FAILED_STATES: readonly FlightState[] = ['ABORTED', 'RETURNED', 'LOST'];
