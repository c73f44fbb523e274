import { common, type MavLinkData } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { messageOf } from '../../server/mavlink/codec.ts';
import { uploadMachine, type UploadJob } from '../../server/mavlink/mission-upload.ts';
import type { WireItem } from '../../server/mavlink/mission-wire.ts';
import { planId } from '../../server/mavlink/plan-id.ts';
import { runProtocol } from '../../server/mavlink/protocol.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { planPeer } from './plan-peer.ts';
import { byHand, pairedPort, SELF, settle, VEHICLE } from './support.ts';

const { MavMissionResult } = common;
const START = { kind: 'start' } as const;
const TIMEOUT = { kind: 'timeout' } as const;

const plan = (count: number): WireItem[] =>
  Array.from({ length: count }, (_, i) => ({
    command: 16,
    frame: 6,
    params: [0, 2, 0, 0],
    x: 320_000_000 + i,
    y: 1_187_000_000,
    z: 50 + i,
  }));

const job = (count: number, extra: Partial<UploadJob> = {}): UploadJob => ({
  kind: 'mission',
  items: plan(count),
  target: VEHICLE,
  self: SELF,
  ...extra,
});

const to = { targetSystem: SELF.sysid, targetComponent: SELF.compid };
const request = (seq: number, missionType = 0) =>
  messageOf(common.MissionRequestInt, { ...to, seq, missionType });
/** Of a vehicle that names no ids. */
const ack = (type: number, missionType = 0) => messageOf(common.MissionAck, { ...to, type, missionType });
/** ACCEPTED with the id of that plan, as PX4 says it. */
const acceptedWith = (opaqueId: number) =>
  messageOf(common.MissionAck, { ...to, type: MavMissionResult.ACCEPTED, opaqueId });

const started = (upload: UploadJob) => {
  const hand = byHand(uploadMachine(upload));
  hand.feed(START);
  return hand;
};

const names = (messages: readonly { name: string }[]): string[] => messages.map((message) => message.name);

test('[MU1] count, items as asked, ACK with the plan id', () => {
  const hand = byHand(uploadMachine(job(2)));
  expect(hand.sent(START)).toMatchObject([
    { name: 'MISSION_COUNT', fields: { count: 2, targetSystem: 7, missionType: 0 } },
  ]);
  expect(hand.hear(request(0))).toMatchObject([{ fields: { seq: 0, current: 1, z: 50, autocontinue: 1 } }]);
  const old = messageOf(common.MissionRequest, { ...to, seq: 1 });
  expect(hand.hear(old)).toMatchObject([{ name: 'MISSION_ITEM_INT', fields: { seq: 1, current: 0 } }]);
  const opaqueId = planId(plan(2));
  hand.hear(acceptedWith(opaqueId));
  expect(hand.outcome()).toEqual({ kind: 'stored', opaqueId, attempts: 1 });
});

/** Uploads to the PX4-like peer while `passes` decides on each message. */
const uploadVia = async (upload: UploadJob, passes: (n: number) => boolean) => {
  const clock = fakeClock();
  const peer = planPeer(clock);
  let n = 0;
  const { port, sent } = pairedPort(clock, peer.hear, () => passes(n++));
  const outcome = await settle(clock, runProtocol(port, uploadMachine(upload)), 400_000);
  return { outcome, aboard: peer.aboard(), messages: n, sent, tookMs: clock.mono() };
};

