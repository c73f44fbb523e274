import { common } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { messageOf } from '../../server/mavlink/codec.ts';
import { paramHash } from '../../server/mavlink/param-hash.ts';
import { paramSetMachine } from '../../server/mavlink/param-set.ts';
import { paramText, type Param } from '../../server/mavlink/params.ts';
import { int32ToFloatBits } from '../../server/mavlink/wire.ts';
import { createBed } from './embedded-bed.ts';
import { byHand, overTheWire, VEHICLE } from './support.ts';

const START = { kind: 'start' } as const;
const TIMEOUT = { kind: 'timeout' } as const;
const { REAL32, UINT32 } = common.MavParamType;
const { ParamRequestList, ParamRequestRead, ParamSet } = common;

const hash = (value: number) =>
  messageOf(common.ParamValue, {
    paramId: '_HASH_CHECK',
    paramType: UINT32,
    paramValue: int32ToFloatBits(value | 0),
    paramCount: 3,
    paramIndex: 65_535,
  });
const value = (paramIndex: number, paramValue: number, paramCount = 3) =>
  messageOf(common.ParamValue, {
    paramId: `P${paramIndex}`,
    paramType: REAL32,
    paramValue,
    paramCount,
    paramIndex,
  });

const reading = (knownHash?: number) => {
  const hand = byHand(paramSetMachine({ target: VEHICLE, knownHash }));
  hand.feed(START);
  return hand;
};
const named = (messages: readonly { name: string; fields: Record<string, unknown> }[]): unknown[] =>
  messages.map(({ name, fields }) => (name === 'PARAM_REQUEST_READ' ? fields['paramIndex'] : name));

