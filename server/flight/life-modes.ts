import type { Observation } from './observe.ts';
import type { Reason } from './reasons.ts';
import type { FlightState } from './states.ts';

/** From this distance on a flight is arriving, metres: half a minute to a minute before the pad. */
const ARRIVING_WITHIN_M = 800;

/** PX4's "descend" (AUTO sub mode 20), flown when the position is lost; the mode table has no name for it. */
const DESCEND = '4.20';

/** What is known of a flight when its mode is judged. */
type Flown = {
  readonly state: FlightState;
  /** The mode that we last asked for; undefined = any is taken as it is. */
  readonly expected: string | undefined;
  readonly diverted: boolean;
  readonly touched: Reason | undefined;
};

/**
 * The mode that a flight's vehicle was asked for last, as far as this service knows; undefined = what the vehicle names
 * is taken as it is. `isTold`: the vehicle has named it since: it names the one before for up to 2 s.
 */
export type Asked = { readonly mode: string | undefined; readonly isTold: boolean };

/** After a restart, and where a person has taken it as it is. */
export const NEVER_ASKED: Asked = { mode: undefined, isTold: false };

/**
 * A failsafe of PX4 flies another mode and still names the one that it was asked for: where it names another one than
 * ours, somebody else has asked, whatever it flies.
 */
export const stepAsked = (
  asked: Asked,
  { askedMode, where }: Observation,
): { readonly asked: Asked; readonly touched?: Reason } => {
  if (askedMode === undefined || where !== 'air') return { asked };
  const named: Asked = { mode: askedMode, isTold: true };
  if (asked.mode === undefined || asked.mode === askedMode) return { asked: named };
  if (!asked.isTold) return { asked };
  const sentence = `somebody else has asked it for mode ${askedMode}`;
  return { asked: named, touched: { code: 'mode_not_ours', sentence } };
};

/** Modes that we command, and that PX4's failsafes end in. */
const KNOWN_MODES: Readonly<Record<string, { to: FlightState; sentence: string }>> = {
  'AUTO.LOITER': { to: 'HOLDING', sentence: 'it holds its position' },
  'AUTO.RTL': { to: 'RETURNING', sentence: 'it flies back' },
  'AUTO.LAND': { to: 'DIVERTING', sentence: 'it lands where it is' },
  [DESCEND]: { to: 'DIVERTING', sentence: 'it descends without a position' },
};

/** Where on the mission: the take-off item is number 0. */
const phase = (life: Flown, seen: Observation): FlightState => {
  if (life.diverted) return 'DIVERTING';
  const { missionSeq, remainingM, isLanding } = seen;
  if (isLanding || (remainingM !== undefined && remainingM <= ARRIVING_WITHIN_M && (missionSeq ?? 0) > 0))
    return 'ARRIVING';
  // A flight that is arriving stays so: the remaining way jitters about the limit, and a mission that has ended may
  // show item 0 again.
  if (life.state === 'ARRIVING') return 'ARRIVING';
  const starting = missionSeq === 0 || (missionSeq === undefined && life.state === 'CLIMBING');
  return starting && life.state !== 'EN_ROUTE' ? 'CLIMBING' : 'EN_ROUTE';
};

/** What the flight is by mode and place, for an armed vehicle. */
export const inMode = (life: Flown, seen: Observation): { to: FlightState; reason: Reason } => {
  const ours = life.expected === undefined || life.expected === seen.mode;
  const by = (sentence: string): Reason => ({ code: ours ? 'commanded' : 'vehicle_failsafe', sentence });
  if (seen.missionMatches === false)
    return {
      to: 'EXTERNAL_CONTROL',
      reason: {
        code: 'mission_changed',
        sentence: 'mission, fence or rally points on the vehicle are not those of this flight',
      },
    };
  if (life.touched !== undefined) return { to: 'EXTERNAL_CONTROL', reason: life.touched };
  const known = KNOWN_MODES[seen.mode ?? ''];
  if (known !== undefined) return { to: known.to, reason: by(`${known.sentence}, mode ${seen.mode}`) };
  if (seen.mode === 'AUTO.MISSION' && ours)
    return { to: phase(life, seen), reason: { code: 'as_planned', sentence: 'on its planned route' } };
  const sentence = `mode ${seen.mode ?? 'unknown'} was not asked for by this service`;
  return { to: 'EXTERNAL_CONTROL', reason: { code: 'mode_not_ours', sentence } };
};
