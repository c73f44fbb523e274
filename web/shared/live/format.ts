/** Figures in one shape on all live pages. A value that is not known is a dash, never a zero. */
const UNKNOWN_VALUE = '–';

export const number = (value: number | null | undefined, digits = 0): string =>
  value === null || value === undefined || !Number.isFinite(value) ? UNKNOWN_VALUE : value.toFixed(digits);

/** A figure with its unit, joined by a narrow no-break space. */
export const figure = (value: number | null | undefined, unit: string, digits = 0): string => {
  const text = number(value, digits);
  return text === UNKNOWN_VALUE ? text : `${text}\u202f${unit}`;
};

/** Metres below a kilometre, else kilometres. */
export const distance = (metres: number | null | undefined): string =>
  metres === null || metres === undefined || metres < 1000
    ? figure(metres, 'm')
    : figure(metres / 1000, 'km', 2);