describe('the whole set', () => {
  test('[PM3] checksum, list, each value by its index, the checksum again', () => {
    const hand = byHand(paramSetMachine({ target: VEHICLE }));
    expect(hand.sent(START)).toMatchObject([
      { name: 'PARAM_REQUEST_READ', fields: { paramId: '_HASH_CHECK', paramIndex: -1, targetSystem: 7 } },
    ]);
    expect(named(hand.hear(hash(5)))).toEqual(['PARAM_REQUEST_LIST']);
    for (const index of [2, 0]) hand.hear(value(index, index));
    expect(named(hand.hear(value(1, 1)))).toEqual([-1]);
    hand.hear(hash(5));
    const outcome = hand.outcome();
    if (outcome?.kind !== 'read') throw new Error(JSON.stringify(outcome));
    expect([...outcome.set.params.keys()]).toEqual(['P0', 'P1', 'P2']);
    expect(outcome.set.hash).toBe(5);
  });

  test('[PM3] a value that is said again and again does not hold the list open', () => {
    const hand = reading();
    hand.hear(hash(5));
    const restarts = (message: ReturnType<typeof value>): boolean =>
      hand
        .feed({ kind: 'message', message: overTheWire(message, VEHICLE) })
        .some(({ kind }) => kind === 'timer');
    expect([0, 0, 1, 0, 1].map((index) => restarts(value(index, 1)))).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  test('[PM3] what is missing is asked for by index, until it is there', () => {
    const hand = reading();
    hand.hear(hash(5));
    hand.hear(value(1, 1));
    expect(named(hand.sent(TIMEOUT))).toEqual([0, 2]);
    hand.hear(value(0, 0));
    expect(named(hand.sent(TIMEOUT))).toEqual([2]);
    expect(named(hand.hear(value(2, 2)))).toEqual([-1]);
  });

  test('[PM3] silence ends it: without any answer, and in the middle', () => {
    const mute = reading();
    for (let i = 0; i < 8; i++) mute.feed(TIMEOUT);
    expect(mute.outcome()).toEqual({ kind: 'no-answer' });
    const half = reading();
    half.hear(hash(5));
    half.hear(value(0, 0));
    for (let i = 0; i < 28; i++) half.feed(TIMEOUT);
    expect(half.outcome()).toEqual({ kind: 'incomplete', got: 1, count: 3 });
  });

  test('[PM3] one more in use shifts the indices: it starts over', () => {
    const hand = reading();
    hand.hear(hash(5));
    hand.hear(value(0, 0));
    expect(named(hand.hear(value(1, 1, 4)))).toEqual(['PARAM_REQUEST_LIST']);
    for (const index of [0, 1, 2, 3]) hand.hear(value(index, index, 4));
    hand.hear(hash(5));
    expect(hand.outcome()).toMatchObject({ kind: 'read', set: { hash: 5 } });
  });

  test('[PM3] values that change while they are read are read again, three times in all', () => {
    const hand = reading();
    hand.hear(hash(0));
    for (const round of [1, 2, 3]) {
      expect(hand.state().kind).toBe('listing');
      for (const index of [0, 1, 2]) hand.hear(value(index, index));
      hand.hear(hash(round));
    }
    expect(hand.outcome()).toEqual({ kind: 'restless' });
  });

  test('[PM3] a forged count takes no memory, an index beyond the count no place', () => {
    const hand = reading();
    hand.hear(hash(5));
    hand.hear(value(0, 0, 65_535));
    hand.hear(value(3, 0, 3));
    expect(hand.state()).toMatchObject({ kind: 'listing', values: [] });
  });

  test('[PM4] the checksum that is known: nothing is read', () => {
    const hand = reading(5);
    expect(hand.hear(hash(5))).toEqual([]);
    expect(hand.outcome()).toEqual({ kind: 'unchanged' });
  });

  test('[PM4] a checksum that was named before is asked for ten times, also one that only the list brought', () => {
    const hand = reading();
    for (let i = 0; i < 3; i++) hand.feed(TIMEOUT);
    hand.hear(hash(5));
    for (const index of [0, 1, 2]) hand.hear(value(index, index));
    for (let i = 0; i < 9; i++) expect(named(hand.sent(TIMEOUT))).toEqual([-1]);
    hand.hear(hash(5));
    expect(hand.outcome()).toMatchObject({ kind: 'read', set: { hash: 5 } });
  });

  test('[PM4] a vehicle without checksum is read, and its set is told without one', () => {
    const hand = reading(5);
    hand.feed(TIMEOUT);
    hand.feed(TIMEOUT);
    expect(named(hand.sent(TIMEOUT))).toEqual(['PARAM_REQUEST_LIST']);
    for (const index of [0, 1, 2]) hand.hear(value(index, index));
    for (let i = 0; i < 3; i++) hand.feed(TIMEOUT);
    expect(hand.outcome()).toMatchObject({ kind: 'read', set: { hash: undefined } });
  });
});

describe('checksum', () => {
  const int = (name: string, n: number): Param => ({ name, type: 'int32', value: n });

  test('[PM4] it runs over names and values, and leaves out what PX4 calls volatile', () => {
    const set = [int('A', 1), { name: 'B', type: 'float', value: 2.5 } as const];
    expect(paramHash(set)).not.toBe(paramHash([int('A', 2), set[1] as Param]));
    expect(paramHash(set)).not.toBe(paramHash([set[1] as Param, int('A', 1)]));
    const volatile = [
      'CAL_ACC0_XOFF',
      'CAL_MAG3_ZODIAG',
      'CAL_BARO1_OFF',
      'LND_FLIGHT_T_LO',
      'SENS_DPRES_OFF',
    ];
    expect(paramHash([...set, ...volatile.map((name) => int(name, 7))])).toBe(paramHash(set));
    expect(paramHash([...set, int('CAL_ACC0_ID', 7)])).not.toBe(paramHash(set));
    expect(paramHash([])).toBe(0);
  });
});

describe('a vehicle', () => {
  test.each([11, 12, 13])('[PM3] under 30 % loss the set is complete and right (seed %i)', async (seed) => {
    const { vehicle, done, setQuality, close } = await createBed(seed);
    const calm = await done(vehicle.readParams());
    if (!calm.ok) throw new Error(calm.error.message);
    expect(calm.value).toMatchObject({ hashEqual: true, isCached: false });
    const other = await createBed(seed);
    other.setQuality({
      drop: 0.3,
      duplicate: 0.05,
      reorder: 0.05,
      reorderMs: 120,
      delayMs: 30,
      jitterMs: 20,
    });
    const lossy = await other.done(other.vehicle.readParams());
    if (!lossy.ok) throw new Error(lossy.error.message);
    expect([...lossy.value.params]).toEqual([...calm.value.params]);
    expect(lossy.value.hashEqual).toBe(true);
    setQuality({});
    await Promise.all([close(), other.close()]);
  });

  test('[PM4] asked again, only the checksum goes over the link; a change is read, a reboot forgets', async () => {
    const { vehicle, done, count, clock, reboot, close } = await createBed(21);
    await done(vehicle.readParams());
    expect(count(ParamRequestList.MSG_ID)).toBe(1);
    const again = await done(vehicle.readParams());
    expect(again).toMatchObject({ ok: true, value: { isCached: true, hashEqual: true } });
    expect(count(ParamRequestList.MSG_ID)).toBe(1);
    const wanted: Param = { name: 'RTL_RETURN_ALT', type: 'float', value: 70 };
    expect((await done(vehicle.setParam(wanted, { kind: 'profile', params: [wanted] }))).ok).toBe(true);
    const changed = await done(vehicle.readParams());
    if (!changed.ok) throw new Error(changed.error.message);
    expect(changed.value.isCached).toBe(false);
    expect(changed.value.params.get('RTL_RETURN_ALT')?.value).toBe(70);
    reboot();
    await clock.advanceAsync(8000);
    const fresh = await done(vehicle.readParams());
    if (!fresh.ok) throw new Error(fresh.error.message);
    expect(fresh.value.isCached).toBe(false);
    expect(fresh.value.params.get('RTL_RETURN_ALT')?.value).not.toBe(70);
    await close();
  });

  test('[PM4] two that ask at the same time share one reading', async () => {
    const { vehicle, done, count, close } = await createBed(22);
    const both = await done(Promise.all([vehicle.readParams(), vehicle.readParams()]));
    expect(both.every(({ ok }) => ok)).toBe(true);
    expect(count(ParamRequestList.MSG_ID)).toBe(1);
    await close();
  });
});

describe('permits', () => {
  const WANTED: Param = { name: 'RTL_RETURN_ALT', type: 'float', value: 70 };

  test('[PM5] a value of the profile may be written, another value of the same parameter not', async () => {
    const { vehicle, done, count, close } = await createBed(31);
    const permit = { kind: 'profile', params: [WANTED] } as const;
    for (const other of [
      { ...WANTED, value: 71 },
      { ...WANTED, name: 'RTL_TYPE' },
    ])
      expect(await vehicle.setParam(other, permit)).toMatchObject({
        error: { code: 'mavlink.param_permit' },
      });
    expect(count(ParamSet.MSG_ID)).toBe(0);
    expect(await done(vehicle.setParam(WANTED, permit))).toMatchObject({ ok: true, value: { value: 70 } });
    await close();
  });

  test('[PM5] (INV-S7) any other takes two people, and that very value', async () => {
    const { vehicle, done, clock, count, close } = await createBed(32);
    const proof = (what: string) => ({
      intent: 'i-1',
      what,
      first: { person: 'p-lin', at: clock.mono() },
      second: { person: 'p-wu', at: clock.mono() },
    });
    const other = { kind: 'two-person', proof: proof(paramText({ ...WANTED, value: 71 })) } as const;
    expect(await vehicle.setParam(WANTED, other)).toMatchObject({
      error: { code: 'mavlink.two_person', details: { reason: 'other_action' } },
    });
    expect(count(ParamSet.MSG_ID)).toBe(0);
    const permit = { kind: 'two-person', proof: proof(paramText(WANTED)) } as const;
    expect((await done(vehicle.setParam(WANTED, permit))).ok).toBe(true);
    expect(await vehicle.setParam(WANTED, permit)).toMatchObject({ error: { code: 'mavlink.two_person' } });
    await close();
  });

  test('[PM5] (INV-S6) nothing is written to a vehicle that is armed, or not heard', async () => {
    const { vehicle, done, machine, clock, count, close } = await createBed(33);
    const permit = { kind: 'profile', params: [WANTED] } as const;
    expect((await done(vehicle.arm())).ok).toBe(true);
    expect(await vehicle.setParam(WANTED, permit)).toMatchObject({ error: { code: 'mavlink.armed' } });
    expect((await done(vehicle.disarm())).ok).toBe(true);
    machine().faults.muteLink = true;
    await clock.advanceAsync(8000);
    expect(await vehicle.setParam(WANTED, permit)).toMatchObject({ error: { code: 'mavlink.armed' } });
    expect(count(ParamSet.MSG_ID)).toBe(0);
    expect(count(ParamRequestRead.MSG_ID)).toBe(0);
    await close();
  });
});
