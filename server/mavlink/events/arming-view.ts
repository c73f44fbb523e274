import { navStateMode } from '../modes.ts';
import { bitsOf } from './arguments.ts';
import { wholeReport, type ReportFinding, type ReportState } from './arming-report.ts';
import type { EventCatalog } from './catalog.ts';
import { sentenceOf, type EventText } from './sentence.ts';
import { componentName } from './words.ts';

/** All 32 mode bits: the finding concerns every mode. */
const EVERY_MODE = 0xffff_ffff;

/** One reason of the vehicle's own report on whether it can be armed. */
export type ArmingIssue = {
  readonly id: number;
  /** PX4's name of the event, `check_mag_not_calibrated`. */
  readonly name: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** `gps`, `battery`, …; undefined for none. */
  readonly component: string | undefined;
  /** Names as HEARTBEAT's; a reason that holds for all modes says so. */
  readonly modes: readonly string[] | 'all';
  readonly text: EventText;
};

/** What the vehicle says of arming, mode by mode (PX4's health and arming checks). */
export type ArmingReport = {
  /** Modes in which it would arm now. */
  readonly canArm: readonly string[];
  /** Modes into which it would switch in flight. */
  readonly canRun: readonly string[];
  readonly health: {
    readonly present: readonly string[];
    readonly error: readonly string[];
    readonly warning: readonly string[];
  };
  readonly issues: readonly ArmingIssue[];
  /** False when a newer report is known to have been lost on the way. */
  readonly isCurrent: boolean;
};

const issueOf = (finding: ReportFinding, catalog: EventCatalog): ArmingIssue => ({
  id: finding.event.id,
  name: finding.name,
  severity: finding.severity,
  component: finding.component === 0 ? undefined : componentName(finding.component),
  modes: finding.modes === EVERY_MODE ? 'all' : bitsOf(finding.modes).map(navStateMode),
  text: sentenceOf(finding.event, catalog),
});

/** The report in names and sentences; undefined while none came. */
export const viewReport = (state: ReportState, catalog: EventCatalog): ArmingReport | undefined => {
  const report = wholeReport(state, catalog);
  if (report === undefined) return undefined;
  return {
    canArm: report.canArm.map(navStateMode),
    canRun: report.canRun.map(navStateMode),
    health: {
      present: report.present.map(componentName),
      error: report.errors.map(componentName),
      warning: report.warnings.map(componentName),
    },
    issues: report.findings.map((finding) => issueOf(finding, catalog)),
    isCurrent: !state.isBroken,
  };
};
