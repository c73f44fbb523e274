import { describe, expect, it } from 'vitest';
import {
  addStock,
  codeOf,
  dinOf,
  draft,
  HOUR,
  openWorld,
  packedOrder,
  PEOPLE,
  reservedOrder,
  value,
  type World,
} from '../orders/world.ts';

const IP = '127.0.0.1';
const box = { boxNo: 'B-1', sealNo: 'S-1', temperatureClass: 'COLD' as const };

const dins = async (world: World, id: string): Promise<string[]> =>
  value(await world.orders.get(PEOPLE.issuer, id)).lines.flatMap((line) =>
    line.reserved.map((unit) => `${unit.din} ${unit.state}`),
  );

const unitState = async (world: World, din: string): Promise<string | undefined> =>
  value(await world.stock.list({ q: din, limit: 1, offset: 0 })).units[0]?.state;

const pickAndCheck = async (world: World, id: string, din: string): Promise<void> => {
  value(await world.packing.pick(world.by('issuer'), id, din));
  value(await world.packing.check(world.by('checker'), id, { scan: din }, IP));
};

describe('pick', () => {
  it('takes the reserved unit, and another exact match in its place', async () => {
    const world = await openWorld();
    await addStock(world, 3);
    const id = await reservedOrder(world);
    value(await world.packing.pick(world.by('issuer'), id, `=${dinOf(1)}00`));
    value(await world.packing.pick(world.by('issuer'), id, dinOf(3)));
    expect(await dins(world, id)).toEqual([`${dinOf(1)} PICKED`, `${dinOf(3)} PICKED`]);
    expect(await unitState(world, dinOf(2))).toBe('AVAILABLE');
    expect(codeOf(await world.packing.pick(world.by('issuer'), id, dinOf(3)))).toBe('stock.already_picked');
    expect(codeOf(await world.packing.pick(world.by('issuer'), id, dinOf(2)))).toBe('stock.line_complete');
  });

  it('[INV-D6] refuses another group, a short life, another order’s unit and what nobody knows', async () => {
    const world = await openWorld();
    await addStock(world, 4);
    await addStock(world, 1, { rhd: 'NEG' }, 11);
    await addStock(world, 1, { component: 'WB' }, 12);
    await addStock(world, 1, { expiresAt: draft().neededBy + HOUR }, 13);
    const id = await reservedOrder(world);
    const rival = await reservedOrder(world, { requestNo: 'A-2' });
    expect((await dins(world, rival)).map((text) => text.slice(0, 13))).toEqual([dinOf(3), dinOf(4)]);
    const pick = async (scan: string): Promise<string> =>
      codeOf(await world.packing.pick(world.by('issuer'), id, scan));
    expect(await pick(dinOf(11))).toBe('stock.wrong_kind');
    expect(await pick(dinOf(12))).toBe('stock.wrong_kind');
    expect(await pick(dinOf(13))).toBe('stock.unit_expired');
    expect(await pick(dinOf(3))).toBe('stock.unit_taken');
    expect(await pick(dinOf(99))).toBe('stock.unknown_unit');
    expect(await pick('hello')).toBe('blood.invalid_din');
  });
});

describe('second check', () => {
  it('is another person’s, at an own device or beside the first', async () => {
    const world = await openWorld();
    await addStock(world, 2);
    const id = await reservedOrder(world);
    for (const din of [dinOf(1), dinOf(2)]) value(await world.packing.pick(world.by('issuer'), id, din));
    const check = async (who: 'issuer' | 'checker', din: string, login?: string, password = 'right') =>
      codeOf(
        await world.packing.check(
          world.by(who),
          id,
          { scan: din, second: login === undefined ? undefined : { login, password } },
          IP,
        ),
      );
    expect(await check('issuer', dinOf(1))).toBe('stock.second_person');
    expect(await check('issuer', dinOf(1), 'issuer')).toBe('stock.second_person');
    expect(await check('checker', dinOf(1), 'issuer')).toBe('stock.second_person');
    expect(await check('issuer', dinOf(1), 'checker', 'wrong')).toBe('accounts.wrong_login');
    expect(await check('issuer', dinOf(1), 'nurse')).toBe('stock.second_role');
    expect(await check('issuer', dinOf(1), 'checker')).toBe('ok');
    expect(await check('checker', dinOf(2))).toBe('ok');
    expect(await check('checker', dinOf(2))).toBe('stock.not_picked');
    const log = await world.store.events({ subject: `unit:${dinOf(1)}` });
    expect(log.at(-1)).toMatchObject({
      type: 'unit.checked',
      actorId: 'checker',
      data: { pickedBy: 'issuer' },
    });
  });
});

