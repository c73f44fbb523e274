import { describe, expect, it } from 'vitest';
import {
  addStock,
  codeOf,
  draft,
  HOUR,
  insertFlight,
  openWorld,
  packedOrder,
  PEOPLE,
  reservedOrder,
  START,
  value,
} from './world.ts';

const states = async (world: Awaited<ReturnType<typeof openWorld>>): Promise<string[]> =>
  (await world.store.read.selectFrom('units').select('state').orderBy('din').execute()).map(
    (row) => row.state,
  );

describe('orders service', () => {
  it('numbers an order, promises a time and shows the whole of it', async () => {
    const world = await openWorld();
    const order = value(await world.orders.create(world.by('nurse'), draft({ urgency: 'MTP' })));
    expect(order).toMatchObject({
      number: 'P-0001',
      siteId: 'pkph',
      state: 'SUBMITTED',
      dueAt: START + HOUR / 2,
      boxes: [],
      flight: null,
      lines: [{ component: 'RBC', units: 2, reserved: [] }],
    });
    expect(value(await world.orders.get(PEOPLE.nurse, order.id))).toEqual(order);
  });

  it.each([
    ['an invalid draft', draft({ neededBy: START - 1 }), 'orders.invalid'],
    ['a note with a name', draft({ note: '患者李强' }), 'orders.note_looks_personal'],
    ['a confirmed note', draft({ note: '患者李强', noteConfirmed: true }), 'ok'],
  ])('%s', async (_, body, code) => {
    const world = await openWorld();
    expect(codeOf(await world.orders.create(world.by('nurse'), body))).toBe(code);
  });

  it('[INV-D10] keeps note and telephone out of the log', async () => {
    const world = await openWorld();
    value(await world.orders.create(world.by('nurse'), draft({ note: 'lift 4', wardPhone: '88885555' })));
    const log = JSON.stringify(await world.store.events({}));
    expect(log).not.toContain('lift 4');
    expect(log).not.toContain('88885555');
  });

  it('takes the same request number within a day for a second tap', async () => {
    const world = await openWorld();
    const first = value(await world.orders.create(world.by('nurse'), draft()));
    const again = await world.orders.create(world.by('doctor'), draft());
    expect(again).toMatchObject({
      ok: false,
      error: { code: 'orders.duplicate_request', details: { orderId: first.id, number: 'P-0001' } },
    });
    expect(codeOf(await world.orders.create(world.by('other'), draft()))).toBe('ok');
    expect(codeOf(await world.orders.create(world.by('nurse'), draft({ requestNo: 'A-2' })))).toBe('ok');
    value(await world.orders.cancel(world.by('nurse'), first.id, 'wrong group'));
    expect(codeOf(await world.orders.create(world.by('nurse'), draft()))).toBe('ok');
  });

  it('[INV-D8] another hospital is told that there is no such order, whatever it tries', async () => {
    const world = await openWorld();
    const { id } = value(await world.orders.create(world.by('nurse'), draft()));
    const before = world.store.head();
    const other = world.by('other');
    const codes = await Promise.all([
      world.orders.get(PEOPLE.other, id),
      world.orders.timeline(PEOPLE.other, id),
      world.orders.cancel(other, id, 'mine now'),
      world.packing.pick(other, id, 'G123426000001'),
      world.custody.receive(other, id, { boxes: [], units: [], note: '' }),
      world.custody.cosign(other, id, {}, '127.0.0.1'),
      world.custody.cosign(other, id, { second: { login: 'doctor', password: 'right' } }, '127.0.0.1'),
    ]);
    expect(codes.map(codeOf)).toEqual(Array.from({ length: codes.length }, () => 'orders.not_found'));
    const list = value(
      await world.orders.list(PEOPLE.other, { view: 'all', siteId: 'pkph', limit: 10, offset: 0 }),
    );
    expect(list).toEqual({ orders: [], total: 0 });
    expect(world.store.head()).toBe(before);
  });

  it('shows a hospital the roles of staff and the names of its own people only', async () => {
    const world = await openWorld();
    await addStock(world, 2);
    const id = await packedOrder(world);
    const own = value(await world.orders.get(PEOPLE.nurse, id));
    expect(own.boxes[0]?.packedBy).toMatchObject({ personId: 'issuer', name: 'issuer' });
    expect(value(await world.orders.get(PEOPLE.dispatcher, id)).boxes[0]?.packedBy.name).toBe(
      'Name of issuer',
    );
    const timeline = value(await world.orders.timeline(PEOPLE.nurse, id));
    expect(timeline.entries.map((entry) => `${entry.type} ${entry.by}`)).toEqual([
      'order.submitted Name of nurse',
      'order.accepted issuer',
      'order.reserved issuer',
      'order.unit_picked issuer',
      'order.unit_checked issuer',
      'order.unit_picked issuer',
      'order.unit_checked issuer',
      'order.box_packed issuer',
      'order.packed issuer',
    ]);
    expect(JSON.stringify(timeline)).not.toContain('Name of issuer');
  });

  it('the timeline rebuilds the state', async () => {
    const world = await openWorld();
    await addStock(world, 2);
    const id = await packedOrder(world);
    value(await world.orders.byRoad(world.by('dispatcher'), id, 'storm'));
    const { entries } = value(await world.orders.timeline(PEOPLE.nurse, id));
    const steps = entries.filter((entry) => entry.data['from'] !== undefined);
    expect(steps.map((entry) => `${String(entry.data['from'])}→${String(entry.data['state'])}`)).toEqual([
      'SUBMITTED→ACCEPTED',
      'ACCEPTED→RESERVED',
      'RESERVED→PACKED',
      'PACKED→BY_ROAD',
    ]);
    expect(steps.at(-1)?.data['reason']).toBe('storm');
  });

  it('a shortage holds nothing back and is mended by more stock', async () => {
    const world = await openWorld();
    await addStock(world, 1);
    const { id } = value(await world.orders.create(world.by('nurse'), draft()));
    const short = value(await world.orders.accept(world.by('issuer'), id));
    expect(short.order.state).toBe('ACCEPTED');
    expect(short.issues).toMatchObject([{ id: 'stock.shortage', params: { missing: 1, units: 2 } }]);
    expect(await states(world)).toEqual(['AVAILABLE']);
    await addStock(world, 1, {}, 2);
    expect(value(await world.orders.accept(world.by('issuer'), id))).toMatchObject({
      order: { state: 'RESERVED' },
      issues: [],
    });
    expect(codeOf(await world.orders.accept(world.by('issuer'), id))).toBe('orders.wrong_state');
  });

  it('a cancelled order gives its units back: untouched ones to stock, packed ones to be looked at', async () => {
    const world = await openWorld();
    const dins = await addStock(world, 2);
    const first = await reservedOrder(world);
    value(await world.orders.cancel(world.by('nurse'), first, 'not needed'));
    expect(await states(world)).toEqual(['AVAILABLE', 'AVAILABLE']);
    const second = await packedOrder(world, { requestNo: 'A-2' });
    value(await world.orders.cancel(world.by('dispatcher'), second, 'not needed'));
    expect(await states(world)).toEqual(['RETURNED', 'RETURNED']);
    expect(value(await world.orders.get(PEOPLE.nurse, second))).toMatchObject({
      state: 'CANCELLED',
      boxes: [],
    });
    await addStock(world, 2);
    expect(await states(world)).toEqual(['AVAILABLE', 'AVAILABLE']);
    expect(dins).toHaveLength(2);
  });

  it('is not cancelled under a flight that was launched, nor over one that cannot be given up', async () => {
    const world = await openWorld();
    await addStock(world, 2);
    const id = await packedOrder(world);
    await insertFlight(world, id);
    expect(codeOf(await world.orders.cancel(world.by('nurse'), id, 'not needed'))).toBe('flights.open');
    await world.store.transact(world.by('dispatcher'), (tx) =>
      tx.db.updateTable('flights').set({ launched_at: tx.now }).execute(),
    );
    expect(codeOf(await world.orders.cancel(world.by('nurse'), id, 'not needed'))).toBe('orders.launched');
    expect(value(await world.orders.get(PEOPLE.nurse, id)).flight).toMatchObject({ vehicleName: 'LL-01' });
  });

  it('tells how long its drone flies, for the usual and for the slow flight, until it has landed', async () => {
    const world = await openWorld();
    await addStock(world, 2);
    const id = await packedOrder(world);
    await insertFlight(world, id);
    const plannedIs = async () => value(await world.orders.get(PEOPLE.nurse, id)).flight?.planned;
    const change = (part: { plan_json: string } | { landed_at: number }) =>
      world.store.transact(world.by('dispatcher'), (tx) => tx.db.updateTable('flights').set(part).execute());
    expect(await plannedIs()).toBeNull();
    await change({ plan_json: JSON.stringify({ plan: { eta: { p50S: 961.5, p95S: 1041 } } }) });
    expect(await plannedIs()).toEqual({ p50S: 961.5, p95S: 1041 });
    await change({ landed_at: 1 });
    expect(await plannedIs()).toBeNull();
  });

  it('lists newest first, finds by number, request and DIN, and takes wildcards literally', async () => {
    const world = await openWorld();
    const [din] = await addStock(world, 2);
    await reservedOrder(world);
    world.pass(1000);
    value(await world.orders.create(world.by('other'), draft({ requestNo: 'B-77' })));
    const find = async (q?: string): Promise<string[]> => {
      const query = { view: 'open' as const, limit: 10, offset: 0, q };
      return value(await world.orders.list(PEOPLE.dispatcher, query)).orders.map((order) => order.number);
    };
    expect(await find()).toEqual(['P-0002', 'P-0001']);
    expect(await find('b-77')).toEqual(['P-0002']);
    expect(await find('0001')).toEqual(['P-0001']);
    expect(await find(din)).toEqual(['P-0001']);
    expect(await find('%')).toEqual([]);
    expect(await find('_')).toEqual([]);
  });
});
