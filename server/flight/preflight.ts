import { distanceM } from '../core/geo.ts';
import type { Issue } from '../core/issue.ts';
import { baselineFindings } from './baseline.ts';
import { profileOf } from './baseline-rows.ts';
import { AT_ORIGIN_M } from './observe.ts';
import { ageMs } from './ports.ts';
import type { PreflightInput } from './preflight-input.ts';
import { siteFindings } from './preflight-site.ts';
import { ruled, type Finding, type PreflightId } from './preflight-table.ts';
import { vehicleFindings } from './preflight-vehicle.ts';
import { healthFindings } from './vehicle-health.ts';

/** Everything that is judged must be younger (INV-S4). */
const MAX_AGE_MS = 5000;
/** Zones that are closed for hours only were judged for the moment of planning. */
const PLAN_GOOD_MS = 30 * 60_000;

type Extra = Omit<Finding, 'id' | 'sentence'>;

const finding = (id: PreflightId, sentence: string, extra: Extra = {}): Finding[] => [
  { id, sentence, ...extra },
];

const AGED = {
  heartbeat: 'preflight.age_heartbeat',
  landed: 'preflight.age_landed',
  position: 'preflight.age_position',
  battery: 'preflight.age_battery',
  gps: 'preflight.age_gps',
  mission: 'preflight.age_mission',
  health: 'preflight.age_health',
} as const;

const NAMES = Object.keys(AGED) as readonly (keyof typeof AGED)[];

const ageFindings = ({ facts, now }: PreflightInput): Finding[] =>
  NAMES.flatMap((name): Finding[] => {
    const age = ageMs(facts[name], now);
    if (age !== undefined && age < MAX_AGE_MS) return [];
    const got = age === undefined ? 'it was never heard' : `it is ${(age / 1000).toFixed(1)} s old`;
    return finding(AGED[name], `Expected ${name} within ${MAX_AGE_MS / 1000} s, ${got}.`, {
      params: { value: name, ageS: age === undefined ? -1 : Math.round(age / 1000) },
    });
  });

const groundFindings = ({ facts, origin }: PreflightInput): Finding[] => {
  const found: Finding[] = [];
  if (facts.heartbeat?.value.armed === true)
    found.push(...finding('preflight.armed', 'Expected the vehicle disarmed, it is armed.'));
  if (facts.landed !== undefined && facts.landed.value !== 'on_ground')
    found.push(...finding('preflight.not_landed', `Expected on_ground, it says ${facts.landed.value}.`));
  const offM = facts.position && distanceM(facts.position.value.at, origin.at);
  if (offM !== undefined && offM > AT_ORIGIN_M)
    found.push(
      ...finding(
        'preflight.not_at_pad',
        `Expected the vehicle within ${AT_ORIGIN_M} m of pad ${origin.id}, it is ${offM.toFixed(0)} m away.`,
        { place: origin.id, params: { distanceM: Math.round(offM), limitM: AT_ORIGIN_M } },
      ),
    );
  return found;
};

