import { common } from 'mavlink-mappings';
import { expect, test } from 'vitest';
import { messageOf } from '../../server/mavlink/codec.ts';
import { downloadMachine } from '../../server/mavlink/mission-download.ts';
import { buildItem, type WireItem } from '../../server/mavlink/mission-wire.ts';
import { planId } from '../../server/mavlink/plan-id.ts';
import { runProtocol } from '../../server/mavlink/protocol.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { planPeer } from './plan-peer.ts';
import { byHand, pairedPort, SELF, settle, VEHICLE } from './support.ts';

const TRANSFER = { kind: 'mission', target: VEHICLE, self: SELF } as const;
const to = { targetSystem: SELF.sysid, targetComponent: SELF.compid };
const ITEMS: WireItem[] = [1, 2, 3].map((n) => ({
  command: 16,
  frame: 6,
  params: [0, n, 0, 0],
  x: 320_000_000 + n,
  y: 1_187_000_000,
  z: n,
}));

const downloadVia = async (passes: (n: number) => boolean) => {
  const clock = fakeClock();
  const peer = planPeer(clock);
  peer.load(ITEMS);
  let n = 0;
  const { port, sent } = pairedPort(clock, peer.hear, () => passes(n++));
  const outcome = await settle(clock, runProtocol(port, downloadMachine(TRANSFER)));
  return { outcome, sent };
};

test('[MD1] list, items, our ACK', async () => {
  const { outcome, sent } = await downloadVia(() => true);
  expect(outcome).toEqual({ kind: 'items', items: ITEMS, opaqueId: planId(ITEMS) });
  expect(sent.map((message) => message.name)).toEqual([
    'MISSION_REQUEST_LIST',
    ...ITEMS.map(() => 'MISSION_REQUEST_INT'),
    'MISSION_ACK',
  ]);
});

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('[MD1] message %i lost', async (lost) => {
  expect((await downloadVia((n) => n !== lost)).outcome).toMatchObject({ kind: 'items', items: ITEMS });
});

test('[MD2] items out of turn and of other plans are ignored', () => {
  const hand = byHand(downloadMachine(TRANSFER));
  hand.feed({ kind: 'start' });
  hand.hear(messageOf(common.MissionCount, { ...to, count: 2, missionType: 1 }));
  expect(hand.state().kind).toBe('listing');
  hand.hear(messageOf(common.MissionCount, { ...to, count: 2 }));
  const back = { target: SELF, self: VEHICLE };
  const [first, second] = ITEMS as [WireItem, WireItem];
  expect(hand.hear(buildItem(second, 1, { kind: 'mission', ...back }))).toEqual([]);
  expect(hand.hear(buildItem(first, 0, { kind: 'fence', ...back }))).toEqual([]);
  expect(hand.hear(buildItem(first, 0, { kind: 'mission', ...back }))).toMatchObject([
    { fields: { seq: 1 } },
  ]);
  expect(hand.hear(buildItem(first, 0, { kind: 'mission', ...back }))).toEqual([]);
});

test('[MD2] an error ACK is final, silence ends it', async () => {
  const hand = byHand(downloadMachine(TRANSFER));
  hand.feed({ kind: 'start' });
  hand.hear(messageOf(common.MissionAck, { ...to, type: common.MavMissionResult.DENIED }));
  expect(hand.outcome()).toEqual({ kind: 'rejected', result: 'DENIED' });
  const { outcome, sent } = await downloadVia(() => false);
  expect(outcome).toEqual({ kind: 'failed', reason: 'timeout' });
  expect(sent).toHaveLength(7);
});

test('[MD3] busy at the list request is asked again, then told', () => {
  const error = messageOf(common.MissionAck, { ...to, type: common.MavMissionResult.ERROR });
  const hand = byHand(downloadMachine(TRANSFER));
  hand.feed({ kind: 'start' });
  hand.hear(error);
  expect(hand.sent({ kind: 'timeout' })).toMatchObject([{ name: 'MISSION_REQUEST_LIST' }]);
  hand.hear(messageOf(common.MissionCount, { ...to, count: 0 }));
  expect(hand.outcome()).toMatchObject({ kind: 'items', items: [] });

  const refused = byHand(downloadMachine(TRANSFER));
  refused.feed({ kind: 'start' });
  refused.hear(error);
  for (let i = 0; i < 6; i++) refused.feed({ kind: 'timeout' });
  expect(refused.outcome()).toEqual({ kind: 'rejected', result: 'ERROR' });
});

test.each(['silence', 'ERROR'] as const)(
  '[MD4] %s while reading starts anew, three attempts in all',
  (what) => {
    const hand = byHand(downloadMachine(TRANSFER));
    const error = messageOf(common.MissionAck, { ...to, type: common.MavMissionResult.ERROR });
    hand.feed({ kind: 'start' });
    const getStuck = (): string[] => {
      hand.hear(messageOf(common.MissionCount, { ...to, count: 2 }));
      if (what === 'ERROR') return hand.hear(error).map((message) => message.name);
      for (let i = 0; i < 5; i++) hand.feed({ kind: 'timeout' });
      return hand.sent({ kind: 'timeout' }).map((message) => message.name);
    };
    expect(getStuck()).toEqual(['MISSION_REQUEST_LIST']);
    expect(getStuck()).toEqual(['MISSION_REQUEST_LIST']);
    getStuck();
    expect(hand.outcome()?.kind).toBe(what === 'ERROR' ? 'rejected' : 'failed');
  },
);
