import type { Issue } from '../core/issue.ts';
import { baselineOf } from './baseline-rows.ts';
import { note, SEVERITY_OF, type PreflightRow, type Rule } from './preflight-row.ts';
import { FLIGHT_ROWS } from './preflight-rows-flight.ts';
import { VEHICLE_ROWS } from './preflight-rows-vehicle.ts';

type FixedId = keyof typeof VEHICLE_ROWS | keyof typeof FLIGHT_ROWS;

/** A parameter of the baseline has an issue of its own. */
type ParamId = `preflight.param_${string}`;

export type PreflightId = FixedId | ParamId;

/** An issue before the table has said what it means. */
export type Finding = Omit<Issue, 'severity' | 'id'> & { readonly id: PreflightId };

export const paramId = (name: string): ParamId => `preflight.param_${name.toLowerCase()}`;

/** The vehicle does not have that parameter at all. */
export const lackingId = (name: string): ParamId => `${paramId(name)}_lacking`;

const LACKING_ROWS: Readonly<Record<string, PreflightRow>> = Object.fromEntries(
  baselineOf('field')
    .filter(({ lacking }) => lacking !== undefined)
    .map(({ name }): [string, PreflightRow] => [
      lackingId(name),
      note([`No parameter ${name}`, `没有参数 ${name}`], ['Know what that means.', '请了解其影响。']),
    ]),
);

const PARAM_ROWS: Readonly<Record<string, PreflightRow>> = Object.fromEntries(
  baselineOf('field').map(({ name, severity }): [string, PreflightRow] => {
    const rule = severity === 'blocker' ? 'never' : 'note';
    return [
      paramId(name),
      {
        rule,
        simulation: rule,
        heading: { en: `Parameter ${name}`, zh: `参数 ${name}` },
        todo: { en: 'Set the drone to its baseline.', zh: '按基线设置无人机参数。' },
      },
    ];
  }),
);

/** Every issue that can stand between a plan and its launch, and what it means (reliability: who may override what). */
export const PREFLIGHT_TABLE: Readonly<Record<string, PreflightRow>> = {
  ...FLIGHT_ROWS,
  ...VEHICLE_ROWS,
  ...PARAM_ROWS,
  ...LACKING_ROWS,
};

/** What is not in the table keeps everybody on the ground. */
export const ruleOf = (id: string, simulated: boolean): Rule => {
  const row = PREFLIGHT_TABLE[id];
  if (row === undefined) return 'never';
  return simulated ? row.simulation : row.rule;
};

/** The issue as the pages see it; what it said of its own severity counts for nothing. */
export const ruled = (found: Omit<Issue, 'severity'>, simulated: boolean): Issue => ({
  ...found,
  severity: SEVERITY_OF[ruleOf(found.id, simulated)],
});

/** The dispatcher's own ticks, after the automatic issues; each counts for 30 minutes. */
export const TICKS = ['pads', 'airspace', 'payload'] as const;
/** Further ticks of a flight that goes under an application of Art. 29. */
export const URGENT_TICKS = ['control', 'lights', 'emergency'] as const;
export const ALL_TICKS = [...TICKS, ...URGENT_TICKS] as const;
export type Tick = (typeof ALL_TICKS)[number];
