import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { LiveEvent } from '../../server/api/contract/live.ts';
import type { Client } from '../../server/demo/client.ts';
import { startApp, type TestApp } from '../support/app.ts';

const TOLD_WITHIN_MS = 5000;

let service: TestApp;
beforeAll(async () => {
  service = await startApp();
});
afterAll(async () => {
  await service.app.stop();
});

const controlOf = async (client: Client) => {
  const { vehicles } = await client.call(contract.control.list);
  const [first] = vehicles;
  if (first === undefined) throw new Error('expected a drone');
  return first;
};

/** What comes over that console's socket; resolves with the first fact that fits. */
const listening = (client: Client) => {
  const heard: LiveEvent[] = [];
  const waiting = new Set<() => void>();
  const socket = client.watch({
    events: (events) => {
      heard.push(...events);
      for (const look of waiting) look();
    },
    frame: () => undefined,
  });
  const next = (type: string, by: string): Promise<LiveEvent> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no ${type} by ${by}`)), TOLD_WITHIN_MS);
      const look = (): void => {
        const found = heard.find((event) => event.type === type && event.data['by'] === by);
        if (found === undefined) return;
        clearTimeout(late);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { next, close: () => socket.close() };
};

describe('two consoles with real sockets', () => {
  test('a take-over is told to the other console, and only the new one may go on', async () => {
    const [one, two] = [await service.as('dispatcher1'), await service.as('dispatcher1')];
    const { id } = { id: (await controlOf(one)).vehicleId };
    const take = (client: Client, epoch: number) =>
      client.call(contract.control.take, { params: { id }, body: { epoch } });
    const socket = listening(one);
    const mine = await take(one, (await controlOf(one)).epoch);
    expect(mine).toMatchObject({ mine: true });
    const name = mine.owner?.name ?? '';
    await socket.next('vehicle.control_taken', name);
    const shown = await controlOf(two);
    expect(shown).toMatchObject({ mine: false, owner: { name } });
    const safety = await service.as('safety');
    const taken = await take(safety, shown.epoch);
    const told = await socket.next('vehicle.control_taken', taken.owner?.name ?? '');
    expect(told.data).toMatchObject({ from: name, by: taken.owner?.name });
    expect(await controlOf(one)).toMatchObject({ mine: false, owner: { name: taken.owner?.name } });
    await expect(take(two, shown.epoch)).rejects.toThrow('control.held');
    socket.close();
  });

  test('who logs out gives the drone back', async () => {
    const leaver = await service.as('dispatcher1');
    const { vehicleId, epoch } = await controlOf(leaver);
    await leaver.call(contract.control.take, { params: { id: vehicleId }, body: { epoch } });
    await leaver.call(contract.accounts.logOut);
    expect((await controlOf(await service.as('safety'))).owner).toBeNull();
  });

  test('a hospital neither sees nor takes the control of a drone', async () => {
    const hospital = await service.as('pkph1');
    await expect(hospital.call(contract.control.list)).rejects.toThrow('forbidden');
  });
});
