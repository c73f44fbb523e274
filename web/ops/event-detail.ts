/** Long enough for a reason or a proof, short enough for a line. */
const MAX_CHARS = 160;

/** What the page shows elsewhere, or what only machines read. */
const LEFT_OUT = /^(number|vehicleId|orderId|planHash|hash|padId|personId)$|Id$/;

/** The plain values of a fact in one line: nested data and identifiers (26 letters) say nothing to a reader. `words` gives the words of a value that the page knows. */
export const eventDetail = (
  data: Readonly<Record<string, unknown>>,
  words: (value: string) => string | undefined = () => undefined,
): string => {
  const parts = Object.entries(data).flatMap(([name, value]) => {
    if (LEFT_OUT.test(name)) return [];
    if (typeof value === 'number') return [`${name} ${Number.isInteger(value) ? value : value.toFixed(2)}`];
    if (typeof value === 'boolean') return [`${name} ${value ? '✓' : '✗'}`];
    if (typeof value !== 'string' || value === '' || /^[0-9a-z]{26}$/.test(value)) return [];
    return [words(value) ?? `${name} ${value}`];
  });
  const text = parts.join(' · ');
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text;
};
