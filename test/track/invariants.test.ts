import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { common } from 'mavlink-mappings';
import { expect, it } from 'vitest';
import { systemCause } from '../../server/core/cause.ts';
import { monoMs } from '../../server/core/clock.ts';
import type { StoredEvent } from '../../server/core/events.ts';
import { NO_FACTS, type VehicleFacts } from '../../server/flight/ports.ts';
import type { FlightState } from '../../server/flight/states.ts';
import { watchArmingFrames } from '../../server/join/arming-frames.ts';
import { encodeFields } from '../../server/mavlink/codec.ts';
import type { RawFrame } from '../../server/mavlink/router.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { lookAtInvariants, type InvariantMemory } from '../../server/track/invariant-conditions.ts';
import { createInvariantWatch } from '../../server/track/invariant-service.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ids = { missionId: 5, fenceId: 6, rallyId: 7 };
const mission = { seq: 1, total: 3, id: 5, fenceId: 6, rallyId: 7, run: 'active' };

/** Looks once a second for so long; the kinds at the end. */
const kindsAfter = (state: FlightState, told: object, seconds: number): string[] => {
  let memory: InvariantMemory = {};
  let kinds: string[] = [];
  for (let s = 1; s <= seconds; s++) {
    const at = monoMs(s * 1000);
    const facts = {
      ...NO_FACTS,
      ...Object.fromEntries(Object.entries(told).map(([name, value]) => [name, { value, at }])),
    } as unknown as VehicleFacts;
    const seen = lookAtInvariants({ id: 'f', number: 'F-1', state, aboard: ids, facts }, memory, at);
    ({ memory } = seen);
    kinds = seen.conditions.map(({ kind, params }) => `${kind} ${params['invariant']}`);
  }
  return kinds;
};

it('INV-D5: LANDED in the record while its heartbeat says armed, for longer than both bits may differ', () => {
  const armed = { heartbeat: { armed: true, mode: 'AUTO.LAND' } };
  expect(kindsAfter('LANDED', armed, 5)).toEqual([]);
  expect(kindsAfter('LANDED', armed, 6)).toEqual(['invariant.landed_armed INV-D5']);
  expect(kindsAfter('ARRIVING', armed, 9)).toEqual([]);
  expect(kindsAfter('LANDED', { heartbeat: { armed: false, mode: 'AUTO.LAND' } }, 9)).toEqual([]);
});

it('INV-S3: other plans aboard than in the record, in the air', () => {
  expect(kindsAfter('EN_ROUTE', { mission }, 9)).toEqual([]);
  for (const other of [{ id: 9 }, { fenceId: 9 }, { rallyId: 9 }])
    expect(kindsAfter('EN_ROUTE', { mission: { ...mission, ...other } }, 9)).toEqual([
      'invariant.other_plan INV-S3',
    ]);
  expect(kindsAfter('EXTERNAL_CONTROL', { mission: { ...mission, id: 9 } }, 9)).toEqual([]);
});

it('INV-S1, INV-S2: an arming frame without an intent, and a second one for the same', () => {
  let send = (_frame: RawFrame): void => {};
  let commit = (_events: readonly StoredEvent[]): void => {};
  const clock = fakeClock();
  const watch = watchArmingFrames({
    station: { onFrame: (handler) => ((send = handler), () => {}) },
    store: { onCommitted: (listener) => ((commit = listener), () => {}) },
    clock,
    registered: () => [{ id: 'v', name: 'LX-01', sysid: 11, compid: 1 }],
    vehicleOf: (flightId) => (flightId === 'f' ? 'v' : undefined),
  });
  const arm = (link = 'a', param1 = 1): void => {
    const fields = { targetSystem: 11, targetComponent: 1, command: 400, confirmation: 0, _param1: param1 };
    const bytes = encodeFields(common.CommandLong, fields, { sysid: 255, compid: 190, seq: 1 });
    send({ direction: 'out', bytes, link, at: clock.mono() });
  };
  const ids = (): unknown[] => watch.conditions().map(({ params }) => params['invariant']);
  commit([{ type: 'flight.arm_intent', subject: 'flight:f' } as StoredEvent]);
  arm('a', 0);
  arm();
  arm('b');
  expect(ids()).toEqual([]);
  arm();
  expect(ids()).toEqual(['INV-S2']);
  const other = watchArmingFrames({
    station: { onFrame: (handler) => ((send = handler), () => {}) },
    store: { onCommitted: () => () => {} },
    clock,
    registered: () => [{ id: 'v', name: 'LX-01', sysid: 11, compid: 1 }],
    vehicleOf: () => undefined,
  });
  arm();
  expect(other.conditions().map(({ params }) => params['invariant'])).toEqual(['INV-S1']);
});

const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};

it('INV-D7, INV-D3: a fact that was changed, and a drone and an order on two flights', async () => {
  const path = join(tempFolder(), 'lifeline.db');
  const store = openSqliteStore(path);
  const clock = fakeClock();
  const say = (): Promise<void> =>
    store.transact(systemCause(clock.wall()), (tx) => tx.emit({ type: 'a.b', subject: 'system', data: {} }));
  await say();
  const watch = createInvariantWatch({ store, clock, log: () => {}, flights: () => [] });
  const turn = async (): Promise<string[]> => {
    await settle();
    clock.advance(5000);
    await settle();
    return watch.conditions().map(({ kind, subject }) => `${kind} ${subject}`);
  };
  await say();
  expect(await turn()).toEqual([]);
  const hand = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  const indexes = hand.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'flights' AND sql IS NOT NULL`,
  );
  for (const { name } of indexes.all() as { name: string }[]) hand.exec(`DROP INDEX ${name}`);
  const insert =
    hand.prepare(`INSERT INTO flights (id, number, kind, state, state_reason, order_id, vehicle_id, from_pad_id,
    to_pad_id, created_at, issues_json, launch_json) VALUES (?, ?, 'delivery', 'PLANNED', '', 'o', 'v', 'p', 'q', 0, '[]', '{}')`);
  insert.run('f1', 'F-1');
  insert.run('f2', 'F-2');
  expect(await turn()).toEqual(['invariant.on_two_flights vehicle:v', 'invariant.on_two_flights order:o']);
  hand.exec(`UPDATE flights SET ended_at = 1 WHERE id = 'f2'`);
  expect(await turn()).toEqual([]);
  hand.exec('DROP TRIGGER events_no_update');
  await say();
  hand.exec(`UPDATE events SET subject = 'other' WHERE seq = (SELECT max(seq) FROM events)`);
  expect(await turn()).toEqual(['invariant.audit_chain system']);
  // What was found once stays until somebody has looked.
  await say();
  expect(await turn()).toEqual(['invariant.audit_chain system']);
  hand.close();
  await watch.stop();
  await store.close();
});
