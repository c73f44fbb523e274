import type { MonoMs } from '../core/clock.ts';
import { isFresh, type PlanIds, type VehicleFacts } from '../flight/ports.ts';
import type { FlightState } from '../flight/states.ts';
import type { Condition } from './monitor.ts';

/** What may never be, watched in operation too: its alarm names the invariant, and is a fault of this service. */
export type InvariantId = 'INV-S1' | 'INV-S2' | 'INV-S3' | 'INV-D3' | 'INV-D5' | 'INV-D7';

/** A flight as far as its invariants go. */
export type InvariantFlight = {
  readonly id: string;
  readonly number: string;
  readonly state: FlightState;
  /** Plans that the record says are aboard; undefined = being changed. */
  readonly aboard: PlanIds | undefined;
  readonly facts: VehicleFacts;
};

/** Since when a flight has looked wrong; nothing = it does not. */
export type InvariantMemory = { readonly armedSince?: MonoMs; readonly otherSince?: MonoMs };

const FRESH_MS = 3000;
/** Armed bit and landed state come once a second each. */
const LANDED_ARMED_MS = 5000;
/** A change of plan shows in MISSION_CURRENT within a second, and is EXTERNAL_CONTROL then. */
const OTHER_PLAN_MS = 5000;
/** A mission is flown, or gone on with, by ours alone; in the other states somebody knows already. */
const FLYING: readonly FlightState[] = [
  'CLIMBING',
  'EN_ROUTE',
  'ARRIVING',
  'HOLDING',
  'DIVERTING',
  'RETURNING',
];

type Broken = {
  readonly kind: string;
  readonly id: InvariantId;
  readonly subject: string;
  readonly what: string;
};

/** All alike: critical, and for a person who stops what is going on. */
export const invariantBroken = ({ kind, id, subject, what }: Broken): Condition => ({
  kind: `invariant.${kind}`,
  severity: 'critical',
  subject,
  sentence: `${id} is broken: ${what}. This is a fault of the service: hold launches, watch the drones in the air by their own telemetry, and have the log looked at.`,
  params: { invariant: id, what },
});

const isOther = ({ aboard, facts: { mission } }: InvariantFlight, now: MonoMs): boolean =>
  aboard !== undefined &&
  isFresh(mission, now, FRESH_MS) &&
  mission !== undefined &&
  (mission.value.id !== aboard.missionId ||
    mission.value.fenceId !== aboard.fenceId ||
    mission.value.rallyId !== aboard.rallyId);

const isArmed = ({ facts: { heartbeat } }: InvariantFlight, now: MonoMs): boolean =>
  isFresh(heartbeat, now, FRESH_MS) && heartbeat?.value.armed === true;

const since = (is: boolean, before: MonoMs | undefined, now: MonoMs): MonoMs | undefined =>
  is ? (before ?? now) : undefined;

const longerThan = (limitMs: number, from: MonoMs | undefined, now: MonoMs): boolean =>
  from !== undefined && now - from >= limitMs;

/** INV-D5: nothing is LANDED that is armed. INV-S3: in the air it has the plans aboard that the record has. */
export const lookAtInvariants = (
  flight: InvariantFlight,
  memory: InvariantMemory,
  now: MonoMs,
): { readonly conditions: Condition[]; readonly memory: InvariantMemory } => {
  const armedSince = since(flight.state === 'LANDED' && isArmed(flight, now), memory.armedSince, now);
  const otherSince = since(FLYING.includes(flight.state) && isOther(flight, now), memory.otherSince, now);
  const subject = `flight:${flight.id}`;
  const armed = {
    kind: 'landed_armed',
    id: 'INV-D5',
    subject,
    what: `flight ${flight.number} is LANDED in the record, its drone says that it is armed`,
  } as const;
  const other = {
    kind: 'other_plan',
    id: 'INV-S3',
    subject,
    what: `flight ${flight.number} is ${flight.state} with plans aboard that are not those of the record`,
  } as const;
  return {
    memory: {
      ...(armedSince === undefined ? {} : { armedSince }),
      ...(otherSince === undefined ? {} : { otherSince }),
    },
    conditions: [
      ...(longerThan(LANDED_ARMED_MS, armedSince, now) ? [invariantBroken(armed)] : []),
      ...(longerThan(OTHER_PLAN_MS, otherSince, now) ? [invariantBroken(other)] : []),
    ],
  };
};
