import type { MonoMs, WallMs } from '../core/clock.ts';
import { distanceM, type LonLat } from '../core/geo.ts';
import type { Issue, IssueSeverity } from '../core/issue.ts';
import { baselineIssues, type ParamReading } from './baseline.ts';
import type { BaselineProfile } from './baseline-rows.ts';
import { AT_ORIGIN_M } from './observe.ts';
import { ageMs, type VehicleFacts } from './ports.ts';
import type { FlightKind } from './states.ts';
import { healthIssues } from './vehicle-health.ts';

/** Everything that is judged must be younger (INV-S4). */
const MAX_AGE_MS = 5000;
/** Zones that are closed for hours only were judged for the moment of planning. */
const PLAN_GOOD_MS = 30 * 60_000;
/** GPS_FIX_TYPE of a 3D fix. */
const FIX_3D = 3;
const MIN_SATELLITES = 6;
/** GNSS_INTEGRITY: the states of jamming and spoofing. */
const INTEGRITY_DETECTED = 3;
const INTEGRITY_MITIGATED = 2;

export type PreflightPad = {
  readonly id: string;
  readonly at: LonLat;
  /** The last word of the people there. */
  readonly clear: { readonly clear: boolean; readonly expiresAt: WallMs } | undefined;
};

export type PreflightInput = {
  readonly now: MonoMs;
  readonly wall: WallMs;
  readonly kind: FlightKind;
  readonly facts: VehicleFacts;
  readonly vehicleReady: boolean;
  readonly plan:
    | {
        readonly hash: string;
        readonly usedPct: number;
        readonly reservePct: number;
        readonly airspaceVersion: number;
        readonly plannedAt: WallMs;
      }
    | undefined;
  /** The airspace in use now; undefined while there is none. */
  readonly airspaceVersion: number | undefined;
  /** What the dispatcher saw; undefined while nobody has asked for a launch. */
  readonly seenHash: string | undefined;
  readonly origin: PreflightPad;
  readonly destination: PreflightPad;
  /** Another drone that stands on the destination or is on its way there. */
  readonly destinationTakenBy: string | undefined;
  /** Boxes of the order, and how many of them are on the vehicle; ignored for the way home. */
  readonly boxes: { readonly total: number; readonly loaded: number };
  /** Way home: the people at the pad have confirmed. */
  readonly turnaround: boolean;
  /** What its parameters are judged by. */
  readonly profile: BaselineProfile;
  /** Undefined: not read yet. */
  readonly params: readonly ParamReading[] | undefined;
};

type Extra = Omit<Issue, 'id' | 'severity' | 'sentence'>;

const issue = (
  id: `preflight.${string}`,
  severity: IssueSeverity,
  sentence: string,
  extra: Extra = {},
): Issue => ({ id, severity, sentence, ...extra });

const blocker = (id: `preflight.${string}`, sentence: string, extra?: Extra): Issue[] => [
  issue(id, 'blocker', sentence, extra),
];

const warning = (id: `preflight.${string}`, sentence: string, extra?: Extra): Issue[] => [
  issue(id, 'warning', sentence, extra),
];

const AGED = ['heartbeat', 'landed', 'position', 'battery', 'gps', 'mission', 'health'] as const;

const ageIssues = ({ facts, now }: PreflightInput): Issue[] =>
  AGED.flatMap((name): Issue[] => {
    const age = ageMs(facts[name], now);
    if (age !== undefined && age < MAX_AGE_MS) return [];
    const got = age === undefined ? 'it was never heard' : `it is ${(age / 1000).toFixed(1)} s old`;
    return blocker(`preflight.age_${name}`, `Expected ${name} within ${MAX_AGE_MS / 1000} s, ${got}.`, {
      params: { value: name, ageS: age === undefined ? -1 : Math.round(age / 1000) },
    });
  });

const groundIssues = ({ facts, origin }: PreflightInput): Issue[] => {
  const found: Issue[] = [];
  if (facts.heartbeat?.value.armed === true)
    found.push(...blocker('preflight.armed', 'Expected the vehicle disarmed, it is armed.'));
  if (facts.landed !== undefined && facts.landed.value !== 'on_ground')
    found.push(...blocker('preflight.not_landed', `Expected on_ground, it says ${facts.landed.value}.`));
  const offM = facts.position && distanceM(facts.position.value.at, origin.at);
  if (offM !== undefined && offM > AT_ORIGIN_M)
    found.push(
      ...blocker(
        'preflight.not_at_pad',
        `Expected the vehicle within ${AT_ORIGIN_M} m of pad ${origin.id}, it is ${offM.toFixed(0)} m away.`,
        { place: origin.id, params: { distanceM: Math.round(offM), limitM: AT_ORIGIN_M } },
      ),
    );
  return found;
};

const gpsIssues = ({ facts }: PreflightInput): Issue[] => {
  const found: Issue[] = [];
  const gps = facts.gps?.value;
  if (gps !== undefined && gps.fix < FIX_3D)
    found.push(...blocker('preflight.gps_fix', `Expected a 3D fix (3), it has ${gps.fix}.`));
  if (gps?.satellites !== undefined && gps.satellites < MIN_SATELLITES)
    found.push(
      ...blocker(
        'preflight.satellites',
        `Expected at least ${MIN_SATELLITES} satellites, it sees ${gps.satellites}.`,
        { params: { satellites: gps.satellites, limit: MIN_SATELLITES } },
      ),
    );
  return [...found, ...integrityIssues(facts)];
};

