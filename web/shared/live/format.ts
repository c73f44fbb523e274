/** Figures in one shape on all live pages. A value that is not known is a dash, never a zero. */
export const UNKNOWN_VALUE = '–';

/** `4:07` under an hour, `1:04:07` from an hour on. */
export const clockText = (ms: number): string => {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
};

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

/** Local time of day with seconds; the date too when it is not today's. */
export const timeOfDay = (at: number | null | undefined, now: number, lang: string): string => {
  if (at === null || at === undefined) return UNKNOWN_VALUE;
  const date = new Date(at);
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false } as const;
  const sameDay = date.toDateString() === new Date(now).toDateString();
  const day = sameDay ? {} : ({ month: '2-digit', day: '2-digit' } as const);
  return new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { ...day, ...time }).format(date);
};
