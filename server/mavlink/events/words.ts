import { isScalar, type EventArgument, type EventDefinition, type EventEnum } from './catalog.ts';
import { eventId } from './event-id.ts';
import { ENUM_WORDS } from './words-enums.ts';
import { FLIGHT_WORDS } from './words-flight.ts';
import { SENSOR_CHECKS, SENSOR_HEALTH } from './words-sensors.ts';
import { SYSTEM_CHECKS, SYSTEM_HEALTH } from './words-system.ts';

/** Templates of one sentence, as `fillTemplate` takes them. */
type Words = { readonly en: string; readonly zh: string };

type Language = keyof Words;

const NO_TYPES = '-';
/** Every event of an arming report begins with these. */
const REPORT_ARGUMENTS = 'navigation_mode_group_t uint8_t';

const enumOf = (name: string): EventEnum | undefined => {
  const known = ENUM_WORDS[name];
  if (known === undefined) return undefined;
  const entries = Object.entries(known.entries).map(
    ([value, [entry, label]]) => [Number(value), { name: entry, label }] as const,
  );
  return { name, type: known.type, isBitfield: known.isBitfield, entries: new Map(entries) };
};

const argumentOf = (type: string): EventArgument => {
  const options = enumOf(type);
  if (options !== undefined) return { name: type, type: options.type, options };
  if (!isScalar(type)) throw new Error(`no such argument type in the event words: ${type}`);
  return { name: type, type, options: undefined };
};

const argumentsOf = (types: string): EventArgument[] =>
  types
    .split(' ')
    .filter((type) => type !== '' && type !== NO_TYPES)
    .map(argumentOf);

type Known = { readonly definition: EventDefinition; readonly words: Words };

const knownOf = (table: string, group: string, leading = ''): Known[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', types = '', en = '', zh = ''] = line.split(' | ');
      const args = argumentsOf(`${leading} ${types}`);
      const definition = { id: eventId(name), name, group, type: '', message: undefined, args };
      return { definition, words: { en, zh } };
    });

const KNOWN: readonly Known[] = [
  ...knownOf(SENSOR_CHECKS, 'arming_check', REPORT_ARGUMENTS),
  ...knownOf(SYSTEM_CHECKS, 'arming_check', REPORT_ARGUMENTS),
  ...knownOf(SENSOR_HEALTH, 'health', REPORT_ARGUMENTS),
  ...knownOf(SYSTEM_HEALTH, 'health', REPORT_ARGUMENTS),
  ...knownOf(FLIGHT_WORDS, 'default'),
];

const summary = (name: string, group: string, types: string): EventDefinition => ({
  id: eventId(name),
  name,
  group,
  type: 'summary',
  message: undefined,
  args: argumentsOf(types),
});

const [COMPONENTS, MODES] = ['health_component_t', 'navigation_mode_group_t'];

/** What is known of PX4 1.18's events without its metadata. */
export const BUILT_IN: readonly EventDefinition[] = [
  ...KNOWN.map(({ definition }) => definition),
  summary(
    'commander_arming_check_summary',
    'arming_check',
    `uint8_t ${COMPONENTS} ${COMPONENTS} ${MODES} ${MODES}`,
  ),
  summary('commander_health_summary', 'health', `uint8_t ${COMPONENTS} ${COMPONENTS} ${COMPONENTS}`),
];

const BY_NAME = new Map(KNOWN.map(({ definition, words }) => [definition.name, words]));

/** Our own templates for an event; undefined where there are none. */
export const ownWords = (name: string): Words | undefined => BY_NAME.get(name);

const LANGUAGE_AT: Readonly<Record<Language, 1 | 2>> = { en: 1, zh: 2 };

/** A value of an enumeration in words: ours, else the vehicle's English. */
export const optionWords = (options: EventEnum, value: number, language: Language): string =>
  ENUM_WORDS[options.name]?.entries[value]?.[LANGUAGE_AT[language]] ??
  options.entries.get(value)?.label ??
  String(value);

/** Name of a health component by its number in PX4's list; the number itself for one that we do not know. */
export const componentName = (number: number): string =>
  ENUM_WORDS['health_component_t']?.entries[2 ** number]?.[0] ?? `component ${number}`;
