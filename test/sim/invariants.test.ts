import { describe, expect, it } from 'vitest';
import { GENESIS_HASH, hashEvent } from '../../server/store/audit-chain.ts';
import type { EventRow } from '../../server/store/schema.ts';
import type { Slot } from './fleet.ts';
import { alarmsInTime, landingsAreTrue, noBugs, noInvariantAlarm } from './invariants/alarms.ts';
import {
  armingNeedsIntent,
  armingOnce,
  armingTheRightMission,
  noTwinIsArmed,
  noWriteWhileArmed,
  verdictFirst,
} from './invariants/arming.ts';
import type { Checks, Invariant, OutFrame } from './invariants/invariant.ts';
import { heartbeats, liveIsLive, safeCommands } from './invariants/link.ts';
import { oneCommander, twoPersons } from './invariants/people.ts';
import {
  acknowledgedOrders,
  auditChain,
  oneFlightEach,
  onlyFitUnits,
  publishedGraphs,
  unitChains,
} from './invariants/record.ts';
import type { Asked } from './desk.ts';
import { START_WALL_MS, type Life } from './life.ts';
import { padById } from './place.ts';
import type { World } from './world.ts';

type Rows = (sql: string) => readonly unknown[];

type Truth = Partial<ReturnType<ReturnType<Slot['vehicle']>['truth']>>;

/** A world that shows what the test wants to be seen, and hears what is found broken. */
const stage = (invariant: Invariant, look: Rows = () => [], truth: Truth = {}) => {
  const broken: string[] = [];
  let now = 60_000;
  const slot = {
    id: 'drone-1',
    name: 'LX-01',
    sysid: 11,
    port: 1,
    vehicle: () => ({ truth: () => truth }),
    twinSince: () => undefined,
  };
  const life = { isAlive: () => true, isFrozen: () => false, startedAt: 0 } as unknown as Life;
  const world = {
    timeline: { now: () => now },
    wall: () => START_WALL_MS + now,
    look: (sql: string) => look(sql),
    fleet: [slot],
    mishaps: { wallStepMs: () => 0, trouble: () => undefined },
    lives: { life: () => life, server: () => undefined },
  } as unknown as World;
  const scene = {
    world,
    broken: (id: string) => void broken.push(id),
    heardAt: () => now,
    heardUnderIdAt: () => now,
    quietMs: () => Infinity,
    shown: () => {},
  };
  const checks: Checks = invariant(scene);
  const frame = (fields: OutFrame['fields'], msgid = 76): OutFrame => ({
    at: now,
    slot: slot as unknown as Slot,
    msgid,
    fields,
  });
  return { broken, checks, frame, life, scene, pass: (ms: number) => (now += ms) };
};

const ask = (routeId: string, params: Asked['params'] = {}): Asked => ({
  login: 'd',
  routeId,
  params,
  body: undefined,
});

const ARM = { command: 400, _param1: 1 };
const intent = {
  id: 'i',
  flight_id: 'f',
  state: 'ARM_INTENT',
  created_at: START_WALL_MS + 59_000,
  expires_at: START_WALL_MS + 69_000,
  launch_json: '{"missionId":5,"fenceId":6,"rallyId":7}',
};

const fact = (type: string, subject: string, data: object, seq = 1): EventRow => ({
  seq,
  at: START_WALL_MS,
  type,
  subject,
  site_id: null,
  actor_id: 'a',
  actor_name: 'a',
  session_id: null,
  request_id: null,
  data_json: JSON.stringify(data),
  prev_hash: GENESIS_HASH,
  hash: '',
});

