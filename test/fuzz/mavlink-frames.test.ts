import { setImmediate as nextTurn } from 'node:timers/promises';
import { common, minimal } from 'mavlink-mappings';
import { expect, it } from 'vitest';
import type { Rng, UdpAddress } from '../../server/core/ports.ts';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  newDropCounters,
  type DropCounters,
} from '../../server/mavlink/codec.ts';
import { createRouter } from '../../server/mavlink/router.ts';
import type { VehicleSnapshot } from '../../server/mavlink/snapshot.ts';
import { createStation, type Station } from '../../server/mavlink/station.ts';
import { at, fakeNet } from '../mavlink/support.ts';
import { fakeClock, type FakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { anyDatagram, anyFrame, below, chance, heapUsed, holdsFrameOf, pick } from './mavlink-frames.ts';

const LONG = process.env['LIFELINE_LONG'] === '1';
const SEED = Number(process.env['LIFELINE_SEED'] ?? 20_260_801);
/** Half of them go to the decoder alone, half through a running station. */
const FRAMES = Number(process.env['LIFELINE_FRAMES'] ?? (LONG ? 1e7 : 1e5));
const TIMEOUT_MS = LONG ? 4 * 3_600_000 : 60_000;
/** Frames that are bent; new ones after as many datagrams. */
const POOL = 500;
const POOL_USES = 10_000;
/** What a collected heap may have grown by between the first fifth and the end, bytes. */
const HEAP_GROWTH = 12e6;

const LOCAL = at(14_550);
/** Each of the known vehicles speaks from its own port; the ports after them are strangers'. */
const OWNERS = [1, 2, 3, 4];
const portOf = (sysid: number): UdpAddress => at(18_570 + sysid);
const STRANGERS = [11, 12, 13];

const poolOf = (rng: Rng): Uint8Array[] =>
  Array.from({ length: POOL }, (_, index) => {
    const sysid = chance(rng, 0.8) ? pick(rng, OWNERS) : below(rng, 256);
    const compid = chance(rng, 0.8) ? 1 : below(rng, 256);
    return anyFrame(rng, { sysid, compid, seq: index });
  });

const bytesDropped = ({ mavlink1: _, ...counts }: DropCounters): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Every byte is of a frame, of a MAVLink 1 frame (8 to 263 bytes) or counted alone. */
const unaccounted = (length: number, frameBytes: number, drops: DropCounters): string | undefined => {
  const left = length - frameBytes - bytesDropped(drops);
  return left >= 8 * drops.mavlink1 && left <= 263 * drops.mavlink1
    ? undefined
    : `${length} bytes: ${frameBytes} in frames, drops ${JSON.stringify(drops)}`;
};

it(
  `decodes ${FRAMES / 2} mutated frames: never throws, every byte is accounted for, memory stays flat`,
  async () => {
    console.info(`mavlink frames: LIFELINE_SEED=${SEED}`);
    const rng = seededRng(SEED);
    let pool: Uint8Array[] = [];
    let heapBefore: number | undefined;
    let good = 0;
    for (let done = 0, round = 0; done < FRAMES / 2; round++) {
      if (round % POOL_USES === 0) {
        pool = poolOf(rng);
        await nextTurn();
      }
      if (heapBefore === undefined && done > FRAMES / 10) heapBefore = await heapUsed();
      const { bytes, mutants } = anyDatagram(rng, pool);
      done += mutants;
      const drops = newDropCounters();
      const frames = decodeDatagram(bytes, drops);
      const frameBytes = frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
      const fault = unaccounted(bytes.length, frameBytes, drops);
      if (fault !== undefined) expect.fail(`datagram ${round}: ${fault}`);
      good += frames.length;
      for (const frame of frames) {
        if (decodeMessage(frame)?.msgid !== frame.msgid) expect.fail(`datagram ${round}: not decoded`);
        if (!holdsFrameOf(frame.bytes, frame.sysid, frame.compid))
          expect.fail(`datagram ${round}: taken with a wrong checksum`);
      }
    }
    expect(good).toBeGreaterThan(FRAMES / 20);
    expect((await heapUsed()) - (heapBefore ?? 0)).toBeLessThan(HEAP_GROWTH);
  },
  TIMEOUT_MS,
);

type World = {
  readonly clock: FakeClock;
  readonly station: Station;
  readonly errors: string[];
  /** What went in as datagrams, and what came out as frames. */
  readonly counts: { bytes: number; datagrams: number; frames: number; frameBytes: number };
  deliver(bytes: Uint8Array, from: UdpAddress): void;
};

const startWorld = async (): Promise<World> => {
  const clock = fakeClock();
  const udp = fakeNet();
  const errors: string[] = [];
  const counts = { bytes: 0, datagrams: 0, frames: 0, frameBytes: 0 };
  const station = createStation({
    clock,
    net: udp.net,
    log: (level, sentence) => {
      if (level === 'error') errors.push(sentence);
    },
  });
  await station.addLink({ name: 'fuzz', local: LOCAL });
  station.onFrame(({ direction, bytes }) => {
    if (direction === 'out') return;
    counts.frames++;
    counts.frameBytes += bytes.length;
  });
  const deliver = (bytes: Uint8Array, from: UdpAddress): void => {
    counts.bytes += bytes.length;
    counts.datagrams++;
    // Keys are kept from every record, so that `onFrame` does not show them.
    for (const frame of decodeDatagram(bytes, newDropCounters())) {
      if (frame.msgid !== common.SetupSigning.MSG_ID) continue;
      counts.frames++;
      counts.frameBytes += frame.bytes.length;
    }
    udp.socket(LOCAL)?.deliver(bytes, from);
  };
  return { clock, station, errors, counts, deliver };
};

/** The known vehicles keep beating, so that their ids stay theirs. */
const beat = (world: World): void => {
  const fields = { type: minimal.MavType.QUADROTOR, autopilot: minimal.MavAutopilot.PX4 };
  for (const sysid of OWNERS)
    world.deliver(encodeFields(minimal.Heartbeat, fields, { sysid, compid: 1, seq: 0 }), portOf(sysid));
  world.station.feed();
};

/** The claim of another endpoint on an id is told in `conflict`; nothing else may come of it. */
const sameButConflict = (before: VehicleSnapshot, after: VehicleSnapshot): boolean => {
  if (before === after) return true;
  const { conflict: _1, ...a } = before;
  const { conflict: _2, ...b } = after;
  const keys = Object.keys({ ...a, ...b }) as (keyof typeof a)[];
  return keys.every((key) => a[key] === b[key]);
};

const snapshotsOf = (station: Station): readonly (VehicleSnapshot | undefined)[] =>
  OWNERS.map((sysid) => station.vehicle(sysid)?.snapshot());

/** What a datagram changed without right; undefined if nothing. */
const trespass = (
  before: readonly (VehicleSnapshot | undefined)[],
  station: Station,
  { bytes, sender }: { bytes: Uint8Array; sender: number },
): string | undefined => {
  for (const [index, after] of snapshotsOf(station).entries()) {
    const old = before[index];
    const sysid = OWNERS[index] ?? 0;
    if (old === undefined || after === undefined) return `vehicle ${sysid} is not known`;
    if (sameButConflict(old, after)) continue;
    if (sender !== sysid) return `vehicle ${sysid} was changed by a datagram from the port of ${sender}`;
    if (!holdsFrameOf(bytes, sysid, 1)) return `vehicle ${sysid} was changed without a good frame of it`;
  }
  return undefined;
};

const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

const checkStats = ({ station, counts }: World): void => {
  const stats = station.stats();
  const [link] = stats.links;
  if (link === undefined) return expect.fail('the link is gone');
  expect(link).toMatchObject({
    bytesIn: counts.bytes,
    datagramsIn: counts.datagrams,
    framesIn: counts.frames,
    limited: 0,
    remotes: OWNERS.length + STRANGERS.length,
  });
  expect(unaccounted(counts.bytes, counts.frameBytes, link.drops)).toBeUndefined();
  expect(stats.vehicles).toBeLessThanOrEqual(256);
  expect(Object.keys(stats.routes).length).toBeLessThanOrEqual(1024);
};

/** Time passes and the known vehicles beat, now and then. */
const live = async (world: World, round: number): Promise<void> => {
  if (round % 1000 === 0) {
    beat(world);
    // What weak references hold is let go between turns of the event loop only.
    await nextTurn();
  }
  if (round % 20 !== 0) return;
  world.clock.advance(10);
  await settled();
};

/** One datagram from somewhere. True if it changed a known vehicle; a change without right fails the test. */
const attack = (world: World, rng: Rng, bytes: Uint8Array): boolean => {
  const { station } = world;
  const sender = pick(rng, chance(rng, 0.8) ? OWNERS : STRANGERS);
  const before = snapshotsOf(station);
  world.deliver(bytes, portOf(sender));
  const fault = trespass(before, station, { bytes, sender });
  if (fault !== undefined) expect.fail(`datagram ${world.counts.datagrams}: ${fault}`);
  return snapshotsOf(station).some((snapshot, index) => snapshot !== before[index]);
};

it(
  `hears ${FRAMES / 2} mutated frames: only a good frame from its own place changes a vehicle`,
  async () => {
    const rng = seededRng(SEED + 1);
    const world = await startWorld();
    let pool: Uint8Array[] = [];
    let heapBefore: number | undefined;
    let changed = 0;
    for (let done = 0, round = 0; done < FRAMES / 2; round++) {
      if (round % POOL_USES === 0) pool = poolOf(rng);
      await live(world, round);
      if (heapBefore === undefined && done > FRAMES / 10) heapBefore = await heapUsed();
      const { bytes, mutants } = anyDatagram(rng, pool);
      done += mutants;
      if (attack(world, rng, bytes)) changed++;
    }
    expect(world.errors).toEqual([]);
    // What is good and has no news changes nothing; some hundred datagrams in a hundred thousand have.
    expect(changed).toBeGreaterThan(FRAMES / 1000);
    checkStats(world);
    expect((await heapUsed()) - (heapBefore ?? 0)).toBeLessThan(HEAP_GROWTH);
    await world.station.close();
    await settled();
    expect(world.clock.pending()).toBe(0);
  },
  TIMEOUT_MS,
);

it('routes, shadows, refuses or counts every frame, however many ids are claimed', async () => {
  const rng = seededRng(SEED + 2);
  const clock = fakeClock();
  const udp = fakeNet();
  const self = { sysid: 255, compid: 190 };
  const router = createRouter({ clock, net: udp.net, log: () => {}, self });
  await router.addLink({ name: 'fuzz', local: LOCAL });
  let delivered = 0;
  router.onMessage(() => delivered++);
  for (let sent = 0; sent < 5000; sent++) {
    const header = { sysid: below(rng, 256), compid: below(rng, 256), seq: 0 };
    udp.socket(LOCAL)?.deliver(anyFrame(rng, header), portOf(pick(rng, STRANGERS)));
    clock.advance(2);
  }
  const { links, shadowed, impostors, unrouted } = router.stats();
  expect(Math.min(delivered, shadowed, impostors, unrouted)).toBeGreaterThan(0);
  expect(delivered + shadowed + impostors + unrouted).toBe(links[0]?.framesIn);
  await router.close();
});
