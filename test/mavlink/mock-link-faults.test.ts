import { common, minimal, type MavLinkData } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { destination, type LonLat } from '../../server/core/geo.ts';
import type { PlanKind } from '../../server/core/mission.ts';
import { isMessage, messageOf, type MavMessage } from '../../server/mavlink/codec.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import { uploadMachine } from '../../server/mavlink/mission-upload.ts';
import { buildItem, itemFrom, missionTypeOf, type WireItem } from '../../server/mavlink/mission-wire.ts';
import { inclusionPolygon, rallyPoint } from '../../server/mavlink/plan-items.ts';
import { createStation } from '../../server/mavlink/station.ts';
import { fakeClock, type FakeClock } from '../support/fake-clock.ts';
import { at, byHand, fakeNet, SELF, settle, VEHICLE, wirePeer } from './support.ts';

const { MavMissionResult } = common;
const OURS = at(14_550);
const LATENCY_MS = 20;
const COUNT = 5;

/** What the vehicle says next; a fault puts another answer, or none, in the place of the right one. */
type Answer =
  | { readonly name: 'count' }
  | { readonly name: 'item' | 'request'; readonly seq: number }
  | { readonly name: 'ack'; readonly result: common.MavMissionResult };
/** `times`: how often that answer was due, this time included. */
type Fault = (right: Answer, times: number) => Answer | undefined;

const isAt = (answer: Answer, name: Answer['name'], seq?: number): boolean =>
  answer.name === name && (seq === undefined || ('seq' in answer && answer.seq === seq));

const never =
  (name: Answer['name'], seq?: number): Fault =>
  (right) =>
    isAt(right, name, seq) ? undefined : right;
const firstMissing =
  (name: Answer['name'], seq?: number): Fault =>
  (right, times) =>
    isAt(right, name, seq) && times === 1 ? undefined : right;
const wrongSeq =
  (name: 'item' | 'request', seq: number, by: number): Fault =>
  (right) =>
    isAt(right, name, seq) ? { name, seq: seq + by } : right;
const ackInstead =
  (result: common.MavMissionResult, name: Answer['name'], seq?: number): Fault =>
  (right) =>
    isAt(right, name, seq) ? { name: 'ack', result } : right;
const none: Fault = (right) => right;

type Plan = readonly WireItem[];
type PlanMessageFields = { readonly missionType: number };

/** The right answers: a plan counts when it is whole, an item out of turn is not taken, silence is left to the other. */
const scripted = (kind: PlanKind, aboard: Plan) => {
  const state = { aboard, incoming: undefined as WireItem[] | undefined, count: 0 };
  const due = (): Answer => {
    const seq = state.incoming?.length ?? 0;
    return seq < state.count ? { name: 'request', seq } : { name: 'ack', result: MavMissionResult.ACCEPTED };
  };
  const right = (message: MavMessage): Answer | undefined => {
    if ((message.fields as Partial<PlanMessageFields>).missionType !== missionTypeOf(kind)) return undefined;
    if (isMessage(message, common.MissionRequestList)) return { name: 'count' };
    if (isMessage(message, common.MissionRequestInt)) return { name: 'item', seq: message.fields.seq };
    if (isMessage(message, common.MissionCount)) {
      Object.assign(state, { incoming: [], count: message.fields.count });
      return due();
    }
    if (!isMessage(message, common.MissionItemInt) || state.incoming === undefined) return undefined;
    if (message.fields.seq === state.incoming.length) state.incoming.push(itemFrom(message.fields));
    return due();
  };
  /** A refused plan is not taken. */
  const keep = (told: Answer | undefined): void => {
    const refused = told?.name === 'ack' && told.result !== MavMissionResult.ACCEPTED;
    if (refused) Object.assign(state, { incoming: undefined, count: 0 });
    else if (state.incoming?.length === state.count && state.count > 0) state.aboard = state.incoming;
  };
  return { right, keep, aboard: () => state.aboard };
};

const wireOf = (answer: Answer, kind: PlanKind, aboard: Plan): MavLinkData | undefined => {
  const to = {
    targetSystem: SELF.sysid,
    targetComponent: SELF.compid,
    missionType: missionTypeOf(kind),
  };
  if (answer.name === 'count') return messageOf(common.MissionCount, { ...to, count: aboard.length });
  if (answer.name === 'request') return messageOf(common.MissionRequestInt, { ...to, seq: answer.seq });
  if (answer.name === 'ack') return messageOf(common.MissionAck, { ...to, type: answer.result });
  const item = aboard[answer.seq];
  return item && buildItem(item, answer.seq, { kind, target: SELF, self: VEHICLE });
};

const HOME: LonLat = [118.7813, 32.0877];
const places = (shift: number): LonLat[] =>
  Array.from({ length: COUNT }, (_, i) => [HOME[0] + shift + i / 1e5, HOME[1] + (i % 2) / 1e5]);
