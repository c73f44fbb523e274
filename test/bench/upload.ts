import { isDeepStrictEqual } from 'node:util';
import { minimal } from 'mavlink-mappings';
import type { Net, Rng, UdpAddress } from '../../server/core/ports.ts';
import type { Result } from '../../server/core/result.ts';
import { encodeFields } from '../../server/mavlink/codec.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import type { WireItem } from '../../server/mavlink/mission-wire.ts';
import { createStation } from '../../server/mavlink/station.ts';
import type { Vehicle } from '../../server/mavlink/vehicle.ts';
import { lossyPipe, PERFECT, type LinkQuality } from '../../sitl/lossy-link.ts';
import { createVehicle } from '../../sitl/vehicle.ts';
import { fakeClock, type FakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import type { Say } from './main.ts';

const SEED = 20_260_301;
const SYSID = 7;
const HOME = { at: [118.7813, 32.0877], altAmslM: 30 } as const;
const VEHICLE_AT: UdpAddress = { host: '127.0.0.1', port: 2 };
const VEHICLE_TICK_MS = 25;
/** Longer than PX4 keeps a transfer open, so that the read-back finds none. */
const QUIET_MS = 6000;
/** Four attempts of 60 items never take that long; an upload that does hangs. */
const MOST_MS = 3_600_000;

/** A mobile network: 30 to 50 ms each way; one in twenty comes twice, one in twenty is overtaken by the next ones. */
const RADIO = { duplicate: 0.05, reorder: 0.05, reorderMs: 120, delayMs: 30, jitterMs: 20 } as const;
/** Gilbert's two states in time: both directions lose everything in the bad one, as behind a building. */
const FADE_MS = 500;

type Kind = 'random' | 'bursty';
type Condition = { readonly items: number; readonly loss: number; readonly kind: Kind };
type Upload = { readonly ok: boolean; readonly wrong: boolean; readonly tookS: number };

const UPLOADS = 2000;
const CONDITIONS: readonly Condition[] = [12, 60].flatMap((items) => [
  ...[0, 0.05, 0.2, 0.3].map((loss) => ({ items, loss, kind: 'random' as const })),
  { items, loss: 0.2, kind: 'bursty' as const },
]);

/** One station and one embedded vehicle on a lossy link of two directions, all in memory on one virtual clock. */
const createBed = async (seed: number) => {
  const clock = fakeClock();
  const rng = seededRng(seed);
  let hear: (bytes: Uint8Array, from: UdpAddress) => void = () => undefined;
  const down = lossyPipe({ clock, rng, quality: PERFECT, deliver: (bytes) => hear(bytes, VEHICLE_AT) });
  const vehicle = createVehicle({
    sysid: SYSID,
    home: HOME,
    nowMs: clock.mono(),
    wallMs: clock.wall(),
    rng: seededRng(seed + 1),
    send: (frame) => down.send(frame),
  });
  const deliver = (bytes: Uint8Array): void => vehicle.onDatagram(bytes);
  const up = lossyPipe({ clock, rng, quality: PERFECT, deliver });
  const net: Net = {
    bindUdp: async (local) => ({
      local,
      send: (bytes) => up.send(bytes),
      onDatagram: (handler) => {
        hear = handler;
      },
      onError: () => undefined,
      close: async () => undefined,
    }),
  };
  const station = createStation({ clock, net, log: silentLog });
  await station.addLink({ name: 'bench', local: { host: '127.0.0.1', port: 1 } });
  clock.every(VEHICLE_TICK_MS, () => vehicle.tick(clock.mono()));
  hear(
    encodeFields(minimal.Heartbeat, { autopilot: 12, type: 2 }, { sysid: SYSID, compid: 1, seq: 0 }),
    VEHICLE_AT,
  );
  const client = station.vehicle(SYSID);
  if (client === undefined) throw new Error('expected the station to know the vehicle');
  // First contact and the message rates are over then.
  await clock.advanceAsync(30_000);
  const setQuality = (quality: LinkQuality): void => {
    up.setQuality(quality);
    down.setQuality(quality);
  };
  return { clock, rng, client, setQuality, close: () => station.close() };
};

type Bed = Awaited<ReturnType<typeof createBed>>;

/** Puts the condition on the link; the returned function takes it off again. */
const disturb = ({ clock, rng, setQuality }: Bed, { loss, kind }: Condition): (() => void) => {
  if (kind === 'random') {
    setQuality({ ...RADIO, drop: loss });
    return () => setQuality(PERFECT);
  }
  const goodMs = (FADE_MS * (1 - loss)) / loss;
  const enter = (bad: boolean): ReturnType<FakeClock['after']> => {
    setQuality({ ...RADIO, drop: bad ? 1 : 0 });
    const lastsMs = -Math.log(1 - rng.unit()) * (bad ? FADE_MS : goodMs);
    return clock.after(lastsMs, () => {
      timer = enter(!bad);
    });
  };
  let timer = enter(rng.unit() < loss);
  return () => {
    timer.cancel();
    setQuality(PERFECT);
  };
};

const randomPlan = (count: number, rng: Rng): WireItem[] =>
  Array.from({ length: count }, () => ({
    command: 16,
    frame: 6,
    params: [0, 2, 0, 0],
    x: 320_000_000 + Math.floor(rng.unit() * 1e6),
    y: 1_187_000_000 + Math.floor(rng.unit() * 1e6),
    z: 20 + Math.floor(rng.unit() * 100),
  }));

const settled = async <T>(clock: FakeClock, work: Promise<T>): Promise<T> => {
  let result: { readonly value: T } | undefined;
  void work.then((value) => {
    result = { value };
  });
  for (let spent = 0; result === undefined && spent < MOST_MS; spent += 10) await clock.advanceAsync(10);
  if (result === undefined) throw new Error(`expected an upload to end, it runs for ${MOST_MS} ms`);
  return result.value;
};

/** What is aboard, asked for over the undisturbed link. */
const readBack = async (clock: FakeClock, client: Vehicle): Promise<readonly WireItem[]> => {
  await clock.advanceAsync(QUIET_MS, 100);
  const back = await settled(clock, client.downloadPlan('mission'));
  if (!back.ok) throw new Error(`expected the plan aboard, got ${back.error.message}`);
  return back.value.items;
};

/** Wrong: a success whose plan is not aboard, or a failure that left neither the old nor the new plan. */
const isWrong = (
  result: Result<unknown>,
  { before, sent, after }: Readonly<Record<'before' | 'sent' | 'after', readonly WireItem[]>>,
): boolean => !isDeepStrictEqual(after, sent) && (result.ok || !isDeepStrictEqual(after, before));

const measure = async (condition: Condition, seed: number): Promise<Upload[]> => {
  const bed = await createBed(seed);
  const { clock, client, rng } = bed;
  const uploads: Upload[] = [];
  let before: readonly WireItem[] = [];
  for (let i = 0; i < UPLOADS; i++) {
    const sent = randomPlan(condition.items, rng);
    const calm = disturb(bed, condition);
    const startMs = clock.mono();
    const result = await settled(clock, client.uploadPlan('mission', sent));
    const tookS = (clock.mono() - startMs) / 1000;
    calm();
    const after = await readBack(clock, client);
    uploads.push({ ok: result.ok, wrong: isWrong(result, { before, sent, after }), tookS });
    before = after;
  }
  await bed.close();
  return uploads;
};

/** Nearest rank. */
const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;

const rowOf = (condition: Condition, uploads: readonly Upload[]) => {
  const good = uploads.filter(({ ok, wrong }) => ok && !wrong);
  const times = good.map(({ tookS }) => tookS).toSorted((a, b) => a - b);
  return {
    ...condition,
    uploads: uploads.length,
    ok: good.length,
    cleanFailures: uploads.filter(({ ok, wrong }) => !ok && !wrong).length,
    wrong: uploads.filter(({ wrong }) => wrong).length,
    p50S: percentile(times, 0.5),
    p99S: percentile(times, 0.99),
  };
};

/** Seeded uploads of random plans to the embedded vehicle; times are virtual seconds of those that succeeded. */
export const benchUpload = async (say: Say): Promise<Readonly<Record<string, unknown>>> => {
  const rows: ReturnType<typeof rowOf>[] = [];
  for (const [index, condition] of CONDITIONS.entries()) {
    const row = rowOf(condition, await measure(condition, SEED + index * 100));
    say(
      `${row.items} items, ${100 * row.loss} % ${row.kind}: ${row.ok} of ${row.uploads} stored, ${row.cleanFailures} clean failures, ${row.wrong} wrong; p50 ${row.p50S} s, p99 ${row.p99S} s`,
    );
    rows.push(row);
  }
  return { rows, seed: SEED };
};
