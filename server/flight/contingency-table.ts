import type { Role } from '../core/access.ts';
import * as see from './contingency-detect.ts';
import type {
  ContingencyAction,
  ContingencyId,
  ContingencyLook,
  ContingencyRow,
  ModeAction,
  Px4Does,
  SafeDefault,
} from './contingency-types.ts';
import { energyOutlook } from './energy-outlook.ts';

/** Nearer than that to a closed zone the default comes in time to stop before it, seconds. */
const ZONE_MARGIN_S = 20;
/** From this distance on a pad that is not clear must be answered, metres: the flight is arriving. */
const ARRIVING_M = 800;
/** PX4 reckons on without a fix for that long before it gives its position up (measured), seconds. */
const RECKONS_S = 5;

const PILOTS: readonly Role[] = ['dispatcher', 'safety'];
/** Flying on into a closed zone or out of the fence is not a dispatcher's to decide. */
const SAFETY: readonly Role[] = ['safety'];

const nothing: Px4Does = { kind: 'nothing', inS: undefined };

/** Whichever way is shorter: a return, or the rest of the way. */
const homeIsNearer = ({ progress }: ContingencyLook): boolean => (progress?.share ?? 0) < 0.5;
const nearer = (look: ContingencyLook): readonly ContingencyAction[] =>
  homeIsNearer(look) ? ['return', 'hold', 'land', 'continue'] : ['continue', 'return', 'hold', 'land'];
const returnIfNearer =
  (afterS: number) =>
  (look: ContingencyLook): SafeDefault | undefined =>
    homeIsNearer(look) ? { action: 'return', afterS } : undefined;

const after = (action: ModeAction, afterS: number) => (): SafeDefault => ({ action, afterS });
const never = (): undefined => undefined;

const linkDoes = ({ forecast, flies }: ContingencyLook): Px4Does => {
  const next = forecast?.next;
  if (next === undefined || next.kind === 'landed')
    return { kind: flies.linkAction === 'none' ? 'mission' : flies.linkAction, inS: next?.inS };
  if (next.kind === 'battery_critical' || next.kind === 'battery_emergency')
    return { kind: 'return', inS: next.inS };
  return { kind: next.kind, inS: next.inS };
};

const FENCE_DOES: readonly Px4Does['kind'][] = ['nothing', 'warn', 'hold', 'return', 'terminate', 'land'];
const fenceDoes = ({ fenceAction }: ContingencyLook): Px4Does => ({
  kind: FENCE_DOES[fenceAction ?? 0] ?? 'nothing',
  inS: undefined,
});

const batteryDoes = (look: ContingencyLook): Px4Does => {
  const { facts, flies, plan } = look;
  const pct = facts.battery?.value;
  if (flies.batteryAction < 2 || pct === undefined) return { kind: 'warn', inS: undefined };
  const perS = plan.battery.usedPct / plan.flightS;
  const inS = perS > 0 ? Math.max(0, (pct - flies.criticalPct) / perS) : undefined;
  return { kind: flies.batteryAction === 3 ? 'return' : 'land', inS };
};

/** The way that takes less; where neither is in reach, down while it can still be chosen where. */
const batteryActions = (look: ContingencyLook): readonly ContingencyAction[] => {
  const outlook = energyOutlook(look);
  if (outlook === undefined || look.state === 'RETURNING') return ['continue', 'land', 'hold'];
  const { pct, restPct, homePct } = outlook;
  if (Math.min(restPct, homePct) > pct) return ['land', 'return', 'continue'];
  return homePct < restPct ? ['return', 'continue', 'land'] : ['continue', 'return', 'land'];
};

/** Twice the way as the crow flies: zones are flown around, and it brakes and climbs. */
const DETOUR = 2;

/** The nearest pad, where the charge lasts until there and it is sooner down than at home or at the end of its way. */
const isDivertNearest = (look: ContingencyLook): boolean => {
  const { progress, plan, ways } = look;
  const outlook = energyOutlook(look);
  if (progress === undefined || outlook === undefined || ways.divert === undefined) return false;
  const wholeM = Math.max(1, progress.alongM + progress.remainingM);
  const pct = (plan.battery.usedPct * ways.divert.distM * DETOUR) / wholeM;
  return pct < outlook.pct && pct < Math.min(outlook.restPct, outlook.homePct);
};

const lowBatteryActions = (look: ContingencyLook): readonly ContingencyAction[] =>
  isDivertNearest(look) ? ['divert', ...batteryActions(look)] : batteryActions(look);

/** Only ways that there are. */
const elsewhere = ({ ways }: ContingencyLook): readonly ContingencyAction[] =>
  (['redirect', 'divert'] as const).filter((way) => ways[way] !== undefined);

const padActions = (look: ContingencyLook): readonly ContingencyAction[] =>
  (look.progress?.remainingM ?? 0) > ARRIVING_M
    ? ['continue', 'hold', ...elsewhere(look), 'return']
    : ['hold', ...elsewhere(look), 'return', 'continue', 'land'];

const zoneDefault = (look: ContingencyLook): SafeDefault => {
  const inS = Number(see.zoneAhead(look)?.['inS'] ?? 0);
  return { action: 'hold', afterS: Math.max(0, Math.min(30, inS - ZONE_MARGIN_S)) };
};

type Rest = Omit<ContingencyRow, 'id'>;

/** What most rows have in common. */
const usual = { severity: 'critical', alarms: [], needsLink: true, mayOverride: PILOTS } as const;

