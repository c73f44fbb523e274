import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import { busyDay } from '../support/busy-day.ts';
import { runServer } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROUND_MS = 300;
const LAUNCH_MS = 60_000;

it(
  'Ctrl-C with a drone in the air says what it will do without us, and wants a second Ctrl-C',
  { timeout: 120_000 },
  async () => {
    const server = runServer(['--data', tempFolder(), '--port', '0']);
    const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/);
    const day = await busyDay(url);
    await day.order('STOP-1');
    const aloft = async (): Promise<boolean> => {
      const { flights } = await day.dispatcher.call(contract.flights.list, {});
      return flights.some(({ state }) => state === 'EN_ROUTE');
    };
    for (let waited = 0; !(await aloft()); waited += ROUND_MS) {
      if (waited > LAUNCH_MS) throw new Error('no drone took off');
      await day.round();
      await pause(ROUND_MS);
    }
    server.child.kill('SIGINT');
    const [sentence] = await server.line(/^.*is in the air: .*$/m);
    expect(sentence).toMatch(
      /^LX-0\d \(flight F-\d+\) is in the air: \d+ s after we stop it returns .*NAV_DLL_ACT 2, COM_DL_LOSS_T \d+ s/,
    );
    await server.line(/Press Ctrl-C again to stop all the same/);
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
  },
);