describe('pack', () => {
  it('closes boxes until every unit is in one; each has two signers, a seal and a mass', async () => {
    const world = await openWorld();
    await addStock(world, 1);
    await addStock(world, 1, { component: 'FFP', volumeMl: 200, expiresAt: world.now() + 99 * 24 * HOUR }, 2);
    const lines = [
      { component: 'RBC' as const, abo: 'O' as const, rhd: 'POS' as const, units: 1 },
      { component: 'FFP' as const, abo: 'O' as const, rhd: 'POS' as const, units: 1 },
    ];
    const id = await reservedOrder(world, { lines });
    await pickAndCheck(world, id, dinOf(1));
    const cold = value(await world.packing.pack(world.by('issuer'), id, box));
    expect(cold.state).toBe('RESERVED');
    expect(cold.boxes).toMatchObject([
      { packedBy: { personId: 'issuer' }, checkedBy: { personId: 'checker' }, massKg: 2.219 },
    ]);
    await pickAndCheck(world, id, dinOf(2));
    const wrongClass = await world.packing.pack(world.by('issuer'), id, {
      ...box,
      boxNo: 'B-2',
      sealNo: 'S-2',
    });
    expect(codeOf(wrongClass)).toBe('stock.nothing_checked');
    const frozen = { boxNo: 'B-2', sealNo: 'S-2', temperatureClass: 'FROZEN' as const };
    expect(value(await world.packing.pack(world.by('issuer'), id, frozen)).state).toBe('PACKED');
    expect(codeOf(await world.packing.pack(world.by('issuer'), id, frozen))).toBe('orders.wrong_state');
  });

  it('is not done by the one who checked everything', async () => {
    const world = await openWorld();
    await addStock(world, 2);
    const id = await reservedOrder(world);
    for (const din of [dinOf(1), dinOf(2)]) await pickAndCheck(world, id, din);
    expect(codeOf(await world.packing.pack(world.by('checker'), id, box))).toBe('stock.second_person');
    expect(codeOf(await world.packing.pack(world.by('issuer'), id, box))).toBe('ok');
  });

  it('refuses a box and a seal that are under way', async () => {
    const world = await openWorld();
    await addStock(world, 4);
    const first = await packedOrder(world);
    const second = await reservedOrder(world, { requestNo: 'A-2' });
    for (const din of [dinOf(3), dinOf(4)]) await pickAndCheck(world, second, din);
    const pack = async (over: object): Promise<string> =>
      codeOf(await world.packing.pack(world.by('issuer'), second, { ...box, ...over }));
    expect(await pack({ sealNo: 'S-9' })).toBe('stock.box_in_use');
    expect(await pack({ boxNo: 'B-9' })).toBe('stock.seal_in_use');
    value(await world.orders.cancel(world.by('nurse'), first, 'not needed'));
    expect(await pack({})).toBe('ok');
  });

  it('[INV-D6] never closes a box over a unit that has expired; another one takes its place', async () => {
    const world = await openWorld();
    const until = draft().neededBy + 3 * HOUR;
    await addStock(world, 2, { expiresAt: until });
    await addStock(world, 1, {}, 3);
    const id = await reservedOrder(world);
    for (const din of [dinOf(1), dinOf(2)]) await pickAndCheck(world, id, din);
    world.pass(until - world.now());
    expect(codeOf(await world.packing.pack(world.by('issuer'), id, box))).toBe('stock.unit_expired');
    await pickAndCheck(world, id, dinOf(3));
    expect(await unitState(world, dinOf(1))).toBe('EXPIRED');
    expect(codeOf(await world.packing.pack(world.by('issuer'), id, box))).toBe('stock.unit_expired');
  });
});
