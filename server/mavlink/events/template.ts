/** Longer texts of a vehicle are cut. */
const MAX_TEXT = 500;
/** Tags within tags are few; more rounds would only serve a text made to be slow. */
const MAX_ROUNDS = 4;
/** Stands for an escaped `<` while tags are looked for. */
const ESCAPED = '\u{E000}';
const TAG = /<(\w+)(?: ([^<>]*))?>([^<]*)<\/\1>/g;
const SLOT = /\\(.)|\{(\d{1,2})(?::(?:\.(\d))?)?([^{}\s]{0,4})\}/gs;

/** `<profile name="dev">` is for developers; `<param>` and `<a>` keep their words, unknown tags go with theirs. */
const tagText = (tag: string, attributes: string, content: string): string => {
  if (tag === 'param' || tag === 'a') return content;
  if (tag !== 'profile') return '';
  return attributes.includes('name="!') ? content : '';
};

const withoutTags = (text: string): string => {
  let result = text.replaceAll('\\<', ESCAPED);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = result.replaceAll(
      TAG,
      (_all, tag: string, attributes: string | undefined, content: string) =>
        tagText(tag, attributes ?? '', content),
    );
    if (next === result) break;
    result = next;
  }
  return result.replaceAll(ESCAPED, '<');
};

const UNITS: Readonly<Record<string, string>> = { m_v: 'm', 'm^2': 'm²', C: '°C' };

/** Text of one argument: its value with `digits` decimals (undefined: as it is). */
export type Slot = { readonly index: number; readonly digits: number | undefined; readonly unit: string };

/**
 * Fills a template of the events interface: `{2}`, `{3:.1m/s}`, `{1m_v}` (1-based), tags, `\` as escape. A slot that
 * `textOf` does not know stays as it is. One line, control characters gone.
 */
export const fillTemplate = (template: string, textOf: (slot: Slot) => string | undefined): string => {
  const filled = withoutTags(template.slice(0, 2 * MAX_TEXT)).replaceAll(SLOT, (...found: unknown[]) => {
    const [all, escaped, index, digits, unit] = found as [string, ...(string | undefined)[]];
    if (escaped !== undefined) return escaped;
    const name = UNITS[unit ?? ''] ?? unit ?? '';
    const text = textOf({
      index: Number(index),
      digits: digits === undefined ? undefined : Number(digits),
      unit: name,
    });
    if (text === undefined) return all;
    return name === '' ? text : `${text} ${name}`;
  });
  return filled
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT);
};
