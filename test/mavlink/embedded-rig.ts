import type { Result } from '../../server/core/result.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import { createStation } from '../../server/mavlink/station.ts';
import { lossyPipe, PERFECT, type LinkQuality } from '../../sitl/lossy-link.ts';
import { createVehicle } from '../../sitl/vehicle.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { at, fakeNet } from './support.ts';

const OURS = at(14_550);
const THEIRS = at(18_570);
const TICK_MS = 25;
const SYSID = 7;
const GREETED_MS = 5000;

export const LOSSY: LinkQuality = {
  drop: 0.2,
  duplicate: 0.05,
  reorder: 0.05,
  reorderMs: 120,
  delayMs: 40,
  jitterMs: 30,
};
export const MOBILE: LinkQuality = { ...PERFECT, delayMs: 40, jitterMs: 10 };

/** Our station and an embedded vehicle on a link of that quality, under one virtual clock. */
export const embeddedRig = async ({
  quality = MOBILE,
  seed = 1,
}: { quality?: LinkQuality; seed?: number } = {}) => {
  const clock = fakeClock();
  const net = fakeNet();
  const rng = seededRng(seed);
  const station = createStation({ clock, net: net.net, log: silentLog });
  await station.addLink({ name: 'udp', local: OURS });
  const socket = net.bind(THEIRS);
  const down = lossyPipe({ clock, rng, quality, deliver: (bytes) => socket.send(bytes, OURS) });
  const boot = () =>
    createVehicle({
      sysid: SYSID,
      home: { at: [118.7813, 32.0877], altAmslM: 30 },
      nowMs: clock.mono(),
      wallMs: clock.wall(),
      rng: seededRng(seed),
      send: (bytes) => down.send(bytes),
    });
  let embedded = boot();
  const up = lossyPipe({ clock, rng, quality, deliver: (bytes) => embedded.onDatagram(bytes) });
  const sent: Uint8Array[] = [];
  socket.onDatagram((bytes) => {
    sent.push(bytes);
    up.send(bytes);
  });
  clock.every(TICK_MS, () => embedded.tick(clock.mono()));
  clock.every(500, () => station.feed());
  const until = async (test: () => boolean, withinMs = 30_000): Promise<void> => {
    for (let spent = 0; !test(); spent += 10) {
      if (spent > withinMs) throw new Error(`not so within ${withinMs} ms of virtual time`);
      await clock.advanceAsync(10);
    }
  };
  await until(() => station.vehicle(SYSID)?.snapshot().landed?.state === 'on-ground');
  const vehicle = station.vehicle(SYSID);
  if (vehicle === undefined) throw new Error('no vehicle heard');
  // First contact asks for files too.
  await clock.advanceAsync(GREETED_MS);
  await until(() => vehicle.snapshot().queue.length === 0, 60_000);
  sent.length = 0;
  return {
    clock,
    station,
    vehicle,
    embedded: () => embedded,
    sent,
    until,
    setQuality: (next: LinkQuality): void => {
      up.setQuality(next);
      down.setQuality(next);
    },
    /** Power off and on: files stay, everything else is forgotten. */
    reboot: (): void => {
      const kept = embedded.files.paths('').map((path) => [path, embedded.files.read(path)] as const);
      embedded = boot();
      for (const [path, bytes] of kept) if (bytes !== undefined) embedded.files.put(path, bytes);
    },
    /** Runs the clock until it settles. */
    settled: async <T>(promise: Promise<Result<T>>, withinMs = 600_000): Promise<Result<T>> => {
      let result: Result<T> | undefined;
      void promise.then((value) => {
        result = value;
      });
      await until(() => result !== undefined, withinMs);
      return result as Result<T>;
    },
  };
};

/** Bytes in which every place is told apart from its neighbours and from the next block. */
export const noise = (size: number, seed = 7): Uint8Array => seededRng(seed).bytes(size);
