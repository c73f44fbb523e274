import { describe, expect, it } from 'vitest';
import { parseDin } from '../../server/blood/din.ts';
import { seedStock } from '../../server/seed/stock.ts';
import {
  addStock,
  codeOf,
  dinOf,
  draft,
  HOUR,
  openWorld,
  PEOPLE,
  reservedOrder,
  START,
  value,
  type World,
} from '../orders/world.ts';

const reservedDins = async (world: World, id: string): Promise<string[]> =>
  value(await world.orders.get(PEOPLE.issuer, id)).lines.flatMap((line) =>
    line.reserved.map((unit) => `${unit.din} ${unit.state}`),
  );

const one = [{ component: 'RBC' as const, abo: 'O' as const, rhd: 'POS' as const, units: 1 }];

const unit = (over: Partial<Parameters<World['stock']['add']>[1]> = {}) => ({
  scan: 'G123498654321H',
  component: 'RBC' as const,
  abo: 'O' as const,
  rhd: 'POS' as const,
  productCode: '',
  volumeMl: 150,
  expiresAt: START + 24 * HOUR,
  ...over,
});

describe('stock intake', () => {
  it.each([
    ['a typed number', {}, 'ok'],
    ['a scan', { scan: '=G12349865432100' }, 'ok'],
    ['a wrong check character', { scan: 'G123498654321A' }, 'blood.invalid_din_check'],
    ['no number', { scan: 'blood, red, one bag' }, 'blood.invalid_din'],
    ['what has expired', { expiresAt: START }, 'stock.unit_expired'],
    ['what expires in a year', { expiresAt: START + 365 * 24 * HOUR }, 'stock.expiry_too_far'],
  ])('%s', async (_, over, code) => {
    const world = await openWorld();
    expect(codeOf(await world.stock.add(world.by('issuer'), unit(over)))).toBe(code);
  });

  it('knows a number that is in stock already, however it is written', async () => {
    const world = await openWorld();
    value(await world.stock.add(world.by('issuer'), unit()));
    const again = await world.stock.add(world.by('issuer'), unit({ scan: '=G12349865432177' }));
    expect(codeOf(again)).toBe('stock.duplicate_din');
  });

  it('counts, lists soonest expiry first, quarantines', async () => {
    const world = await openWorld();
    await addStock(world, 2);
    await addStock(world, 1, { expiresAt: START + 5 * HOUR }, 9);
    expect(value(await world.stock.summary(world.now())).rows).toEqual([
      { component: 'RBC', abo: 'O', rhd: 'POS', available: 3, reserved: 0, expiring24h: 1 },
    ]);
    const { units } = value(await world.stock.list({ limit: 10, offset: 0 }));
    expect(units.map((row) => row.din)).toEqual([dinOf(9), dinOf(1), dinOf(2)]);
    const id = units[0]?.id ?? '';
    expect(value(await world.stock.quarantine(world.by('issuer'), id, 'leaks'))).toMatchObject({
      state: 'QUARANTINED',
      stateReason: 'leaks',
    });
    expect(codeOf(await world.stock.quarantine(world.by('issuer'), id, 'leaks'))).toBe('stock.wrong_state');
    expect(value(await world.stock.summary(world.now())).rows[0]).toMatchObject({ available: 2 });
  });

  it('what has passed its time is no longer available', async () => {
    const world = await openWorld();
    await addStock(world, 1, { expiresAt: START + HOUR });
    world.pass(HOUR);
    expect(value(await world.stock.summary(world.now())).rows[0]).toMatchObject({ available: 0 });
    expect(await world.stock.expireDue(world.by('issuer'))).toBe(1);
    expect(value(await world.stock.list({ limit: 1, offset: 0 })).units[0]?.state).toBe('EXPIRED');
  });
});

describe('reservation', () => {
  it('[INV-D3] of many orders for the last unit exactly one gets it', async () => {
    const world = await openWorld();
    await addStock(world, 1);
    const ids: string[] = [];
    for (let n = 0; n < 8; n++) {
      ids.push(
        value(await world.orders.create(world.by('nurse'), draft({ requestNo: `R-${n}`, lines: one }))).id,
      );
    }
    const accepted = await Promise.all(ids.map((id) => world.orders.accept(world.by('issuer'), id)));
    const states = accepted.map((result) => value(result).order.state);
    expect(states.filter((state) => state === 'RESERVED')).toHaveLength(1);
    expect(states.filter((state) => state === 'ACCEPTED')).toHaveLength(7);
    expect(await world.store.verifyAudit()).toMatchObject({ ok: true });
  });

  it('takes the soonest to expire of the exact group that lives two hours beyond the need', async () => {
    const world = await openWorld();
    const needed = draft().neededBy;
    await addStock(world, 1, { expiresAt: needed + 2 * HOUR - 1 }, 1);
    await addStock(world, 1, { rhd: 'NEG', expiresAt: needed + 3 * HOUR }, 2);
    await addStock(world, 1, { abo: 'A', expiresAt: needed + 3 * HOUR }, 3);
    await addStock(world, 1, { expiresAt: needed + 9 * HOUR }, 4);
    await addStock(world, 1, { expiresAt: needed + 2 * HOUR }, 6);
    await addStock(world, 1, { expiresAt: needed + 2 * HOUR }, 5);
    const id = await reservedOrder(world);
    expect(await reservedDins(world, id)).toEqual([`${dinOf(5)} RESERVED`, `${dinOf(6)} RESERVED`]);
  });
});

describe('demo stock', () => {
  it('has valid numbers, every component and is the same each time', async () => {
    const read = async (): Promise<string[]> => {
      const world = await openWorld();
      await world.store.transact(world.by('issuer'), (tx) => seedStock(tx, world.now()));
      const { units, total } = value(await world.stock.list({ limit: 500, offset: 0 }));
      expect(total).toBe(units.length);
      expect(new Set(units.map((row) => row.component)).size).toBe(7);
      for (const row of units) {
        expect(parseDin(row.din).ok).toBe(true);
        expect(row.expiresAt).toBeGreaterThan(world.now());
      }
      return units.map((row) => `${row.din} ${row.component} ${row.abo} ${row.rhd} ${row.expiresAt}`);
    };
    expect(await read()).toEqual(await read());
  });
});
