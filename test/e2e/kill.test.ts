import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import { signIn } from '../../server/demo/client.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { verifyChain } from '../../server/store/audit-chain.ts';
import type { EventRow } from '../../server/store/schema.ts';
import { openDatabase } from '../../server/store/sqlite-driver.ts';
import { busyDay, type Acknowledged } from '../support/busy-day.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { runServer, runSitl } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** `LIFELINE_KILLS` sets another count, `LIFELINE_SEED` another seed. */
const KILLS = Number(process.env['LIFELINE_KILLS'] ?? 30);
const SEED = Number(process.env['LIFELINE_SEED'] ?? 20_240_415);
/** A service lives for so long before it is killed, milliseconds: shorter and longer than a launch. */
const LIFE_MS = [150, 5000] as const;
/** Every fifth one lives long enough for drones to be on their way. */
const LONG_LIFE_MS = [10_000, 14_000] as const;
/** A leg of 17 minutes then takes about 25 s, so that flights live through several kills. */
const DRONE_SPEED = 40;

const freeUdpPort = async (): Promise<number> => {
  const socket = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
  await socket.close();
  return socket.local.port;
};

it(
  `[INV-D1] [INV-D7] ${KILLS} kill -9 at random moments lose no acknowledged order and break no chain`,
  { timeout: KILLS * 20_000 },
  async () => {
    console.log(`seed ${SEED}`);
    const random = seededRng(SEED);
    const folder = tempFolder();
    const udp = await freeUdpPort();
    const drones = runSitl(
      [
        '--embedded 3 --sysid-base 11 --spacing-m 15 --home 118.7813,32.0877,39',
        '--pad 118.63203,32.05166,12 --pad 118.629,32.068,12 --crew-swap-s 30',
        `--to 127.0.0.1:${udp} --speed ${DRONE_SPEED}`,
      ].flatMap((words) => words.split(' ')),
    );
    await drones.line(/sitl: system 11/);
    const acknowledged: Acknowledged[] = [];
    const adopted: string[] = [];
    let requests = 0;

    for (let kill = 0; kill < KILLS; kill++) {
      const server = runServer([
        '--data',
        folder,
        '--port',
        '0',
        '--no-embedded',
        '--link',
        `embedded=127.0.0.1:${udp}`,
      ]);
      const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/);
      const [shortest, longest] = kill % 5 === 0 ? LONG_LIFE_MS : LIFE_MS;
      const lifeMs = shortest + random.unit() * (longest - shortest);
      let alive = true;
      const work = async (): Promise<void> => {
        const day = await busyDay(url);
        while (alive) {
          requests += 1;
          acknowledged.push(await day.order(`K${kill}-${requests}`));
          await day.round();
        }
      };
      // Whatever the people see of the kill is an error to them, and nothing else.
      const working = work().catch(() => undefined);
      await pause(lifeMs);
      alive = false;
      server.child.kill('SIGKILL');
      await server.ended;
      await working;
      adopted.push(...(server.output().match(/^Flight F-.*$/gm) ?? []));

      const database = openDatabase(join(folder, 'lifeline.db'), { readOnly: true });
      const chain = verifyChain(
        database.prepare('SELECT * FROM events ORDER BY seq').iterate() as Iterable<EventRow>,
      );
      expect(chain.firstBadSeq, `audit chain after kill ${kill}`).toBeUndefined();
      const stored = new Set(
        database
          .prepare('SELECT id FROM orders')
          .all()
          .map((row) => row['id']),
      );
      expect(
        acknowledged.filter(({ id }) => !stored.has(id)),
        `orders lost by kill ${kill}`,
      ).toEqual([]);
      const doubles = database
        .prepare('SELECT flight_id FROM launch_intents GROUP BY flight_id HAVING COUNT(*) > 1')
        .all();
      expect(doubles).toEqual([]);
      database.close();
    }

    const server = runServer([
      '--data',
      folder,
      '--port',
      '0',
      '--no-embedded',
      '--link',
      `embedded=127.0.0.1:${udp}`,
    ]);
    const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/);
    const ops = await signIn(url, 'ops', DEMO_PASSWORD);
    expect((await ops.call(contract.system.audit)).ok).toBe(true);
    for (const { id, requestNo, units } of acknowledged) {
      const order = await ops.call(contract.orders.get, { params: { id } });
      expect([order.requestNo, order.lines.map((line) => line.units)]).toEqual([requestNo, [units]]);
    }
    const { total } = await ops.call(contract.flights.list, { query: { view: 'all' } });
    console.log(
      `${acknowledged.length} orders acknowledged, ${total} flights, ${adopted.length} re-adoptions:\n${adopted.join('\n')}`,
    );
    expect(acknowledged.length).toBeGreaterThan(KILLS / 2);
    const aloft = adopted.filter((sentence) => sentence.includes('flies'));
    expect(aloft.length, 'flights in the air at a kill are spoken of at the next start').toBeGreaterThan(0);
  },
);