const ROWS: Readonly<Record<ContingencyId, Rest>> = {
  // Nothing that is commanded holds up a drone that falls; one that still flies is brought over land.
  motor_over_water: {
    ...usual,
    detect: (look) => (look.overWater && see.isSick(look) ? see.motorParams(look) : undefined),
    confirmMs: 500,
    clearMs: 10_000,
    px4Does: () => nothing,
    actions: nearer,
    safeDefault: (look) => (look.signs.upsetSince === undefined ? returnIfNearer(10)(look) : undefined),
    mayOverride: PILOTS,
  },
  motor_failure: {
    ...usual,
    detect: (look) => (!look.overWater && see.isSick(look) ? see.motorParams(look) : undefined),
    confirmMs: 500,
    clearMs: 10_000,
    px4Does: () => nothing,
    actions: () => ['land', 'hold', 'return', 'continue'],
    safeDefault: (look) => (look.signs.upsetSince === undefined ? after('land', 20)() : undefined),
  },
  // PX4 reckons on for some seconds and then sinks by itself: a command that needs a position is of no use.
  gps_lost: {
    ...usual,
    detect: see.lost,
    confirmMs: 900,
    clearMs: 5000,
    px4Does: () => ({ kind: 'descend', inS: RECKONS_S }),
    actions: () => ['land', 'hold', 'continue'],
    safeDefault: never,
  },
  gps_stuck: {
    ...usual,
    detect: see.stuck,
    confirmMs: 0,
    clearMs: 10_000,
    px4Does: () => ({ kind: 'descend', inS: RECKONS_S }),
    actions: () => ['hold', 'land', 'return', 'continue'],
    safeDefault: after('hold', 10),
  },
  // A wrong position leads it away: it stands first, then a person decides where it comes down.
  gps_jump: {
    ...usual,
    detect: see.jumps,
    confirmMs: 0,
    clearMs: 20_000,
    px4Does: () => nothing,
    actions: () => ['hold', 'land', 'return', 'continue'],
    safeDefault: after('hold', 10),
  },
  geofence_breach: {
    ...usual,
    detect: see.breach,
    confirmMs: 500,
    clearMs: 5000,
    px4Does: fenceDoes,
    actions: () => ['return', 'hold', 'land', 'continue'],
    // Where PX4 acts at its fence it is not fought.
    safeDefault: ({ fenceAction }) =>
      (fenceAction ?? 0) >= 2 ? undefined : { action: 'return', afterS: 10 },
    mayOverride: SAFETY,
  },
  no_fly_ahead: {
    ...usual,
    detect: see.zoneAhead,
    confirmMs: 0,
    clearMs: 3000,
    px4Does: () => nothing,
    // Only a way that was planned and checked is offered.
    actions: ({ ways }) => [
      ...(ways.around === undefined ? [] : (['around'] as const)),
      'hold',
      'return',
      'land',
      'continue',
    ],
    safeDefault: zoneDefault,
    mayOverride: SAFETY,
  },
  low_battery: {
    ...usual,
    alarms: ['flight.battery_short', 'flight.battery_reserve'],
    detect: see.battery,
    confirmMs: 0,
    clearMs: 30_000,
    px4Does: batteryDoes,
    actions: lowBatteryActions,
    safeDefault: (look) =>
      batteryActions(look)[0] === 'return' ? { action: 'return', afterS: 20 } : undefined,
  },
  drone_silent: {
    ...usual,
    needsLink: false,
    detect: see.overdue,
    confirmMs: 0,
    clearMs: 0,
    px4Does: () => nothing,
    actions: () => ['continue'],
    safeDefault: never,
  },
  // Nothing reaches it: PX4's own failsafe is the default.
  link_loss: {
    ...usual,
    alarms: ['vehicle.silent'],
    needsLink: false,
    detect: see.silent,
    confirmMs: 0,
    clearMs: 0,
    px4Does: linkDoes,
    actions: () => ['continue', 'return', 'hold', 'land'],
    safeDefault: never,
  },
  wind: {
    ...usual,
    severity: 'warning',
    detect: see.wind,
    confirmMs: 4000,
    clearMs: 30_000,
    px4Does: () => nothing,
    actions: nearer,
    safeDefault: returnIfNearer(30),
  },
  // A report is a fact of the record: nothing is waited for. Sight alone does not bring a drone down that flies by
  // satellites; what nobody may fly in does.
  weather: {
    ...usual,
    severity: 'warning',
    needsLink: false,
    detect: see.weather,
    confirmMs: 0,
    clearMs: 30_000,
    px4Does: () => nothing,
    actions: nearer,
    safeDefault: (look) => (see.weather(look)?.['hard'] === 1 ? returnIfNearer(30)(look) : undefined),
  },
  deviation: {
    ...usual,
    alarms: [
      'flight.off_route',
      'flight.off_height',
      'flight.no_progress',
      'flight.wrong_way',
      'flight.late',
    ],
    detect: see.deviates,
    confirmMs: 0,
    clearMs: 10_000,
    px4Does: () => nothing,
    actions: () => ['hold', 'return', 'land', 'continue'],
    safeDefault: after('hold', 15),
  },
  pad_not_clear: {
    ...usual,
    severity: 'warning',
    needsLink: false,
    detect: see.padBlocked,
    confirmMs: 0,
    clearMs: 0,
    px4Does: () => nothing,
    actions: padActions,
    safeDefault: ({ progress }) =>
      (progress?.remainingM ?? Infinity) > ARRIVING_M ? undefined : { action: 'hold', afterS: 10 },
  },
  temperature: {
    ...usual,
    severity: 'warning',
    needsLink: false,
    detect: see.cold,
    confirmMs: 0,
    clearMs: 60_000,
    px4Does: () => nothing,
    actions: nearer,
    safeDefault: never,
  },
};

/** Every condition, worst first. */
export const CONTINGENCY_TABLE: readonly ContingencyRow[] = (Object.keys(ROWS) as ContingencyId[]).map(
  (id) => ({
    id,
    ...ROWS[id],
  }),
);
