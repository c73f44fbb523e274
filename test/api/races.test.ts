import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import type { Client } from '../../server/demo/client.ts';
import { packOrder, type People } from '../../server/demo/delivery.ts';
import { startApp, type TestApp } from '../support/app.ts';

let service: TestApp;
let people: People;
let other: Client;

beforeEach(async () => {
  service = await startApp();
  other = await service.as('pktcm1');
  people = {
    nurse: await service.as('pkph1'),
    issuer: await service.as('issuer1'),
    dispatcher: await service.as('dispatcher1'),
    secondOfHospital: 'pkph2',
    secondIssuer: 'issuer2',
  };
});

afterEach(() => service.app.stop());

let requests = 0;
const order = (who: Client, units: number): Promise<Order> => {
  requests += 1;
  return who.call(contract.orders.create, {
    body: {
      urgency: 'EMERGENCY',
      neededBy: Date.now() + 3_600_000,
      requestNo: `RACE-${requests}`,
      wardPhone: '8001',
      lines: [{ component: 'RBC', abo: 'O', rhd: 'POS', units }],
    },
  });
};

const outcome = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) =>
      /[a-z]+\.[a-z_]+(?=:)/.exec(String(error).replace(/^Refused: \S+ as \S+ /, ''))?.[0] ?? String(error),
  );

/** Each unit that is not free stands for one line of one order that is not over (INV-D3). */
const checkUnits = async (): Promise<void> => {
  const { units } = await people.issuer.call(contract.stock.list, { query: { limit: 500 } });
  const { orders } = await people.issuer.call(contract.orders.list, { query: { view: 'all' } });
  const held = orders.flatMap(({ id, lines }) =>
    lines.flatMap(({ reserved }) => reserved.map(({ din }) => [din, id])),
  );
  expect(new Set(held.map(([din]) => din)).size).toBe(held.length);
  for (const unit of units) {
    const holder = held.find(([din]) => din === unit.din)?.[1] ?? null;
    expect([unit.din, unit.orderId]).toEqual([unit.din, holder]);
    if (unit.state === 'AVAILABLE' || unit.state === 'RETURNED') expect(unit.orderId).toBeNull();
  }
  for (const { state, lines } of orders)
    if (state === 'CANCELLED' || state === 'REJECTED')
      expect(lines.every(({ reserved }) => reserved.length === 0)).toBe(true);
};

describe('races of desks over HTTP on the real database', () => {
  it('[INV-D3] the last units go to one order; the other one gets a shortage and holds nothing', async () => {
    const { rows } = await people.issuer.call(contract.stock.summary);
    const free =
      rows.find(({ component, abo, rhd }) => component === 'RBC' && abo === 'O' && rhd === 'POS')
        ?.available ?? 0;
    expect(free).toBeGreaterThan(1);
    const wanted = await Promise.all([order(people.nurse, free), order(other, free)]);
    const accepted = await Promise.all(
      wanted.flatMap(({ id }) => [people.issuer.call(contract.orders.accept, { params: { id } })]),
    );
    expect(accepted.map((each) => each.order.state).toSorted()).toEqual(['ACCEPTED', 'RESERVED']);
    expect(accepted.map(({ issues }) => `${issues.length}`).toSorted()).toEqual(['0', '1']);
    await checkUnits();
  });

  it('[INV-D5] cancelling and accepting at once leaves a cancelled order without units', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await order(people.nurse, 1);
      const cancel = () =>
        outcome(
          people.nurse.call(contract.orders.cancel, { params: { id }, body: { reason: 'not needed' } }),
        );
      const accept = () => outcome(people.issuer.call(contract.orders.accept, { params: { id } }));
      const outcomes = await Promise.all(round % 2 === 0 ? [cancel(), accept()] : [accept(), cancel()]);
      expect(outcomes).toContain('done');
      expect((await people.nurse.call(contract.orders.get, { params: { id } })).state).toBe('CANCELLED');
    }
    await checkUnits();
  });

  it('[INV-D5] packing and cancelling at once: either the box is closed and taken back, or never closed', async () => {
    const { id } = await order(people.nurse, 2);
    const [packed, cancelled] = await Promise.all([
      outcome(packOrder(people, id, () => undefined)),
      outcome(people.nurse.call(contract.orders.cancel, { params: { id }, body: { reason: 'not needed' } })),
    ]);
    expect(cancelled).toBe('done');
    expect(packed).not.toBe('done');
    await checkUnits();
  });

  it('[INV-D3] two desks that pick, check and pack the same order do each step once', async () => {
    const { id } = await order(people.nurse, 2);
    const params = { id };
    const second = await service.as('issuer2');
    const accepted = await Promise.all(
      [people.issuer, second].map((desk) => outcome(desk.call(contract.orders.accept, { params }))),
    );
    expect(accepted.toSorted()).toEqual(['done', 'orders.wrong_state']);
    const { lines } = await people.issuer.call(contract.orders.get, { params });
    const scans = lines.flatMap(({ reserved }) => reserved.map(({ din }) => `=${din}00`));
    for (const scan of scans) {
      const picked = await Promise.all(
        [people.issuer, people.issuer].map((desk) =>
          outcome(desk.call(contract.orders.pick, { params, body: { scan } })),
        ),
      );
      expect(picked.toSorted()).toEqual(['done', 'stock.already_picked']);
      const checked = await Promise.all(
        [second, second].map((desk) => outcome(desk.call(contract.orders.check, { params, body: { scan } }))),
      );
      expect(checked.toSorted()).toEqual(['done', 'stock.not_picked']);
    }
    const boxes = await Promise.all(
      ['BX-A', 'BX-B'].map((boxNo) =>
        outcome(
          people.issuer.call(contract.orders.pack, {
            params,
            body: { boxNo, sealNo: `S-${boxNo}`, temperatureClass: 'COLD' },
          }),
        ),
      ),
    );
    expect(boxes.toSorted()).toEqual(['done', 'orders.wrong_state']);
    await checkUnits();
  });

  it('two administrators who rename drones alike, or open one link twice, do not break the service', async () => {
    const admin = await service.as('admin');
    const renamed = await Promise.all(
      ['drone-1', 'drone-2'].map((id) =>
        outcome(admin.call(contract.fleet.changeVehicle, { params: { id }, body: { name: 'LX-77' } })),
      ),
    );
    expect(renamed.toSorted()).toEqual(['done', 'fleet.vehicle_exists']);
    const opened = await Promise.all(
      [0, 0].map((port) =>
        outcome(admin.call(contract.fleet.addLink, { body: { name: 'radio', host: '127.0.0.1', port } })),
      ),
    );
    expect(opened.toSorted()).toEqual(['done', 'fleet.link_exists']);
  });
});