const batteryFindings = ({ facts, plan }: PreflightInput): Finding[] => {
  const pct = facts.battery?.value;
  if (plan === undefined || pct === undefined) return [];
  const needed = plan.usedPct + plan.reservePct;
  if (pct >= needed) return [];
  return finding(
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
  { airspaceVersion, airspaceName, wall }: PreflightInput,
): Finding[] => {
  const minutes = Math.round((wall - plan.plannedAt) / 60_000);
  const fix = 'Plan again.';
  if (plan.airspaceVersion !== airspaceVersion) {
    const sentence = `Expected a plan for airspace version ${airspaceVersion ?? 'none'}, it was made for ${plan.airspaceVersion}.`;
    return finding('preflight.plan_outdated', sentence, { fix });
  }
  if (plan.airspaceName !== airspaceName)
    return finding(
      'preflight.plan_outdated',
      `Expected a plan for ${airspaceName ?? 'none'}, it was made for ${plan.airspaceName}: a temporary zone has come or gone.`,
      { fix },
    );
  if (wall - plan.plannedAt <= PLAN_GOOD_MS) return [];
  const sentence = `Expected a plan of the last ${PLAN_GOOD_MS / 60_000} minutes, it is ${minutes} minutes old.`;
  return finding('preflight.plan_outdated', sentence, { fix });
};

const planFindings = (input: PreflightInput): Finding[] => {
  const { plan, seenHash, vehicleReady } = input;
  const found: Finding[] = [];
  if (plan === undefined) found.push(...finding('preflight.no_plan', 'There is no plan that can be flown.'));
  else if (seenHash !== undefined && seenHash !== plan.hash)
    found.push(
      ...finding('preflight.plan_changed', `Expected plan ${plan.hash}, the dispatcher saw ${seenHash}.`, {
        fix: 'Look at the plan of now and launch again.',
      }),
    );
  if (plan !== undefined) found.push(...outdated(plan, input));
  if (plan?.fenced === false) found.push(...finding('preflight.fence_missing', 'The plan has no fence.'));
  if (!vehicleReady) found.push(...finding('preflight.out_of_service', 'The vehicle is out of service.'));
  return found;
};

/** The way home to its service is left open to a drone that is due; one with a fault or a bad pack goes nowhere. */
const upkeepFindings = ({ kind, maintenance, pack }: PreflightInput): Finding[] => [
  ...maintenance
    .filter(({ code }) => kind === 'delivery' || code === 'faults')
    .flatMap(({ code, value, limit }) =>
      finding(
        'preflight.maintenance_due',
        code === 'faults'
          ? `Expected no open fault, ${value} were reported since the last service.`
          : `Expected less than ${limit} ${code} since the last service, there are ${value}.`,
        { place: code, params: { code, value, limit } },
      ),
    ),
  ...(pack === undefined || pack.faults.length === 0
    ? []
    : finding('preflight.battery_grounded', `Pack ${pack.id} may not fly: ${pack.faults.join(', ')}.`, {
        params: { pack: pack.id, faults: pack.faults.join(', ') },
      })),
];

const loadFindings = ({ kind, boxes, turnaround }: PreflightInput): Finding[] => {
  if (kind === 'return')
    return turnaround
      ? []
      : finding('preflight.turnaround', 'Nobody confirmed: unloaded, battery changed, pad clear.');
  const total = boxes.length;
  const loaded = boxes.filter((box) => box.loaded).length;
  if (total > 0 && loaded === total) return [];
  return finding('preflight.not_loaded', `Expected ${total} boxes on the vehicle, ${loaded} are.`, {
    params: { total, loaded },
  });
};

const PAD_IDS = {
  origin: { unknown: 'preflight.origin_unknown', notClear: 'preflight.origin_not_clear' },
  destination: { unknown: 'preflight.destination_unknown', notClear: 'preflight.destination_not_clear' },
} as const;

const padFindings = (input: PreflightInput, end: 'origin' | 'destination'): Finding[] => {
  const { id: place, clear } = input[end];
  const valid = clear !== undefined && clear.expiresAt > input.wall ? clear : undefined;
  if (valid === undefined)
    return finding(PAD_IDS[end].unknown, 'Nobody said in the last 30 minutes that the pad is clear.', {
      place,
      fix: 'Ask the people at the pad to confirm.',
    });
  if (valid.clear) return [];
  return finding(PAD_IDS[end].notClear, 'The people at the pad say that it is not clear.', { place });
};

const takenFindings = ({ destination, destinationTakenBy: drone }: PreflightInput): Finding[] =>
  drone === undefined
    ? []
    : finding(
        'preflight.pad_taken',
        `${drone} has the destination's pad: it stands there or is on its way there.`,
        {
          place: destination.id,
          fix: 'Wait until it has left, or choose another pad.',
          params: { drone },
        },
      );

/** Sentences become reasons that a hospital is shown: they name nobody else's flight (INV-D8); `params` do, for dispatchers. */
const separationFindings = ({ separated, destination }: PreflightInput): Finding[] => {
  if (separated === undefined) return [];
  const { met, waitUntil, padWantedBy } = separated;
  return [
    ...met.flatMap(({ kind, name, from, to }) =>
      finding(
        kind === 'flight' ? 'preflight.conflict_flight' : 'preflight.conflict_intent',
        `It would meet ${kind === 'flight' ? 'another flight' : 'another operator'} between ${timeText(from)} and ${timeText(to)} UTC.`,
        { place: name, params: { name, from, to }, fix: 'Leave later, or fly at another height.' },
      ),
    ),
    ...(waitUntil === undefined
      ? []
      : finding('preflight.departure_later', `It is clear of others from ${timeText(waitUntil)} UTC on.`, {
          params: { at: waitUntil },
        })),
    ...(padWantedBy === undefined
      ? []
      : finding('preflight.pad_wanted', "Another flight has the destination's pad at that time.", {
          place: destination.id,
          params: { name: padWantedBy },
        })),
  ];
};

/** `12:34:56`. */
const timeText = (wall: number): string => new Date(wall).toISOString().slice(11, 19);

/** What speaks against this launch now, each as the table has it. Pure. */
export const preflight = (input: PreflightInput): Issue[] =>
  [
    ...(input.flightOnly ? finding('preflight.flight_only', 'Nothing can be recorded now.') : []),
    ...planFindings(input),
    ...ageFindings(input),
    ...groundFindings(input),
    ...healthFindings(input.facts),
    ...vehicleFindings(input),
    ...batteryFindings(input),
    ...upkeepFindings(input),
    ...loadFindings(input),
    ...padFindings(input, 'origin'),
    ...padFindings(input, 'destination'),
    ...takenFindings(input),
    ...separationFindings(input),
    ...(input.params === undefined ? [] : baselineFindings(profileOf(input.simulated ? 1 : 0), input.params)),
    ...siteFindings(input),
  ].map((found) => ruled(found, input.simulated));

/** What still keeps the launch back: blockers, and warnings that nobody took on. */
export const standingAgainst = (issues: readonly Issue[], acknowledged: readonly string[]): Issue[] =>
  issues.filter(
    ({ id, severity }) => severity === 'blocker' || (severity === 'warning' && !acknowledged.includes(id)),
  );

/** What one person cannot take on alone. */
export const needsSecond = (issues: readonly Issue[]): Issue[] =>
  issues.filter(({ severity }) => severity === 'warning');
