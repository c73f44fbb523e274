import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import { signIn } from '../../server/demo/client.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { keepBusy, signInPeople, type Acknowledged, type People } from '../support/busy-day.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { runServer } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tappedFleet } from './kill-fleet.ts';
import { checkRecord } from './kill-record.ts';

/** `LIFELINE_KILLS` sets another count, `LIFELINE_SEED` another first seed. */
const KILLS = Number(process.env['LIFELINE_KILLS'] ?? 20);
const SEED = Number(process.env['LIFELINE_SEED'] ?? 20_240_415);
/** A file with a line for each day that is done: with the same file only the others are run. */
const DONE_FILE = process.env['LIFELINE_KILLS_DONE'];
/** Kills of one day, that is of one record and one fleet: more, and its stock is used up. */
const KILLS_A_DAY = 20;
/** A leg of 17 minutes then takes about 40 s, so that flights live through several kills. */
const DRONE_SPEED = 25;
/** A day of 20 kills takes 100 s alone on the machine, many times as long on a busy one. */
const DAY_LIMIT_MS = 1_800_000;
const START_LIMIT_MS = 120_000;

/** A service is killed so long after an event, milliseconds. */
const MOMENTS = {
  /** Of its start, which is over after about a second: migrations, demo data, adoption. */
  start: [100, 1500],
  /** Of its readiness: shorter and longer than a launch. */
  ready: [50, 3000],
  /** Of an arming frame on the wire, before and after its outcome is recorded. */
  armed: [0, 400],
  /** Of the moment from which a drone is in the air. */
  aloft: [0, 3000],
} as const;
type Moment = keyof typeof MOMENTS;
/** Of ten kills. */
const MIXTURE: readonly Moment[] = [
  'aloft',
  'ready',
  'start',
  'ready',
  'armed',
  'aloft',
  'ready',
  'start',
  'armed',
  'ready',
];
/** The event is waited for so long, milliseconds: the people of that life may have nothing to launch. */
const EVENT_MS = { armed: 9000, aloft: 20_000 } as const;
const LOOK_EVERY_MS = 50;

type Day = {
  readonly seed: number;
  readonly kills: number;
  readonly acknowledged: number;
  readonly intents: number;
  readonly armingFrames: number;
  readonly mostPerIntent: number;
  readonly flights: number;
  readonly killsAloft: number;
  readonly readoptions: number;
  readonly broken: readonly string[];
};

const freeUdpPort = async (): Promise<number> => {
  const socket = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
  await socket.close();
  return socket.local.port;
};

const freeTcpPort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

const startDay = async (seed: number) => {
  const udp = await freeUdpPort();
  const fleet = await tappedFleet(
    [
      '--embedded 3 --sysid-base 11 --spacing-m 15 --home 118.7813,32.0877,39',
      '--pad 118.63203,32.05166,12 --pad 118.629,32.068,12 --crew-swap-s 30',
      `--to 127.0.0.1:${udp} --speed ${DRONE_SPEED} --seed ${seed % 1000}`,
    ].flatMap((words) => words.split(' ')),
  );
  onTestFinished(() => fleet.close());
  const folder = tempFolder();
  const port = String(await freeTcpPort());
  const link = `embedded=127.0.0.1:${udp}`;
  return {
    fleet,
    folder,
    url: `http://127.0.0.1:${port}`,
    serve: () => runServer(['--data', folder, '--port', port, '--no-embedded', '--link', link]),
  };
};

const anyAloft = async (aloft: () => number): Promise<void> => {
  const until = performance.now() + EVENT_MS.aloft;
  while (aloft() === 0 && performance.now() < until) await pause(LOOK_EVERY_MS);
};