describe('each invariant of the simulation sees what breaks it', () => {
  it('INV-S1: an arming frame without an intent, in another state, or too late', () => {
    const none = stage(armingNeedsIntent);
    none.checks.frame?.(none.frame(ARM));
    expect(none.broken).toEqual(['INV-S1']);
    const early = stage(armingNeedsIntent, () => [{ ...intent, state: 'AUTHORISED' }]);
    early.checks.frame?.(early.frame(ARM));
    expect(early.broken).toEqual(['INV-S1']);
    const late = stage(armingNeedsIntent, () => [intent]);
    late.checks.frame?.(late.frame(ARM));
    expect(late.broken).toEqual([]);
    late.pass(30_000);
    late.checks.frame?.(late.frame(ARM));
    expect(late.broken).toEqual(['INV-S1']);
  });

  it('INV-S2: a second arming frame for one intent', () => {
    const s = stage(armingOnce, () => [intent]);
    s.checks.frame?.(s.frame(ARM));
    expect(s.broken).toEqual([]);
    s.checks.frame?.(s.frame({ ...ARM }));
    expect(s.broken).toEqual(['INV-S2']);
  });

  it('INV-S3: another mission or fence aboard, or not at its first item', () => {
    const ids = { missionIdAboard: 5, fenceIdAboard: 6, rallyIdAboard: 7 };
    const right = { run: { current: 0 }, ...ids, missionFeasible: true } as unknown as Truth;
    const s = stage(armingTheRightMission, () => [intent], right);
    s.checks.frame?.(s.frame(ARM));
    expect(s.broken).toEqual([]);
    const other = stage(armingTheRightMission, () => [intent], { ...right, missionIdAboard: 6 });
    other.checks.frame?.(other.frame(ARM));
    expect(other.broken).toEqual(['INV-S3']);
    const fence = stage(armingTheRightMission, () => [intent], { ...right, fenceIdAboard: 5 });
    fence.checks.frame?.(fence.frame(ARM));
    expect(fence.broken).toEqual(['INV-S3']);
    const ahead = { ...right, run: { current: 1 } } as unknown as Truth;
    const further = stage(armingTheRightMission, () => [intent], ahead);
    further.checks.frame?.(further.frame(ARM));
    expect(further.broken).toEqual(['INV-S3']);
  });

  it('INV-S6: a plan or a parameter to an armed vehicle, without another way for it in the record', () => {
    const s = stage(noWriteWhileArmed, () => [], { armed: true });
    s.checks.frame?.(s.frame({}, 44));
    s.checks.frame?.(s.frame({}, 23));
    expect(s.broken).toEqual(['INV-S6', 'INV-S6']);
    const expires = { expires_at: START_WALL_MS + 62_000 };
    const rerouted = stage(noWriteWhileArmed, () => [expires], { armed: true });
    rerouted.checks.frame?.(rerouted.frame({}, 44));
    expect(rerouted.broken).toEqual([]);
    rerouted.checks.frame?.(rerouted.frame({}, 23));
    expect(rerouted.broken).toEqual(['INV-S6']);
    rerouted.pass(3001);
    rerouted.checks.frame?.(rerouted.frame({}, 44));
    expect(rerouted.broken).toEqual(['INV-S6', 'INV-S6']);
  });

  it('INV-S7: a launch for two persons that one confirmed alone, or late', () => {
    const issues = JSON.stringify({ issues: [{ severity: 'warning' }] });
    const kept = { requester_id: 'a', approver_id: 'b', json: issues, tookMs: 120_000 };
    const brokenBy = (row: object): string[] => {
      const s = stage(twoPersons, () => [{ ...kept, ...row }]);
      s.checks.frame?.(s.frame(ARM));
      return s.broken;
    };
    expect(brokenBy({})).toEqual([]);
    expect(brokenBy({ json: '{"issues":[]}', approver_id: null, tookMs: null })).toEqual([]);
    expect(brokenBy({ approver_id: null })).toEqual(['INV-S7']);
    expect(brokenBy({ approver_id: 'a' })).toEqual(['INV-S7']);
    expect(brokenBy({ tookMs: 120_001 })).toEqual(['INV-S7']);
    expect(brokenBy({ json: null, approver_id: null })).toEqual(['INV-S7']);
  });

  it('INV-S9: armed for another console than the one in control, or an epoch that was given already', () => {
    const brokenBy = (row: object): string[] => {
      const s = stage(oneCommander, () => [{ launcher: 'a', owner: 'a', verdict: 'free', ...row }]);
      s.checks.frame?.(s.frame(ARM));
      return s.broken;
    };
    expect(brokenBy({})).toEqual([]);
    expect(brokenBy({ owner: 'b' })).toEqual(['INV-S9']);
    expect(brokenBy({ verdict: 'quarantine' })).toEqual(['INV-S9']);
    const s = stage(oneCommander);
    const taken = (epoch: number) => fact('vehicle.control_taken', 'vehicle:d', { epoch });
    s.checks.facts?.([taken(1), taken(2)]);
    expect(s.broken).toEqual([]);
    s.checks.facts?.([fact('vehicle.control_released', 'vehicle:d', { epoch: 2 })]);
    expect(s.broken).toEqual(['INV-S9']);
  });

  it('INV-S8: a vehicle that is heard and gets no heartbeat', () => {
    const s = stage(heartbeats);
    s.checks.started?.(s.life);
    s.checks.frame?.(s.frame({}, 0));
    s.checks.tick?.();
    expect(s.broken).toEqual([]);
    s.pass(2500);
    s.checks.tick?.();
    expect(s.broken).toEqual(['INV-S8']);
  });

  it('INV-S10: an arming frame to a system id that two vehicles have', () => {
    const s = stage(noTwinIsArmed);
    let twinSince: number | undefined;
    const slot = { ...s.frame(ARM).slot, twinSince: () => twinSince };
    s.checks.frame?.({ ...s.frame(ARM), slot });
    expect(s.broken).toEqual([]);
    twinSince = 0;
    s.checks.frame?.({ ...s.frame(ARM), slot });
    expect(s.broken).toEqual(['INV-S10']);
  });

  it('INV-S11: a launch goes on before its verdict is stored', () => {
    const s = stage(verdictFirst, (sql) =>
      sql.includes('launched_at') ? [{ id: 'f' }] : [{ vehicle_id: 'drone-1' }],
    );
    s.checks.started?.(s.life);
    s.checks.frame?.(s.frame({}, 44));
    expect(s.broken).toEqual(['INV-S11']);
    s.checks.facts?.([fact('flight.adopted', 'flight:f', {})]);
    s.checks.frame?.(s.frame({}, 44));
    expect(s.broken).toHaveLength(1);
  });

  it('INV-S12: a hold that is not on the wire within 500 ms, or refused for the record', () => {
    const s = stage(safeCommands, () => [{ vehicle_id: 'drone-1' }]);
    const hold = ask('flights.hold', { id: 'f' });
    s.checks.asked?.(hold);
    s.pass(600);
    s.checks.frame?.(s.frame({ command: 176 }));
    s.checks.answered?.(hold, { status: 200, body: {} });
    expect(s.broken).toEqual(['INV-S12']);
    const back = ask('flights.return', { id: 'f' });
    s.checks.asked?.(back);
    s.checks.answered?.(back, { status: 503, body: {} });
    expect(s.broken).toEqual(['INV-S12', 'INV-S12']);
  });

  it('INV-S13: a value that looks younger than what was heard', () => {
    const s = stage(liveIsLive);
    const vehicles = [{ vehicleId: 'drone-1', heartbeatAgeMs: 100, positionAgeMs: 9000 }];
    const server = { life: s.life, stages: { liveFrame: () => ({ vehicles }) } };
    Object.assign(s.scene.world.lives, { server: () => server });
    Object.assign(s.scene, { heardUnderIdAt: () => s.scene.world.timeline.now() - 9000 });
    const checks = liveIsLive(s.scene);
    for (let i = 0; i < 6; i++) checks.tick?.();
    expect(s.broken).toEqual(['INV-S13']);
  });

  it('INV-D1, INV-D2: an order that is gone, and one request with two orders', () => {
    let orders = [{ id: 'o', request_no: 'R1', lines: 'RBC' }];
    const s = stage(acknowledgedOrders, () => orders);
    s.checks.answered?.(ask('orders.create'), { status: 201, body: { id: 'o' } });
    s.checks.end?.();
    expect(s.broken).toEqual([]);
    orders = [
      { id: 'p', request_no: 'R2', lines: 'RBC' },
      { id: 'q', request_no: 'R2', lines: 'RBC' },
    ];
    s.checks.end?.();
    expect(s.broken).toEqual(['INV-D1', 'INV-D2']);
  });

  it('INV-D3: a drone on two flights', () => {
    const s = stage(oneFlightEach, () => [{ what: 'drone-1', n: 2 }]);
    s.checks.facts?.([fact('flight.planned', 'flight:f', {})]);
    expect(s.broken).toEqual(['INV-D3']);
  });

  it('INV-D4, INV-D5: a unit whose chain has a gap', () => {
    const s = stage(unitChains);
    s.checks.facts?.([fact('unit.added', 'unit:u', { from: null, to: 'AVAILABLE' })]);
    expect(s.broken).toEqual([]);
    s.checks.facts?.([fact('unit.picked', 'unit:u', { from: 'RESERVED', to: 'PICKED' })]);
    expect(s.broken).toEqual(['INV-D4']);
    s.checks.facts?.([fact('unit.reserved', 'unit:u', { from: 'PICKED', to: 'RESERVED' })]);
    expect(s.broken).toEqual(['INV-D4', 'INV-D5']);
  });

  it('INV-D5: a flight that leaves its graph, an order that leaves its end', () => {
    const s = stage(publishedGraphs);
    s.checks.facts?.([fact('flight.state', 'flight:f', { from: 'COMPLETED', to: 'CLIMBING' })]);
    s.checks.facts?.([fact('order.submitted', 'order:o', {}), fact('order.closed', 'order:o', {})]);
    expect(s.broken).toEqual(['INV-D5', 'INV-D5']);
  });

  it('INV-D6: a unit that is expired or of another kind', () => {
    const s = stage(onlyFitUnits, () => [{ expires_at: START_WALL_MS, kind: 'RBCA', wanted: 'RBCO' }]);
    s.checks.facts?.([fact('unit.loaded', 'unit:u', {})]);
    expect(s.broken).toEqual(['INV-D6', 'INV-D6']);
  });

  it('INV-D7: a changed fact, and one that is missing', () => {
    const row = fact('a.b', 'x', {});
    const good = { ...row, hash: hashEvent(row) };
    const s = stage(auditChain);
    s.checks.facts?.([good]);
    expect(s.broken).toEqual([]);
    const next = { ...row, seq: 3, prev_hash: good.hash };
    s.checks.facts?.([{ ...next, hash: hashEvent(next) }]);
    expect(s.broken).toEqual(['INV-D7']);
    const changed = stage(auditChain);
    changed.checks.facts?.([{ ...good, subject: 'y' }]);
    expect(changed.broken).toEqual(['INV-D7']);
  });

  it('INV-L2: a silent drone in the air, and an armed one on no flight, of which nobody is told', () => {
    const flight = { id: 'f', state: 'EN_ROUTE', vehicle_id: 'drone-1' };
    const silent = stage(alarmsInTime, (sql) => (sql.includes('alarms') ? [{ n: 0 }] : [flight]), {
      armed: true,
    });
    Object.assign(silent.scene, { heardAt: () => 0 });
    const checks = alarmsInTime(silent.scene);
    checks.tick?.();
    expect(silent.broken).toEqual(['INV-L2']);
    const loose = stage(alarmsInTime, (sql) => (sql.includes('alarms') ? [{ n: 0 }] : []), { armed: true });
    loose.checks.tick?.();
    expect(loose.broken).toEqual([]);
    loose.pass(6000);
    loose.checks.tick?.();
    expect(loose.broken).toEqual(['INV-L2']);
  });

  it('a landing that is not so, and an answer that is a bug', () => {
    const { at } = padById('south-1');
    const body = { at, onSurface: true };
    const flight = { vehicle_id: 'drone-1', from_pad_id: 'centre-1', to_pad_id: 'east-1' };
    const s = stage(landingsAreTrue, () => [flight], { armed: false, body } as unknown as Truth);
    s.checks.facts?.([fact('flight.state', 'flight:f', { to: 'LANDED', code: 'as_planned' })]);
    expect(s.broken).toEqual(['SIM-1']);
    const bug = stage(noBugs);
    bug.checks.answered?.(ask('flights.get'), { status: 500, body: {} });
    expect(bug.broken).toEqual(['BUG']);
  });

  it('an alarm of an invariant that is watched in operation', () => {
    const s = stage(noInvariantAlarm);
    s.checks.facts?.([fact('alarm.raised', 'flight:f', { kind: 'flight.late', sentence: '' })]);
    expect(s.broken).toEqual([]);
    s.checks.facts?.([fact('alarm.raised', 'system', { kind: 'invariant.audit_chain', sentence: '' })]);
    expect(s.broken).toEqual(['ALARM']);
  });
});
