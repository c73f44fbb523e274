import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ok, refuse, type Result } from '../../server/core/result.ts';
import { BUILT_IN_CATALOG, parseCatalog } from '../../server/mavlink/events/catalog-parse.ts';
import type { EventCatalog } from '../../server/mavlink/events/catalog.ts';
import { eventId } from '../../server/mavlink/events/event-id.ts';
import { createMetadata, type MetadataCache, type ReadFile } from '../../server/mavlink/events/metadata.ts';
import { sentenceOf } from '../../server/mavlink/events/sentence.ts';
import { fillTemplate } from '../../server/mavlink/events/template.ts';
import { unpack } from '../../server/mavlink/events/unpack.ts';
import { BUILT_IN, ownWords } from '../../server/mavlink/events/words.ts';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));

const EVENTS = fixture('px4-all-events.json.xz');
const GENERAL = fixture('px4-component-general.json.xz');
/** As the same PX4 announced it by COMPONENT_METADATA. */
const ANNOUNCED = { uri: 'mftp://etc/extras/component_general.json.xz', crc: 1_886_038_898 };

const good = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

/** A vehicle's files, and which of them were read. */
const vehicleFiles = (files: Readonly<Record<string, Uint8Array>>) => {
  const read: string[] = [];
  const readFile: ReadFile = async (path) => {
    read.push(path);
    const bytes = files[path];
    return bytes === undefined ? refuse('mavlink.file_refused', 'no such file') : ok(bytes);
  };
  return { read, readFile };
};

const px4Files = () =>
  vehicleFiles({
    'etc/extras/component_general.json.xz': GENERAL,
    'etc/extras/all_events.json.xz': EVENTS,
  });

const px4Catalog = async (): Promise<EventCatalog> =>
  good(parseCatalog(new TextDecoder().decode(good(await unpack(EVENTS)))));

const bytes = (...values: readonly number[]): number[] => [
  ...values,
  ...Array.from({ length: 40 - values.length }, () => 0),
];

test('[EV8] an id is the component and the hash of the name, for all events of a real PX4', async () => {
  const catalog = await px4Catalog();
  const px4 = [...catalog.values()].filter(({ id }) => id >>> 24 === 1);
  expect(px4.length).toBeGreaterThan(390);
  expect(px4.filter(({ id, name }) => eventId(name) !== id)).toEqual([]);
});

test('[EV9] the metadata files of a real PX4 are read, packed as they are, by their checksums', async () => {
  const { read, readFile } = px4Files();
  const catalog = good(await createMetadata().load(ANNOUNCED, readFile));
  expect(read).toEqual(['etc/extras/component_general.json.xz', 'etc/extras/all_events.json.xz']);
  expect(catalog.get(eventId('mavlink_mission_getlist_busy'))?.message).toBe(
    'Mission upload busy, already receiving waypoint',
  );
});

test('[EV9] a file with another checksum is refused', async () => {
  const { readFile } = vehicleFiles({
    'etc/extras/component_general.json.xz': GENERAL,
    'etc/extras/all_events.json.xz': GENERAL,
  });
  const loaded = await createMetadata().load(ANNOUNCED, readFile);
  expect(loaded).toMatchObject({ ok: false, error: { code: 'mavlink.metadata' } });
});

test('[EV9] nothing is fetched from outside of the vehicle', async () => {
  const { read, readFile } = px4Files();
  const loaded = await createMetadata().load(
    { ...ANNOUNCED, uri: 'https://example.org/x.json.xz' },
    readFile,
  );
  expect([loaded.ok, read]).toEqual([false, []]);
});

test('[EV10] a file that is kept is not read again, also by another vehicle and after a restart', async () => {
  const kept = new Map<number, Uint8Array>();
  const cache: MetadataCache = {
    read: async (crc) => kept.get(crc),
    keep: (crc, content) => void kept.set(crc, content),
  };
  good(await createMetadata(cache).load(ANNOUNCED, px4Files().readFile));
  const later = px4Files();
  const catalog = good(await createMetadata(cache).load(ANNOUNCED, later.readFile));
  expect([later.read, catalog.size > 390]).toEqual([[], true]);
});

test('[EV10] a kept file that went bad is read anew', async () => {
  const cache: MetadataCache = { read: async () => new Uint8Array([1, 2, 3]), keep: () => undefined };
  const { read, readFile } = px4Files();
  expect((await createMetadata(cache).load(ANNOUNCED, readFile)).ok).toBe(true);
  expect(read).toHaveLength(2);
});

test.each([
  ['a file that unpacks to more than 512 kB', fixture('zeros.xz')],
  ['a file of more than 512 kB', new TextEncoder().encode(' '.repeat(600_000))],
  ['a file that is cut', EVENTS.subarray(0, 9000)],
  ['a file of another kind', new TextEncoder().encode('<html>')],
  ['metadata of another shape', new TextEncoder().encode('{"version":2,"components":{"1":[]}}')],
])('[EV11] %s is refused and does no harm', async (_what, content) => {
  const unpacked = await unpack(content);
  const result = unpacked.ok ? parseCatalog(new TextDecoder().decode(unpacked.value)) : unpacked;
  expect(result).toMatchObject({ ok: false, error: { code: 'mavlink.metadata' } });
});

