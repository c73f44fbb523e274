import { z } from 'zod';
import { ok, refuse, type Result } from '../../core/result.ts';
import {
  isScalar,
  type EventArgument,
  type EventCatalog,
  type EventDefinition,
  type EventEnum,
} from './catalog.ts';
import { BUILT_IN } from './words.ts';

/** PX4 1.18 has 402 events and 16 enumerations of up to 32 entries: a file beyond these is not metadata. */
const MAX_EVENTS = 5000;
const MAX_OPTIONS = 256;
const MAX_ARGUMENTS = 40;
const SUB_ID = 0xff_ffff;
const MAX_NAME = 100;

const name = z.string().max(MAX_NAME);

const enumShape = z.object({
  type: z.string().refine(isScalar),
  is_bitfield: z.boolean().default(false),
  entries: z.record(z.string(), z.object({ name, description: z.string().max(500).default('') })),
});

const eventShape = z.object({
  name,
  message: z.string().max(2000).default(''),
  type: name.default(''),
  arguments: z
    .array(z.object({ name, type: name }))
    .max(MAX_ARGUMENTS)
    .default([]),
});

/** The file of the events interface (schema version 2), as far as it is used here. */
const fileShape = z.object({
  version: z.number().int().min(1).max(2),
  components: z.record(
    z.string().regex(/^\d{1,3}$/),
    z.object({
      namespace: name,
      enums: z.record(name, enumShape).default({}),
      event_groups: z
        .record(name, z.object({ events: z.record(z.string().regex(/^\d{1,10}$/), eventShape) }))
        .default({}),
    }),
  ),
});

type Component = z.infer<typeof fileShape>['components'][string];
type Enums = ReadonlyMap<string, EventEnum>;

const enumsOf = (components: readonly Component[]): Enums => {
  const enums = new Map<string, EventEnum>();
  for (const { namespace, enums: found } of components)
    for (const [enumName, { type, is_bitfield: isBitfield, entries }] of Object.entries(found))
      enums.set(`${namespace}::${enumName}`, {
        name: enumName,
        type,
        isBitfield,
        entries: new Map(
          Object.entries(entries)
            .slice(0, MAX_OPTIONS)
            .map(([value, entry]) => [Number(value), { name: entry.name, label: entry.description }]),
        ),
      });
  return enums;
};

const argumentOf = (
  argument: { readonly name: string; readonly type: string },
  namespace: string,
  enums: Enums,
): EventArgument | undefined => {
  if (isScalar(argument.type)) return { name: argument.name, type: argument.type, options: undefined };
  const full = argument.type.includes('::') ? argument.type : `${namespace}::${argument.type}`;
  const options = enums.get(full);
  return options && { name: argument.name, type: options.type, options };
};

const definitionsOf = (componentId: number, component: Component, enums: Enums): EventDefinition[] =>
  Object.entries(component.event_groups).flatMap(([group, { events }]) =>
    Object.entries(events).flatMap(([subId, event]): EventDefinition[] => {
      const args = event.arguments.map((argument) => argumentOf(argument, component.namespace, enums));
      // An argument of unknown size hides all that follow: such an event cannot be read.
      if (!args.every((argument) => argument !== undefined)) return [];
      const id = ((componentId << 24) | (Number(subId) & SUB_ID)) >>> 0;
      return [{ id, name: event.name, group, type: event.type, message: event.message, args }];
    }),
  );

/** What is known without any metadata. */
export const BUILT_IN_CATALOG: EventCatalog = new Map(
  BUILT_IN.map((definition) => [definition.id, definition]),
);

/** The vehicle's metadata (JSON text), with what is built in behind it. Never throws. */
export const parseCatalog = (text: string): Result<EventCatalog> => {
  const json = readJson(text);
  if (json === undefined)
    return refuse('mavlink.metadata', 'expected event metadata as JSON, got other bytes');
  const parsed = fileShape.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') ?? '';
    return refuse('mavlink.metadata', `event metadata, ${place}: ${issue?.message ?? 'wrong shape'}`);
  }
  const { components } = parsed.data;
  const enums = enumsOf(Object.values(components));
  const found = Object.entries(components).flatMap(([id, component]) =>
    definitionsOf(Number(id), component, enums),
  );
  if (found.length > MAX_EVENTS)
    return refuse('mavlink.metadata', `expected at most ${MAX_EVENTS} events, got ${found.length}`);
  return ok(new Map([...BUILT_IN, ...found].map((definition) => [definition.id, definition])));
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