const PLANS: Readonly<Record<PlanKind, (shift: number) => Plan>> = {
  mission: (shift) => places(shift).map((place) => ({ ...rallyPoint(place, 30), command: 16 })),
  fence: (shift) =>
    inclusionPolygon(places(shift).map((place, i) => destination(place, 200, (360 / COUNT) * i))),
  rally: (shift) => places(shift).map((place) => rallyPoint(place, 30)),
};

/** The whole ground station against the scripted vehicle with one fault. */
const setUp = async (kind: PlanKind, fault: Fault) => {
  const clock: FakeClock = fakeClock();
  const net = fakeNet();
  const station = createStation({ clock, net: net.net, log: silentLog });
  await station.addLink({ name: 'gcs', local: OURS });
  const peer = wirePeer(net, at(2001), { to: OURS });
  const script = scripted(kind, PLANS[kind](0));
  const times = new Map<string, number>();
  const say = (answer: Answer): void => {
    const message = wireOf(answer, kind, script.aboard());
    if (message !== undefined) clock.after(LATENCY_MS, () => peer.say(message));
  };
  peer.onHeard((message) => {
    const right = script.right(message);
    if (right === undefined) return;
    const key = JSON.stringify(right);
    times.set(key, (times.get(key) ?? 0) + 1);
    const told = fault(right, times.get(key) ?? 0);
    script.keep(told);
    if (told !== undefined) say(told);
  });
  const beat = messageOf(minimal.Heartbeat, { type: 2, autopilot: 12, baseMode: 1 });
  clock.every(1000, () => peer.say(beat));
  peer.say(beat);
  const vehicle = station.vehicle(VEHICLE.sysid);
  if (vehicle === undefined) throw new Error('not heard');
  const missionMessages = (): string[] =>
    peer.heard.map(({ name }) => name).filter((name) => name.startsWith('MISSION_'));
  return { clock, vehicle, peer, say, missionMessages, aboard: script.aboard };
};

type Outcome =
  | 'stored'
  | 'read'
  | { readonly code: string; readonly details: Readonly<Record<string, string>> };
const failed = (reason: string): Outcome => ({ code: 'mavlink.transfer_failed', details: { reason } });
const rejected = (result: string): Outcome => ({ code: 'mavlink.plan_rejected', details: { result } });

type Row = readonly [
  name: string,
  row: {
    readonly fault: Fault;
    readonly outcome: Outcome;
    /** Which plan the vehicle has in the end; a read changes none. */
    readonly aboard?: 'old' | 'new';
  },
];

const ERROR_ACKS = [
  [MavMissionResult.ERROR, 'ERROR'],
  [MavMissionResult.UNSUPPORTED, 'UNSUPPORTED'],
] as const;
const errorAcks = (name: string, place: Answer['name'], seq?: number): Row[] =>
  ERROR_ACKS.map(([result, told]) => [
    `${name}, ${told}`,
    { fault: ackInstead(result, place, seq), outcome: rejected(told) },
  ]);

/** FailRead… of QGroundControl's mock link, in its order; and the wrong sequence that lies behind. */
const READS: readonly Row[] = [
  ['no COUNT to the list request', { fault: never('count'), outcome: failed('timeout') }],
  ['no COUNT to the first list request', { fault: firstMissing('count'), outcome: 'read' }],
  ['no item 0', { fault: never('item', 0), outcome: failed('timeout') }],
  ['no item 1', { fault: never('item', 1), outcome: failed('timeout') }],
  ['no item 1 at first', { fault: firstMissing('item', 1), outcome: 'read' }],
  ['item 1 for item 0', { fault: wrongSeq('item', 0, 1), outcome: failed('timeout') }],
  ['item 2 for item 1', { fault: wrongSeq('item', 1, 1), outcome: failed('timeout') }],
  ['item 0 for item 1', { fault: wrongSeq('item', 1, -1), outcome: failed('timeout') }],
  ...errorAcks('an error ACK for item 0', 'item', 0),
  ...errorAcks('an error ACK for item 1', 'item', 1),
];

/** FailWrite…, likewise. */
const WRITES: readonly Row[] = [
  ['no request after COUNT', { fault: never('request', 0), outcome: failed('timeout') }],
  [
    'no request after the first COUNT',
    { fault: firstMissing('request', 0), outcome: 'stored', aboard: 'new' },
  ],
  ['no request of item 1', { fault: never('request', 1), outcome: failed('timeout') }],
  ['a request of item 1 for item 0', { fault: wrongSeq('request', 0, 1), outcome: failed('timeout') }],
  ['a request of item 2 for item 1', { fault: wrongSeq('request', 1, 1), outcome: failed('timeout') }],
  ['a request of item 0 for item 1', { fault: wrongSeq('request', 1, -1), outcome: failed('timeout') }],
  ...errorAcks('an error ACK for the request of item 0', 'request', 0),
  ...errorAcks('an error ACK for the request of item 1', 'request', 1),
  ['no final ACK', { fault: never('ack'), outcome: failed('timeout'), aboard: 'new' }],
  ...errorAcks('an error as the final ACK', 'ack'),
  [
    'ACCEPTED before all items were requested',
    { fault: ackInstead(MavMissionResult.ACCEPTED, 'request', 3), outcome: failed('early-ack') },
  ],
];