/** PX4 only warns of jamming and arms nevertheless: the gate is ours. */
const integrityIssues = (facts: VehicleFacts): Issue[] => {
  const found: Issue[] = [];
  const worst = Math.max(facts.integrity?.value.jamming ?? 0, facts.integrity?.value.spoofing ?? 0);
  if (worst === INTEGRITY_DETECTED)
    found.push(
      ...blocker('preflight.gnss_integrity', 'Jamming or spoofing of satellite signals is detected.'),
    );
  if (worst === INTEGRITY_MITIGATED)
    found.push(...warning('preflight.gnss_integrity', 'Jamming or spoofing was seen and is mitigated.'));
  return found;
};

const batteryIssues = ({ facts, plan }: PreflightInput): Issue[] => {
  const pct = facts.battery?.value;
  if (plan === undefined || pct === undefined) return [];
  const needed = plan.usedPct + plan.reservePct;
  if (pct >= needed) return [];
  return blocker(
    'preflight.battery',
    `Expected at least ${needed.toFixed(0)} % (${plan.usedPct.toFixed(0)} % for the way, ${plan.reservePct.toFixed(0)} % reserve), the vehicle reports ${pct.toFixed(0)} %.`,
    {
      fix: 'Change the battery and plan again.',
      params: { neededPct: Math.ceil(needed), pct: Math.floor(pct) },
    },
  );
};

const outdated = (
  plan: NonNullable<PreflightInput['plan']>,
  { airspaceVersion, wall }: PreflightInput,
): Issue[] => {
  const minutes = Math.round((wall - plan.plannedAt) / 60_000);
  const fix = 'Plan again.';
  if (plan.airspaceVersion !== airspaceVersion) {
    const sentence = `Expected a plan for airspace version ${airspaceVersion ?? 'none'}, it was made for ${plan.airspaceVersion}.`;
    return blocker('preflight.plan_outdated', sentence, { fix });
  }
  if (wall - plan.plannedAt <= PLAN_GOOD_MS) return [];
  const sentence = `Expected a plan of the last ${PLAN_GOOD_MS / 60_000} minutes, it is ${minutes} minutes old.`;
  return blocker('preflight.plan_outdated', sentence, { fix });
};

const planIssues = (input: PreflightInput): Issue[] => {
  const { plan, seenHash, vehicleReady } = input;
  const found: Issue[] = [];
  if (plan === undefined) found.push(...blocker('preflight.no_plan', 'There is no plan that can be flown.'));
  else if (seenHash !== undefined && seenHash !== plan.hash)
    found.push(
      ...blocker('preflight.plan_changed', `Expected plan ${plan.hash}, the dispatcher saw ${seenHash}.`, {
        fix: 'Look at the plan of now and launch again.',
      }),
    );
  if (plan !== undefined) found.push(...outdated(plan, input));
  if (!vehicleReady) found.push(...blocker('preflight.out_of_service', 'The vehicle is out of service.'));
  return found;
};

const loadIssues = ({ kind, boxes, turnaround }: PreflightInput): Issue[] => {
  if (kind === 'return')
    return turnaround
      ? []
      : blocker('preflight.turnaround', 'Nobody confirmed: unloaded, battery changed, pad clear.');
  if (boxes.total > 0 && boxes.loaded === boxes.total) return [];
  return blocker(
    'preflight.not_loaded',
    `Expected ${boxes.total} boxes on the vehicle, ${boxes.loaded} are.`,
    { params: { total: boxes.total, loaded: boxes.loaded } },
  );
};

const padIssues = (input: PreflightInput, end: 'origin' | 'destination'): Issue[] => {
  const { id: place, clear } = input[end];
  const valid = clear !== undefined && clear.expiresAt > input.wall ? clear : undefined;
  if (valid === undefined)
    return warning(`preflight.${end}_unknown`, `Nobody said in the last 30 minutes that the pad is clear.`, {
      place,
      fix: 'Ask the people at the pad to confirm.',
    });
  if (valid.clear) return [];
  return blocker(`preflight.${end}_not_clear`, 'The people at the pad say that it is not clear.', { place });
};

const takenIssues = ({ destination, destinationTakenBy: drone }: PreflightInput): Issue[] =>
  drone === undefined
    ? []
    : blocker(
        'preflight.pad_taken',
        `${drone} has the destination's pad: it stands there or is on its way there.`,
        {
          place: destination.id,
          fix: 'Wait until it has left, or choose another pad.',
          params: { drone },
        },
      );

/** What speaks against this launch now. Pure; warnings may be taken on by a person, blockers not. */
export const preflight = (input: PreflightInput): Issue[] => [
  ...planIssues(input),
  ...ageIssues(input),
  ...groundIssues(input),
  ...healthIssues(input.facts),
  ...gpsIssues(input),
  ...batteryIssues(input),
  ...loadIssues(input),
  ...padIssues(input, 'origin'),
  ...padIssues(input, 'destination'),
  ...takenIssues(input),
  ...(input.params === undefined ? [] : baselineIssues(input.profile, input.params)),
];

/** What still keeps the launch back: blockers, and warnings that nobody took on. */
export const standingAgainst = (issues: readonly Issue[], acknowledged: readonly string[]): Issue[] =>
  issues.filter(
    ({ id, severity }) => severity === 'blocker' || (severity === 'warning' && !acknowledged.includes(id)),
  );
