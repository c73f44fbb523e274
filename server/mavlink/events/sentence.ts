import { bitsOf, readArguments } from './arguments.ts';
import type { EventCatalog, EventDefinition, EventEnum } from './catalog.ts';
import { fillTemplate, type Slot } from './template.ts';
import { optionWords, ownWords } from './words.ts';

/**
 * One sentence in both languages. `by` says whose words they are: `own` are ours; `vehicle` are the autopilot's own
 * English, in both; `none` are the bare id and arguments of an event that nobody has described.
 */
export type EventText = { readonly en: string; readonly zh: string; readonly by: 'own' | 'vehicle' | 'none' };

/** What an event carries. */
export type EventContent = { readonly id: number; readonly arguments: readonly number[] };

type Language = 'en' | 'zh';

const SEPARATOR: Readonly<Record<Language, string>> = { en: ', ', zh: '、' };

const optionText = (options: EventEnum, value: number, language: Language): string =>
  options.isBitfield
    ? bitsOf(value)
        .map((bit) => optionWords(options, 2 ** bit, language))
        .join(SEPARATOR[language])
    : optionWords(options, value, language);

/** Numbers of sensors, counts and ids are whole; a float without digits is shown as PX4 does, with up to 6. */
const numberText = (value: number, digits: number | undefined): string => {
  if (digits !== undefined && Number.isFinite(value)) return value.toFixed(digits);
  return String(Number(value.toPrecision(Number.isInteger(value) ? 16 : 6)));
};

const fill = (
  template: string,
  definition: EventDefinition,
  { values, language }: { values: readonly number[]; language: Language },
): string =>
  fillTemplate(template, ({ index, digits }: Slot) => {
    const value = values[index - 1];
    const options = definition.args[index - 1]?.options;
    if (value === undefined) return undefined;
    return options === undefined ? numberText(value, digits) : optionText(options, value, language);
  });

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

const rawText = ({ id, arguments: bytes }: EventContent): EventText => {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  const values = bytes
    .slice(0, end)
    .map((byte) => hex(byte, 2))
    .join(' ');
  const tail = values === '' ? '' : `: ${values}`;
  return { en: `Event 0x${hex(id, 8)}${tail}`, zh: `事件 0x${hex(id, 8)}${tail}`, by: 'none' };
};

/** The sentence of an event: our own words, else the vehicle's, else the bare numbers. */
export const sentenceOf = (content: EventContent, catalog: EventCatalog): EventText => {
  const definition = catalog.get(content.id);
  if (definition === undefined) return rawText(content);
  const values = readArguments(content.arguments, definition.args);
  const own = ownWords(definition.name);
  if (own !== undefined)
    return {
      en: fill(own.en, definition, { values, language: 'en' }),
      zh: fill(own.zh, definition, { values, language: 'zh' }),
      by: 'own',
    };
  if (definition.message === undefined) return rawText(content);
  const text = fill(definition.message, definition, { values, language: 'en' });
  return text === '' ? rawText(content) : { en: text, zh: text, by: 'vehicle' };
};