const LONGEST_MS = 120_000;

describe.each(['mission', 'fence', 'rally'] as const)('%s', (kind) => {
  const [OLD, NEW] = [PLANS[kind](0), PLANS[kind](0.5)];

  const expectQuiet = async ({
    clock,
    vehicle,
    peer,
    missionMessages,
  }: Awaited<ReturnType<typeof setUp>>) => {
    await clock.advanceAsync(LATENCY_MS);
    peer.heard.length = 0;
    await clock.advanceAsync(20_000);
    expect(missionMessages()).toEqual([]);
    expect(vehicle.snapshot().queue).toEqual([]);
  };

  test.each(READS)('[MF1] read with %s', async (_, { fault, outcome }) => {
    const bed = await setUp(kind, fault);
    const result = await settle(bed.clock, bed.vehicle.downloadPlan(kind), LONGEST_MS);
    expect(result).toMatchObject(
      outcome === 'read' ? { ok: true, value: { items: OLD } } : { ok: false, error: outcome },
    );
    expect(bed.aboard()).toEqual(OLD);
    await expectQuiet(bed);
  });

  test.each(WRITES)('[MF1] write with %s', async (_, { fault, outcome, aboard = 'old' }) => {
    const bed = await setUp(kind, fault);
    const result = await settle(bed.clock, bed.vehicle.uploadPlan(kind, NEW), LONGEST_MS);
    expect(result).toMatchObject(
      outcome === 'stored' ? { ok: true, value: { items: COUNT } } : { ok: false, error: outcome },
    );
    expect(bed.aboard()).toEqual(aboard === 'new' ? NEW : OLD);
    await expectQuiet(bed);
  });

  const UNEXPECTED: readonly (readonly [string, Answer])[] = [
    ['MISSION_ACK', { name: 'ack', result: MavMissionResult.ERROR }],
    ['MISSION_ITEM_INT', { name: 'item', seq: 1 }],
    ['MISSION_REQUEST_INT', { name: 'request', seq: 1 }],
  ];
  test.each(UNEXPECTED)('[MF2] %s while idle', async (_, answer) => {
    const bed = await setUp(kind, none);
    for (const when of ['before any transfer', 'after one']) {
      bed.say(answer);
      await expectQuiet(bed);
      const result = await settle(bed.clock, bed.vehicle.uploadPlan(kind, NEW));
      expect(result, when).toMatchObject({ ok: true, value: { attempts: 1 } });
      expect(bed.aboard()).toEqual(NEW);
    }
    bed.say(answer);
    await expectQuiet(bed);
  });
});

describe('ERROR in the middle of an upload', () => {
  const started = (attempts: number) => {
    const items = PLANS.mission(0);
    const hand = byHand(uploadMachine({ kind: 'mission', items, target: VEHICLE, self: SELF, attempts }));
    const hear = (answer: Answer): MavMessage[] => {
      const message = wireOf(answer, 'mission', items);
      return message === undefined ? [] : hand.hear(message);
    };
    hand.feed({ kind: 'start' });
    hear({ name: 'request', seq: 0 });
    return { ...hand, hear };
  };
  const error: Answer = { name: 'ack', result: MavMissionResult.ERROR };

  test('[MU12] each time the vehicle asks on, it was about a COUNT that came twice', () => {
    const { hear, outcome } = started(1);
    for (let seq = 1; seq < COUNT; seq++) {
      expect(hear(error)).toEqual([]);
      expect(hear({ name: 'request', seq })).toMatchObject([{ fields: { seq } }]);
    }
    hear({ name: 'ack', result: MavMissionResult.ACCEPTED });
    expect(outcome()).toMatchObject({ kind: 'stored', attempts: 1 });
  });

  test('[MU12] ERROR again, to the item resent, ends the attempt', () => {
    const { hear, sent, state, outcome } = started(2);
    hear(error);
    expect(sent({ kind: 'timeout' })).toMatchObject([{ name: 'MISSION_ITEM_INT', fields: { seq: 0 } }]);
    expect(hear(error)).toMatchObject([
      { name: 'MISSION_ACK', fields: { type: MavMissionResult.OPERATION_CANCELLED } },
    ]);
    expect(state().kind).toBe('pausing');
    expect(sent({ kind: 'timeout' })).toMatchObject([{ name: 'MISSION_COUNT' }]);
    hear({ name: 'request', seq: 0 });
    hear(error);
    hear(error);
    expect(outcome()).toEqual({ kind: 'rejected', result: 'ERROR' });
  });
});
