import type { Issue } from '../core/issue.ts';

/** A parameter as the vehicle gave it; `value` is undefined if it could not be read. */
export type ParamReading = { readonly name: string; readonly value: number | undefined };

type Row = { readonly name: string; readonly expected: number; readonly why: string };

/** The safety parameters that are looked at before every launch, with PX4's meaning of the value we expect. */
export const BASELINE: readonly Row[] = [
  { name: 'NAV_DLL_ACT', expected: 2, why: 'return when the data link is lost' },
  { name: 'COM_LOW_BAT_ACT', expected: 3, why: 'return at critical, land at emergency battery' },
  { name: 'NAV_RCL_ACT', expected: 2, why: 'return when a remote control that was there is lost' },
  { name: 'NAV_ACC_RAD', expected: 25, why: 'waypoints are accepted within 25 m' },
  // Seen: with PX4's default of 0.8 m a flight passed a waypoint without accepting it and drifted for 20 minutes.
  { name: 'NAV_MC_ALT_RAD', expected: 8, why: 'waypoints are accepted within 8 m of height' },
];

/** PX4 floats come as 32 bit. */
const SAME = 1e-4;

/** Differences are warnings: a person sees what the vehicle will do without us. */
export const baselineIssues = (readings: readonly ParamReading[]): Issue[] =>
  BASELINE.flatMap(({ name, expected, why }): Issue[] => {
    const value = readings.find((reading) => reading.name === name)?.value;
    if (value !== undefined && Math.abs(value - expected) < SAME) return [];
    const got = value === undefined ? 'it could not be read' : `the vehicle has ${value}`;
    return [
      {
        id: `preflight.param_${name.toLowerCase()}`,
        severity: 'warning',
        place: name,
        sentence: `Expected ${name} ${expected} (${why}), ${got}.`,
        fix: 'Set the parameter on the vehicle, or take it on knowingly.',
        params: { name, expected, got: value ?? 'unread' },
      },
    ];
  });