describe('loss', () => {
  const upload = job(4);
  /** COUNT, 4 requests, 4 items, ACK. */
  const MESSAGES = 10;

  test('[MU2] without loss it is as many messages as the protocol has', async () => {
    expect(await uploadVia(upload, () => true)).toMatchObject({ messages: MESSAGES, tookMs: 200 });
  });

  test.each(Array.from({ length: MESSAGES }, (_, lost) => lost))('[MU2] message %i lost', async (lost) => {
    const { outcome, aboard, tookMs } = await uploadVia(upload, (n) => n !== lost);
    expect(outcome).toMatchObject({ kind: 'stored', attempts: 1 });
    expect(aboard).toEqual(upload.items);
    expect(tookMs).toBeLessThan(2000);
  });

  test('[MU10] under random loss every upload ends whole or as a clean failure', async () => {
    let seed = 20_260_301;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const counts = { stored: 0, failed: 0 };
    for (let run = 0; run < 60; run++) {
      const { outcome, aboard } = await uploadVia(job(12), () => random() > 0.25);
      if (outcome.kind === 'stored') expect(aboard).toEqual(job(12).items);
      else expect(outcome).toEqual({ kind: 'failed', reason: 'timeout' });
      counts[outcome.kind === 'stored' ? 'stored' : 'failed']++;
    }
    expect(counts.stored).toBeGreaterThanOrEqual(59);
  });
});

describe('timeouts', () => {
  test('[MU3] the last message five times, then cancel', () => {
    const hand = started(job(2, { attempts: 1 }));
    hand.hear(request(0));
    for (let i = 0; i < 5; i++) expect(hand.sent(TIMEOUT)).toMatchObject([{ fields: { seq: 0 } }]);
    expect(hand.sent(TIMEOUT)).toMatchObject([
      { name: 'MISSION_ACK', fields: { type: MavMissionResult.OPERATION_CANCELLED } },
    ]);
    expect(hand.outcome()).toEqual({ kind: 'failed', reason: 'timeout' });
  });

  test('[MU7] four attempts with 5.5 s between them', async () => {
    const { outcome, sent, tookMs } = await uploadVia(job(1), () => false);
    expect(outcome).toEqual({ kind: 'failed', reason: 'timeout' });
    expect(names(sent).filter((name) => name === 'MISSION_COUNT')).toHaveLength(4 * 6);
    expect(names(sent).filter((name) => name === 'MISSION_ACK')).toHaveLength(4);
    expect(tookMs).toBe(4 * 6 * 1500 + 3 * 5500);
  });

  test('[MU7] a later attempt succeeds after a long silence', async () => {
    let until = 0;
    const { outcome, aboard } = await uploadVia(job(3), () => until++ > 14);
    expect(outcome).toMatchObject({ kind: 'stored', attempts: 3 });
    expect(aboard).toHaveLength(3);
  });
});

describe('what is not in order', () => {
  test('[MU4] a request that comes again is answered again', () => {
    const hand = started(job(3));
    hand.hear(request(0));
    hand.hear(request(1));
    expect(hand.hear(request(0))).toMatchObject([{ fields: { seq: 0 } }]);
    expect(hand.hear(request(2))).toMatchObject([{ fields: { seq: 2 } }]);
  });

  const foreign: readonly (readonly [string, MavLinkData])[] = [
    ['one ahead', request(1)],
    ['beyond the end', request(9)],
    ['of another plan kind', request(0, 1)],
    [
      'for another station',
      messageOf(common.MissionRequestInt, { seq: 0, targetSystem: 245, targetComponent: 190 }),
    ],
  ];
  test.each(foreign)('[MU4] a request %s is ignored', (_, message) => {
    const hand = started(job(3));
    expect(hand.hear(message)).toEqual([]);
    expect(hand.outcome()).toBeUndefined();
  });

  test('[MU4] endless repeats of one request end the attempt', () => {
    const hand = started(job(3, { attempts: 1 }));
    for (let i = 0; i < 60; i++) hand.hear(request(0));
    expect(hand.outcome()).toEqual({ kind: 'failed', reason: 'timeout' });
  });

  test.each([
    [MavMissionResult.NO_SPACE, 'NO_SPACE'],
    [MavMissionResult.INVALID_PARAM7, 'INVALID_PARAM7'],
    [MavMissionResult.DENIED, 'DENIED'],
  ])('[MU5] error ACK %i is final', (type, result) => {
    const hand = started(job(3));
    hand.hear(request(0));
    expect(hand.hear(ack(type))).toEqual([]);
    expect(hand.outcome()).toEqual({ kind: 'rejected', result });
  });

  test('[MU11] busy at COUNT: cancel, pause, and the next attempt', () => {
    const hand = started(job(1, { attempts: 2 }));
    expect(names(hand.hear(ack(MavMissionResult.ERROR)))).toEqual(['MISSION_ACK']);
    expect(hand.state().kind).toBe('pausing');
    expect(names(hand.sent(TIMEOUT))).toEqual(['MISSION_COUNT']);
    hand.hear(ack(MavMissionResult.ERROR));
    expect(hand.outcome()).toEqual({ kind: 'rejected', result: 'ERROR' });
  });

  test('[MU5] an error ACK about another plan kind is not ours', () => {
    const hand = started(job(3));
    hand.hear(ack(MavMissionResult.ERROR, 1));
    expect(hand.outcome()).toBeUndefined();
  });

  test('[MU6] ACCEPTED before the last item was asked for is a protocol error', () => {
    const hand = started(job(3));
    hand.hear(request(0));
    hand.hear(ack(MavMissionResult.ACCEPTED));
    expect(hand.outcome()).toEqual({ kind: 'failed', reason: 'early-ack' });
  });

  test('[MU8] cancelling tells the vehicle', () => {
    const hand = started(job(3));
    expect(hand.sent({ kind: 'cancel' })).toMatchObject([
      { name: 'MISSION_ACK', fields: { type: MavMissionResult.OPERATION_CANCELLED } },
    ]);
    expect(hand.outcome()).toEqual({ kind: 'failed', reason: 'cancelled' });
  });

  test.each(['mission', 'fence', 'rally'] as const)(
    '[MU9] an empty %s is COUNT 0 and an ACK',
    async (kind) => {
      const { outcome, messages } = await uploadVia({ ...job(0), kind }, () => true);
      expect(outcome).toMatchObject({ kind: 'stored' });
      expect(messages).toBe(2);
    },
  );
});

