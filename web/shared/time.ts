const ZONE = 'Asia/Shanghai';

const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  // en-GB gives 24-hour digits with stable widths in both languages.
  new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hourCycle: 'h23', ...options });

const TIME = format({ hour: '2-digit', minute: '2-digit' });
const TIME_S = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const PARTS = format({ year: 'numeric', month: '2-digit', day: '2-digit' });

const partsOf = (at: number): { year: string; month: string; day: string } => {
  const parts = new Map(PARTS.formatToParts(at).map((part) => [part.type, part.value]));
  return { year: parts.get('year') ?? '', month: parts.get('month') ?? '', day: parts.get('day') ?? '' };
};

/** `14:05`, time of Nanjing. */
export const clockTime = (at: number): string => TIME.format(at);

/** `14:05:09`, time of Nanjing. */
export const clockTimeS = (at: number): string => TIME_S.format(at);

/** `2026-03-05`, date of Nanjing. */
export const isoDate = (at: number): string => {
  const { year, month, day } = partsOf(at);
  return `${year}-${month}-${day}`;
};

/** `03-05 14:05`, or `14:05` where the day is today's; time of Nanjing. */
export const shortMoment = (at: number, now: number): string => {
  if (isoDate(at) === isoDate(now)) return clockTime(at);
  const { month, day } = partsOf(at);
  return `${month}-${day} ${clockTime(at)}`;
};

/** `2026-03-05 14:05`, time of Nanjing. */
export const fullMoment = (at: number): string => `${isoDate(at)} ${clockTime(at)}`;

/** The value of a `datetime-local` field for a moment, in time of Nanjing. */
export const toLocalField = (at: number): string => `${isoDate(at)}T${clockTime(at)}`;

/** Nanjing keeps UTC+8 all year (no daylight saving since 1991). */
const ZONE_SUFFIX = '+08:00';

/** The moment of a `datetime-local` field that was typed in time of Nanjing; undefined where it is not complete. */
export const fromLocalField = (text: string): number | undefined => {
  const at = Date.parse(`${text}${text.length === 16 ? ':00' : ''}${ZONE_SUFFIX}`);
  return Number.isNaN(at) ? undefined : at;
};

/** `mm:ss`, or `h:mm:ss` from 100 minutes on; never negative. */
export const countdown = (ms: number): string => {
  const total = Math.floor(Math.abs(ms) / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(total / 60);
  if (minutes < 100) return `${two(minutes)}:${two(total % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(total % 60)}`;
};

/** Below this a clock asks for attention. */
const SOON_MS = 10 * 60_000;
/** Beyond this a countdown says nothing; the moment does. */
const FAR_MS = 24 * 3600_000;

export type Sla = {
  readonly kind: 'far' | 'ahead' | 'soon' | 'late';
  /** `mm:ss` until the moment, or since it where `kind` is `late`. */
  readonly text: string;
};

/** Where `now` stands against a promised moment; all in milliseconds since 1970. */
export const slaOf = (dueAt: number, now: number): Sla => {
  const left = dueAt - now;
  const text = countdown(left);
  if (left < 0) return { kind: 'late', text };
  if (left <= SOON_MS) return { kind: 'soon', text };
  return { kind: left > FAR_MS ? 'far' : 'ahead', text };
};
