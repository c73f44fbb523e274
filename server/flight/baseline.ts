import { baselineOf, type BaselineProfile, type BaselineRow, type Expected } from './baseline-rows.ts';
import type { FlightParam } from './ports.ts';
import { lackingId, paramId, type Finding } from './preflight-table.ts';

/** A parameter as the vehicle gave it; `value` is undefined if it could not be read, or the vehicle lacks it. */
export type ParamReading = { readonly name: string; readonly value: number | undefined };

/** A parameter that is not as the profile wants it. */
export type BaselineDifference = BaselineRow & { readonly actual: number | undefined };

/** PX4 floats come as 32 bit. */
const SAME = 1e-4;

const isSame = (a: number, b: number): boolean => Math.abs(a - b) < SAME;

const isMet = (expected: Expected, actual: number): boolean => {
  switch (expected.kind) {
    case 'value':
      return isSame(expected.value, actual);
    case 'one-of':
      return expected.values.some((value) => isSame(value, actual));
    case 'range':
      return actual >= expected.min - SAME && actual <= expected.max + SAME;
  }
};

/** For people: `2`, `3 / 5`, `0.4 … 0.9`. */
export const expectedText = (expected: Expected): string => {
  switch (expected.kind) {
    case 'value':
      return String(expected.value);
    case 'one-of':
      return expected.values.join(' / ');
    case 'range':
      return `${expected.min} … ${expected.max}`;
  }
};

/** What differs, in the order of the profile. A parameter that was not read differs. */
export const baselineDiff = (
  profile: BaselineProfile,
  readings: readonly ParamReading[],
): BaselineDifference[] => {
  const actuals = new Map(readings.map(({ name, value }) => [name, value]));
  return baselineOf(profile).flatMap((row): BaselineDifference[] => {
    const actual = actuals.get(row.name);
    return actual !== undefined && isMet(row.expected, actual) ? [] : [{ ...row, actual }];
  });
};

const withUnit = (text: string, unit: string): string => (unit === '' ? text : `${text} ${unit}`);

/** A float32 without the digits that it only has because it was widened. */
export const actualText = (actual: number): string => String(Number(actual.toPrecision(7)));

const findingOf = ({ name, expected, unit, why, actual, lacking }: BaselineDifference): Finding => {
  const wanted = withUnit(expectedText(expected), unit);
  const got =
    actual === undefined ? 'it could not be read' : `the vehicle has ${withUnit(actualText(actual), unit)}`;
  return {
    id: actual === undefined && lacking !== undefined ? lackingId(name) : paramId(name),
    place: name,
    sentence: `Expected ${name} ${wanted} (${why.en}), ${got}.`,
    fix: 'Set the parameter on the vehicle.',
    params: {
      name,
      expected: wanted,
      got: actual === undefined ? '?' : withUnit(actualText(actual), unit),
      zh: why.zh,
      en: why.en,
    },
  };
};

/** A person sees what the vehicle will do without us. */
export const baselineFindings = (profile: BaselineProfile, readings: readonly ParamReading[]): Finding[] =>
  baselineDiff(profile, readings).map(findingOf);

/** A value that can be written as it stands; undefined where the profile leaves a choice. */
export const baselineValue = ({ name, type, expected }: BaselineRow): FlightParam | undefined =>
  expected.kind === 'value' ? { name, type, value: expected.value } : undefined;