describe('the id of the plan', () => {
  const OLD = planId(plan(3));
  const whole = () => {
    const hand = started(job(2));
    hand.hear(request(0));
    hand.hear(request(1));
    return hand;
  };

  test('[MU13] a late ACK of the plan before does not end the upload, the right one does', () => {
    const hand = whole();
    hand.hear(acceptedWith(OLD));
    expect(hand.outcome()).toBeUndefined();
    hand.hear(acceptedWith(planId(plan(2))));
    expect(hand.outcome()).toMatchObject({ kind: 'stored', opaqueId: planId(plan(2)) });
  });

  test('[MU13] nor does it twice, and when it comes before the last item', () => {
    const hand = started(job(2));
    hand.hear(acceptedWith(OLD));
    hand.hear(request(0));
    hand.hear(acceptedWith(OLD));
    hand.hear(acceptedWith(OLD));
    expect(hand.outcome()).toBeUndefined();
    hand.hear(request(1));
    hand.hear(acceptedWith(planId(plan(2))));
    expect(hand.outcome()).toMatchObject({ kind: 'stored' });
  });

  test('[MU13] the last item is sent again: said again to that, the other id is the truth', () => {
    const hand = whole();
    hand.hear(acceptedWith(OLD));
    expect(hand.sent(TIMEOUT)).toMatchObject([{ name: 'MISSION_ITEM_INT', fields: { seq: 1 } }]);
    hand.hear(acceptedWith(OLD));
    expect(hand.outcome()).toEqual({ kind: 'failed', reason: 'other-id', said: OLD });
  });

  test('[MU13] an ACK without id counts, it is told that it named none', () => {
    const hand = whole();
    hand.hear(ack(MavMissionResult.ACCEPTED));
    expect(hand.outcome()).toMatchObject({ kind: 'stored', opaqueId: 0 });
  });

  test('[MU13] taking a plan off is not ended by the ACK of the plan before', () => {
    const hand = started(job(0));
    hand.hear(acceptedWith(OLD));
    expect(hand.outcome()).toBeUndefined();
    hand.hear(ack(MavMissionResult.ACCEPTED));
    expect(hand.outcome()).toMatchObject({ kind: 'stored', opaqueId: 0 });
  });
});
