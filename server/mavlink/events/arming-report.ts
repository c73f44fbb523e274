import { bitsOf, readArguments } from './arguments.ts';
import type { EventCatalog, EventDefinition } from './catalog.ts';
import type { EventFrame } from './sequence.ts';

/** PX4 sends one chunk, number 0; no report has more than these, nor more checks in one. */
const MAX_CHUNKS = 16;
const MAX_CHECKS = 64;
/** MAV_SEVERITY up to which a finding is an error, and up to which it is a warning. */
const ERROR = 3;
const WARNING = 4;

/** One part of a report: what stands between an arming summary and the health summary of the same number. */
export type ReportChunk = {
  readonly index: number;
  /** Modes as bits of PX4's nav_state. */
  readonly canArm: number;
  readonly canRun: number;
  /** Health components as bits. */
  readonly present: number;
  readonly errors: number;
  readonly warnings: number;
  /** As received: sentences are made when they are read, with the metadata known then. */
  readonly checks: readonly EventFrame[];
};

/** `chunks` is the report in force; `open` is the one that is coming in. */
export type ReportState = {
  readonly chunks: readonly ReportChunk[];
  readonly open: ReportChunk | undefined;
  /** Something of a report was lost: the one in force may be an old one. */
  readonly isBroken: boolean;
};

export const NO_REPORT: ReportState = { chunks: [], open: undefined, isBroken: false };

type Role = 'arming-summary' | 'health-summary' | 'check' | 'other';

const roleOf = (definition: EventDefinition | undefined): Role => {
  if (definition === undefined) return 'other';
  const { group, type } = definition;
  if (group !== 'arming_check' && group !== 'health') return 'other';
  if (type === 'summary') return group === 'health' ? 'health-summary' : 'arming-summary';
  return type === '' ? 'check' : 'other';
};

const openChunk = (values: readonly number[]): ReportChunk | undefined => {
  const [index, errors, warnings, canArm, canRun] = values;
  if (index === undefined || errors === undefined || warnings === undefined) return undefined;
  if (canArm === undefined || canRun === undefined || index >= MAX_CHUNKS) return undefined;
  return { index, errors, warnings, canArm, canRun, present: 0, checks: [] };
};

/** Bits of either; beyond 32 bits there are none that are known. */
const either = (a: number, b: number): number => (a | b) >>> 0;

const closed = (open: ReportChunk, values: readonly number[]): ReportChunk | undefined => {
  const [index, present, errors, warnings] = values;
  if (index !== open.index || present === undefined || errors === undefined || warnings === undefined)
    return undefined;
  return {
    ...open,
    present,
    errors: either(open.errors, errors),
    warnings: either(open.warnings, warnings),
  };
};

/** Takes the next event in order. A report counts only when it came whole, from one summary to the other. */
export const stepReport = (state: ReportState, event: EventFrame, catalog: EventCatalog): ReportState => {
  const definition = catalog.get(event.id);
  const role = roleOf(definition);
  if (definition === undefined || role === 'other') return state;
  const values = readArguments(event.arguments, definition.args);
  if (role === 'arming-summary') return { ...state, open: openChunk(values) };
  const { open } = state;
  if (open === undefined) return { ...state, isBroken: true };
  if (role === 'check')
    return { ...state, open: { ...open, checks: [...open.checks, event].slice(-MAX_CHECKS) } };
  const chunk = closed(open, values);
  if (chunk === undefined) return { ...state, open: undefined, isBroken: true };
  const others = state.chunks.filter(({ index }) => index !== chunk.index);
  return { chunks: [...others, chunk], open: undefined, isBroken: false };
};

/** Events are gone: what was coming in is worthless, and what is in force may be old. */
export const loseReport = (state: ReportState): ReportState => ({
  ...state,
  open: undefined,
  isBroken: true,
});

export type ReportFinding = {
  readonly event: EventFrame;
  readonly name: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** Bits of nav_state that it concerns. */
  readonly modes: number;
  /** Number of the health component, 0 = none. */
  readonly component: number;
};

const severityOf = (logLevels: number): ReportFinding['severity'] => {
  const external = logLevels & 0x0f;
  if (external <= ERROR) return 'error';
  return external === WARNING ? 'warning' : 'info';
};

const findingOf = (event: EventFrame, definition: EventDefinition): ReportFinding => {
  const [modes = 0, component = 0] = readArguments(event.arguments, definition.args);
  return { event, name: definition.name, severity: severityOf(event.logLevels), modes, component };
};

export type WholeReport = {
  /** Numbers of nav_state. */
  readonly canArm: readonly number[];
  readonly canRun: readonly number[];
  /** Numbers of health components. */
  readonly present: readonly number[];
  readonly errors: readonly number[];
  readonly warnings: readonly number[];
  readonly findings: readonly ReportFinding[];
};

/** The report in force, its parts put together; undefined while none came. */
export const wholeReport = (state: ReportState, catalog: EventCatalog): WholeReport | undefined => {
  const [first, ...rest] = state.chunks;
  if (first === undefined) return undefined;
  const all = rest.reduce<ReportChunk>(
    (sum, chunk) => ({
      ...sum,
      canArm: (sum.canArm & chunk.canArm) >>> 0,
      canRun: (sum.canRun & chunk.canRun) >>> 0,
      present: either(sum.present, chunk.present),
      errors: either(sum.errors, chunk.errors),
      warnings: either(sum.warnings, chunk.warnings),
    }),
    first,
  );
  return {
    canArm: bitsOf(all.canArm),
    canRun: bitsOf(all.canRun),
    present: bitsOf(all.present),
    errors: bitsOf(all.errors),
    warnings: bitsOf(all.warnings),
    findings: state.chunks.flatMap(({ checks }) =>
      checks.flatMap((event) => {
        const definition = catalog.get(event.id);
        return definition === undefined ? [] : [findingOf(event, definition)];
      }),
    ),
  };
};