test.each([
  ['GPS {3} lost fix', 'GPS 2 lost fix'],
  ['Wind {1:.1m/s}, climb to {4m_v}', 'Wind 1.0 m/s, climb to 7 m'],
  ['ESC {3}: {4:C}', 'ESC 2: 7 °C'],
  ['max \\< {1}, \\{1}', 'max < 1, {1}'],
  ['see <a href="https://x.org">here</a>, <param>COM_X</param>', 'see here, COM_X'],
  ['a<profile name="dev"> for developers</profile><profile name="!dev"> for all</profile>', 'a for all'],
  ['<b>gone</b> with what it holds, {9} stays', 'with what it holds, {9} stays'],
  ['two\n lines\tand\u0007 a bell', 'two lines and a bell'],
])('[EV12] template %j', (template, text) => {
  const values = [1, 0, 2, 7];
  expect(
    fillTemplate(template, ({ index, digits }) => {
      const value = values[index - 1];
      return digits === undefined ? value?.toString() : value?.toFixed(digits);
    }),
  ).toBe(text);
});

test('[EV12] own sentences are in both languages; the vehicle’s and bare numbers are told as such', async () => {
  const catalog = await px4Catalog();
  const battery = { id: eventId('check_battery_fault'), arguments: bytes(255, 255, 255, 255, 11, 1, 4, 1) };
  expect(sentenceOf(battery, catalog)).toEqual({
    en: 'Battery 1: critical temperature. Land now!',
    zh: '电池 1：温度达到危险值。请立即降落！',
    by: 'own',
  });
  const vehicle = { id: eventId('mavlink_iridium_disable'), arguments: bytes(3) };
  expect(sentenceOf(vehicle, catalog)).toMatchObject({
    en: 'Disabling transmitting with IRIDIUM mavlink on instance 3',
    by: 'vehicle',
  });
  expect(sentenceOf({ id: 0x01ab_cdef, arguments: bytes(1, 0, 255) }, catalog)).toEqual({
    en: 'Event 0x01abcdef: 01 00 ff',
    zh: '事件 0x01abcdef: 01 00 ff',
    by: 'none',
  });
});

test('[EV12] without metadata our own sentences are there all the same', () => {
  const wind = { id: eventId('check_wind_too_high'), arguments: bytes(8, 0, 0, 0, 20, 0, 0, 0x50, 0x41) };
  expect(sentenceOf(wind, BUILT_IN_CATALOG).zh).toBe('风速 13.0 m/s 超过上限');
});

test('[EV13] each arming check of a real PX4 has our words, and our tables read its arguments as it does', async () => {
  const catalog = await px4Catalog();
  const inReports = [...catalog.values()].filter(
    ({ group, type }) => (group === 'arming_check' || group === 'health') && type === '',
  );
  expect(inReports.length).toBeGreaterThan(130);
  expect(inReports.filter(({ name }) => ownWords(name) === undefined).map(({ name }) => name)).toEqual([]);
  const types = (id: number, from: EventCatalog): string[] | undefined =>
    from.get(id)?.args.map(({ type }) => type);
  expect(BUILT_IN.filter(({ id }) => catalog.get(id)?.message === undefined)).toEqual([]);
  for (const { id } of BUILT_IN) expect(types(id, BUILT_IN_CATALOG)).toEqual(types(id, catalog));
});

test('[EV13] every sentence of ours uses only arguments that its event has', () => {
  const unknown = BUILT_IN.flatMap(({ name, args }) => {
    const words = ownWords(name);
    const slots = [...`${words?.en ?? ''} ${words?.zh ?? ''}`.matchAll(/\{(\d+)/g)].map(([, index]) =>
      Number(index),
    );
    return slots.some((index) => index < 1 || index > args.length) ? [name] : [];
  });
  expect(unknown).toEqual([]);
});

test('[EV11] whatever a vehicle serves or sends, reading it does not throw, and a sentence is a line of text', async () => {
  const text = new TextDecoder().decode(good(await unpack(EVENTS)));
  const catalog = good(parseCatalog(text));
  const ids = [...catalog.keys()];
  const line = /^[^\p{Cc}]{1,500}$/u;
  fc.assert(
    fc.property(
      fc.nat(ids.length - 1),
      fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 40, maxLength: 40 }),
      (at, content) => {
        const { en, zh } = sentenceOf({ id: ids[at] ?? 0, arguments: content }, catalog);
        expect([line.test(en), line.test(zh)]).toEqual([true, true]);
      },
    ),
    { seed: 20_260_902, numRuns: 1000 },
  );
  const flawed = fc.tuple(
    fc.nat(text.length - 1),
    fc.constantFrom('', '0', '"', '{', 'null', '-', '[]', '\\'),
  );
  fc.assert(
    fc.property(flawed, ([at, put]) => {
      const result = parseCatalog(text.slice(0, at) + put + text.slice(at + 1));
      expect(result.ok || result.error.code === 'mavlink.metadata').toBe(true);
    }),
    { seed: 20_260_903, numRuns: 60 },
  );
});
