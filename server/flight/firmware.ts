import type { Finding } from './preflight-table.ts';

/** AUTOPILOT_VERSION: `1.17.0`, `1.18.0-dev`. */
export type Firmware = { readonly version: string; readonly hash: string };

type Allowed = { readonly from: readonly [major: number, minor: number]; readonly why: string };

/**
 * Releases of PX4 that may carry blood. Before 1.17 an unsigned peer reaches a shell (CVE-2026-1579), and logs and file
 * transfer overflow (CVE-2026-32724, CVE-2026-32743).
 */
const ALLOWED: Allowed = {
  from: [1, 17],
  why: 'earlier ones have known holes (CVE-2026-1579, -32724, -32743)',
};

/** Builds between releases were tested by nobody; simulated drones run them. */
const RELEASE = /^(\d+)\.(\d+)\.(\d+)$/;
const NUMBERS = /^(\d+)\.(\d+)/;

const isNewEnough = (version: string): boolean => {
  const [, major = '0', minor = '0'] = NUMBERS.exec(version) ?? [];
  const [wantedMajor, wantedMinor] = ALLOWED.from;
  const had = [Number(major), Number(minor)] as const;
  return had[0] > wantedMajor || (had[0] === wantedMajor && had[1] >= wantedMinor);
};

/** Whether that firmware may fly. */
export const firmwareFindings = (firmware: Firmware | undefined, simulated: boolean): Finding[] => {
  if (firmware === undefined)
    return [{ id: 'preflight.firmware_unknown', sentence: 'The drone has not told its firmware yet.' }];
  const { version } = firmware;
  if (isNewEnough(version) && (simulated || RELEASE.test(version))) return [];
  return [
    {
      id: 'preflight.firmware',
      sentence: `Expected a release of PX4 from ${ALLOWED.from.join('.')} on, it runs ${version}: ${ALLOWED.why}; others only on drones marked as simulated.`,
      params: { version, from: ALLOWED.from.join('.') },
    },
  ];
};
