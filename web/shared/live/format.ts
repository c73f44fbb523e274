/** Figures in one shape on all live pages. A value that is not known is a dash, never a zero. */
/** −0.3 m rounds to `-0`, which reads like a fault. */
const MINUS_ZERO = /^-(0(?:\.0+)?)$/;
const UNKNOWN_VALUE = '–';

export const number = (value: number | null | undefined, digits = 0): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? UNKNOWN_VALUE
    : value.toFixed(digits).replace(MINUS_ZERO, '$1');

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