/** People order, pack and launch over many lives of the service; gives what the last of them shows. */
const killFor = async (seed: number, kills: number): Promise<Day> => {
  const random = seededRng(seed);
  const between = ([least, most]: readonly [number, number]): number =>
    least + random.unit() * (most - least);
  const { fleet, folder, url, serve } = await startDay(seed);
  const acknowledged: Acknowledged[] = [];
  let people: People | undefined;
  let requests = 0;
  let readoptions = 0;
  let killsAloft = 0;

  const work = async (kill: number, isAlive: () => boolean): Promise<void> => {
    people ??= await signInPeople(url);
    const day = keepBusy(people);
    while (isAlive()) {
      requests += 1;
      acknowledged.push(await day.order(`K${kill}-${requests}`));
      await day.round();
    }
  };

  for (let kill = 0; kill < kills; kill++) {
    const moment = MIXTURE[kill % MIXTURE.length] ?? 'ready';
    const server = serve();
    let alive = true;
    let working = Promise.resolve();
    if (moment !== 'start') {
      await server.line(/Lifeline is ready/, START_LIMIT_MS);
      // Whatever the people see of the kill is an error to them, and nothing else.
      working = work(kill, () => alive).catch(() => undefined);
    }
    if (moment === 'armed') await fleet.nextArming(EVENT_MS.armed);
    if (moment === 'aloft') await anyAloft(fleet.aloft);
    await pause(between(MOMENTS[moment]));
    if (fleet.aloft() > 0) killsAloft += 1;
    alive = false;
    server.child.kill('SIGKILL');
    await server.ended;
    await working;
    readoptions += server.output().match(/^Flight F-/gm)?.length ?? 0;
    // The very first kill may come before there is a record.
    if (people === undefined) continue;
    const { broken } = checkRecord(folder, acknowledged, fleet.frames);
    expect(broken, `seed ${seed}, after kill ${kill} (${moment})`).toEqual([]);
  }

  await serve().line(/Lifeline is ready/, START_LIMIT_MS);
  const ops = await signIn(url, 'ops', DEMO_PASSWORD);
  expect((await ops.call(contract.system.audit)).ok).toBe(true);
  for (const { id, requestNo, units } of acknowledged) {
    const order = await ops.call(contract.orders.get, { params: { id } });
    expect([order.requestNo, order.lines.map((line) => line.units)]).toEqual([requestNo, [units]]);
  }
  const { total } = await ops.call(contract.flights.list, { query: { view: 'all' } });
  return {
    seed,
    kills,
    acknowledged: acknowledged.length,
    armingFrames: fleet.frames.length,
    flights: total,
    killsAloft,
    readoptions,
    ...checkRecord(folder, acknowledged, fleet.frames),
  };
};

const doneBefore = (): Day[] =>
  DONE_FILE === undefined || !existsSync(DONE_FILE)
    ? []
    : readFileSync(DONE_FILE, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Day);

const days = doneBefore();
const SEEDS = Array.from({ length: Math.ceil(KILLS / KILLS_A_DAY) }, (_, day) => SEED + day);

afterAll(() => {
  const sum = (of: (day: Day) => number): number => days.reduce((total, day) => total + of(day), 0);
  console.log(
    [
      `${sum(({ kills }) => kills)} kills, ${sum(({ killsAloft }) => killsAloft)} of them with drones in the air`,
      `${sum(({ acknowledged }) => acknowledged)} orders acknowledged, ${sum(({ flights }) => flights)} flights`,
      `${sum(({ intents }) => intents)} arming intents, ${sum(({ armingFrames }) => armingFrames)} arming frames`,
      `at most ${Math.max(...days.map(({ mostPerIntent }) => mostPerIntent))} per intent`,
      `${sum(({ readoptions }) => readoptions)} re-adoptions, ${sum(({ broken }) => broken.length)} rules broken`,
    ].join('; '),
  );
});

describe('kill -9', () => {
  it.each(SEEDS.filter((seed) => !days.some((day) => day.seed === seed)))(
    '[INV-D1] [INV-D3] [INV-D7] [INV-S2] loses no acknowledged order, reserves nothing twice, arms once per intent (seed %i)',
    { timeout: DAY_LIMIT_MS },
    async (seed) => {
      const day = await killFor(seed, Math.min(KILLS, KILLS_A_DAY));
      console.log(JSON.stringify(day));
      expect(day.broken).toEqual([]);
      expect(day.acknowledged).toBeGreaterThan(day.kills / 2);
      expect(day.armingFrames, 'drones were armed').toBeGreaterThan(0);
      expect(day.killsAloft, 'drones were in the air at a kill').toBeGreaterThan(0);
      expect(day.readoptions, 'flights are spoken of at the next start').toBeGreaterThan(0);
      days.push(day);
      if (DONE_FILE !== undefined) appendFileSync(DONE_FILE, `${JSON.stringify(day)}\n`);
    },
  );
});
