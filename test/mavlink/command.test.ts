import { common } from 'mavlink-mappings';
import { expect, test } from 'vitest';
import { messageOf, type MavMessage } from '../../server/mavlink/codec.ts';
import { createCommandSender } from '../../server/mavlink/command-sender.ts';
import { commandMachine, type CommandRequest } from '../../server/mavlink/command.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { byHand, pairedPort, SELF, settle, VEHICLE } from './support.ts';

const QUERY: CommandRequest = { class: 'query', command: 512, params: [148] };
const SAFE: CommandRequest = { class: 'safe', command: 176, params: [1, 4, 5] };
const ARM: CommandRequest = { class: 'one-shot', command: 400, params: [1] };
const GRIPPER: CommandRequest = { class: 'one-shot', command: 211, params: [1, 0] };
const { MavResult } = common;

const ack = (command: number, result: number, to = SELF) =>
  messageOf(common.CommandAck, {
    command,
    result,
    targetSystem: to.sysid,
    targetComponent: to.compid,
  });

const sender = (partner: Parameters<typeof pairedPort>[1], passes?: Parameters<typeof pairedPort>[2]) => {
  const clock = fakeClock();
  const pair = pairedPort(clock, partner, passes);
  const commands = createCommandSender(pair.port, VEHICLE, SELF);
  return { clock, ...pair, commands, send: (r: CommandRequest) => settle(clock, commands.send(r)) };
};

const silent = (): void => {};

test.each([QUERY, SAFE])('[CM1] $class is resent three times, confirmation rising', async (request) => {
  const { clock, sent, send } = sender(silent);
  expect(await send(request)).toMatchObject({ ok: false, error: { code: 'mavlink.no_answer' } });
  expect(sent.map((m) => m.fields['confirmation'])).toEqual([0, 1, 2, 3]);
  expect(sent[0]?.fields).toMatchObject({ targetSystem: 7, targetComponent: 1, _param1: request.params[0] });
  expect(clock.mono()).toBeLessThan(2100);
});

test('[CM1] one lost ACK costs half a second', async () => {
  let lost = 0;
  const { clock, send } = sender(
    (m, reply) => reply(ack(Number(m.fields['command']), 0)),
    (direction) => direction === 'up' || lost++ > 0,
  );
  expect(await send(QUERY)).toMatchObject({ ok: true });
  expect(clock.mono()).toBeLessThan(700);
});

test('[CM1] a COMMAND_INT carries degE7 and the frame', () => {
  const request: CommandRequest = {
    class: 'query',
    command: 179,
    params: [0, 0, 0, 0, 320_877_000, 5, 20],
    frame: 0,
  };
  // The class of the machine is not the table's: the sender looks at that.
  const [message] = byHand(commandMachine(request, VEHICLE, SELF)).sent({ kind: 'start' });
  expect(message).toMatchObject({ name: 'COMMAND_INT', fields: { _param5: 320_877_000, _param7: 20 } });
});

test('[CM2] a one-shot is one frame; without answer it is unknown after 3 s', async () => {
  const { clock, sent, send } = sender(silent);
  expect(await send(ARM)).toMatchObject({ ok: false, error: { code: 'mavlink.command_unknown' } });
  expect(sent).toHaveLength(1);
  expect(clock.mono()).toBeGreaterThanOrEqual(3000);
});

test('[CM2] a cancelled one-shot is unknown, it may be on its way', () => {
  const hand = byHand(commandMachine(ARM, VEHICLE, SELF));
  hand.feed({ kind: 'start' });
  hand.feed({ kind: 'cancel' });
  expect(hand.outcome()).toEqual({ kind: 'unknown', inProgress: false });
});

test.each([
  ['of another command', ack(401, 0)],
  ['for another station', ack(400, 0, { sysid: 245, compid: 190 })],
  ['for our other component', ack(400, 0, { sysid: 255, compid: 1 })],
  ['for nobody', ack(400, 0, { sysid: 0, compid: 0 })],
])('[CM3] an ACK %s does not count', (_, foreign) => {
  const hand = byHand(commandMachine(ARM, VEHICLE, SELF));
  hand.feed({ kind: 'start' });
  hand.hear(foreign);
  expect(hand.outcome()).toBeUndefined();
  hand.hear(ack(400, 0));
  expect(hand.outcome()).toEqual({ kind: 'answered', result: 0, resultParam2: 0 });
});

test('[CM4] IN_PROGRESS ends resending and prolongs the wait', async () => {
  let heard = 0;
  const { clock, sent, commands, reply } = sender((_m, answer) => {
    heard++;
    answer(ack(21, MavResult.IN_PROGRESS));
  });
  const running = commands.send({ class: 'safe', command: 21, params: [] });
  await clock.advanceAsync(2500);
  reply(ack(21, MavResult.ACCEPTED));
  expect(await settle(clock, running)).toMatchObject({ ok: true });
  expect([heard, sent.length]).toEqual([1, 1]);
});

test('[CM4] IN_PROGRESS and then silence is no answer', async () => {
  const { clock, send, sent } = sender((_m, answer) => answer(ack(21, MavResult.IN_PROGRESS)));
  const result = await send({ class: 'safe', command: 21, params: [] });
  expect(result).toMatchObject({ ok: false, error: { code: 'mavlink.no_answer' } });
  expect(clock.mono()).toBeGreaterThan(3000);
  expect(sent).toHaveLength(1);
});

test('[CM5] queries of one command wait for each other, other commands do not', async () => {
  const order: number[] = [];
  const { clock, commands } = sender((m: MavMessage, reply) => {
    order.push(Number(m.fields['command']) * 1000 + Number(m.fields['_param1']));
    reply(ack(Number(m.fields['command']), 0));
  });
  const all = Promise.all([
    commands.send(QUERY),
    commands.send({ ...QUERY, params: [242] }),
    commands.send({ ...QUERY, command: 511, params: [33] }),
  ]);
  expect((await settle(clock, all)).every((result) => result.ok)).toBe(true);
  expect(order).toEqual([512_148, 511_033, 512_242]);
});

test('[CM5] a one-shot is refused while the same command is in flight', async () => {
  const { clock, commands, sent } = sender((_m, reply) => reply(ack(400, 0)));
  const first = commands.send(ARM);
  const second = await commands.send(ARM);
  expect(second).toMatchObject({ ok: false, error: { code: 'mavlink.command_busy' } });
  expect(await settle(clock, first)).toMatchObject({ ok: true });
  expect(sent).toHaveLength(1);
});

test('[CM5] a safe command does not wait for one that is unanswered, and ends its resending', async () => {
  const { clock, commands, sent } = sender((m, reply) => {
    if (m.fields['_param3'] === 5) reply(ack(176, 0));
  });
  const hold = commands.send({ ...SAFE, params: [1, 4, 3] });
  await clock.advanceAsync(100);
  const returning = commands.send(SAFE);
  expect(sent.map((m) => m.fields['_param3'])).toEqual([3, 5]);
  expect(await settle(clock, hold)).toMatchObject({ ok: false, error: { code: 'mavlink.cancelled' } });
  expect(await settle(clock, returning)).toMatchObject({ ok: true });
  await clock.advanceAsync(5000);
  // The return once more: the first ACK may have been the hold's.
  expect(sent.map((m) => m.fields['_param3'])).toEqual([3, 5, 5]);
});

test.each([0, MavResult.DENIED])(
  '[CM5] the late answer %i to a superseded command does not answer the newer one',
  async (result) => {
    let lost = 0;
    const { clock, commands, reply, sent } = sender((m, answer) => {
      // The first frame of the return is lost.
      if (m.fields['_param3'] === 5 && lost++ > 0) answer(ack(176, 0));
    });
    const mission = commands.send({ ...SAFE, class: 'one-shot', params: [1, 4, 4] });
    const returning = commands.send(SAFE);
    reply(ack(176, result));
    expect(await settle(clock, mission)).toMatchObject({ error: { code: 'mavlink.command_unknown' } });
    expect(await settle(clock, returning)).toMatchObject({ ok: true });
    expect(sent.map((m) => m.fields['_param3'])).toEqual([4, 5, 5]);
  },
);

test('[CM5] a disarm leaves at once while an arming frame is unanswered, which stays in doubt', async () => {
  const { clock, commands, sent } = sender(silent);
  const arming = commands.send(ARM);
  void commands.send({ ...SAFE, command: 400, params: [0] });
  expect(sent.map((m) => m.fields['_param1'])).toEqual([1, 0]);
  expect(await settle(clock, arming)).toMatchObject({ error: { code: 'mavlink.command_unknown' } });
});

test('[CM6] a late ACK is logged, the next command is not taken for answered', async () => {
  const { clock, commands, reply, logged } = sender(silent);
  await settle(clock, commands.send(ARM));
  reply(ack(400, 0));
  await clock.advanceAsync(100);
  expect(logged.some(({ sentence }) => sentence.includes('without a command in flight'))).toBe(true);
  expect(await settle(clock, commands.send(ARM))).toMatchObject({ ok: false });
});

test('[CM7] a refusal names the result and is not tried again', async () => {
  const { send, sent } = sender((_m, reply) => reply(ack(176, MavResult.TEMPORARILY_REJECTED)));
  expect(await send(SAFE)).toMatchObject({
    ok: false,
    error: { code: 'mavlink.command_rejected', details: { result: 'TEMPORARILY_REJECTED' } },
  });
  expect(sent).toHaveLength(1);
});

test('[CM4] IN_PROGRESS said again prolongs again', async () => {
  const { clock, sent, commands, reply } = sender((_m, answer) => answer(ack(211, MavResult.IN_PROGRESS)));
  const running = commands.send(GRIPPER);
  for (let said = 0; said < 5; said++) {
    await clock.advanceAsync(2900);
    reply(ack(211, MavResult.IN_PROGRESS));
  }
  await clock.advanceAsync(1000);
  reply(ack(211, MavResult.ACCEPTED));
  expect(await settle(clock, running)).toMatchObject({ ok: true });
  expect(sent).toHaveLength(1);
});

test('[CM4] IN_PROGRESS without end is doubt after about a minute', async () => {
  const { clock, commands, reply, sent } = sender((_m, answer) => answer(ack(211, MavResult.IN_PROGRESS)));
  const saying = clock.every(200, () => reply(ack(211, MavResult.IN_PROGRESS)));
  const running = commands.send(GRIPPER);
  expect(await settle(clock, running)).toMatchObject({ error: { code: 'mavlink.command_unknown' } });
  saying.cancel();
  expect(clock.mono()).toBeGreaterThan(55_000);
  expect(clock.mono()).toBeLessThan(70_000);
  expect(sent).toHaveLength(1);
});

const cancelsOf = (sent: readonly MavMessage[]): unknown[] =>
  sent.flatMap((m) => (m.name === 'COMMAND_CANCEL' ? [m.fields] : []));

test('[CM11] a command that was given up before its turn, or after we were closed, does not leave', async () => {
  const { clock, commands, sent } = sender(silent);
  const caller = new AbortController();
  const first = commands.send(QUERY);
  const waiting = commands.send({ ...QUERY, params: [242] }, caller.signal);
  caller.abort();
  await settle(clock, first);
  expect(await settle(clock, waiting)).toMatchObject({ error: { code: 'mavlink.cancelled' } });
  commands.close();
  expect(await settle(clock, commands.send(ARM))).toMatchObject({ error: { code: 'mavlink.cancelled' } });
  expect(sent.map(({ fields }) => fields['_param1'])).toEqual([148, 148, 148, 148]);
});

test('[CM8] a caller that gives up what is in progress tells the vehicle, once', async () => {
  const { clock, commands, sent } = sender((m, answer) => {
    if (m.name === 'COMMAND_LONG') answer(ack(211, MavResult.IN_PROGRESS));
  });
  const caller = new AbortController();
  const running = commands.send(GRIPPER, caller.signal);
  await clock.advanceAsync(500);
  caller.abort();
  expect(await settle(clock, running)).toMatchObject({ error: { code: 'mavlink.command_unknown' } });
  expect(cancelsOf(sent)).toEqual([{ command: 211, targetSystem: 7, targetComponent: 1 }]);
});

test('[CM8] nothing is said of a command that is not known to be in progress', async () => {
  const { clock, commands, sent } = sender(silent);
  const caller = new AbortController();
  const running = commands.send(GRIPPER, caller.signal);
  await clock.advanceAsync(500);
  caller.abort();
  await settle(clock, running);
  expect(cancelsOf(sent)).toEqual([]);
});

test('[CM8] nor of one that a newer one supersedes, nor when we are closed', async () => {
  const { clock, commands, sent } = sender((_m, answer) => answer(ack(176, MavResult.IN_PROGRESS)));
  const caller = new AbortController();
  const hold = commands.send({ ...SAFE, params: [1, 4, 3] }, caller.signal);
  await clock.advanceAsync(500);
  const returning = commands.send(SAFE);
  expect(await settle(clock, hold)).toMatchObject({ error: { code: 'mavlink.cancelled' } });
  await clock.advanceAsync(500);
  commands.close();
  expect(await settle(clock, returning)).toMatchObject({ error: { code: 'mavlink.cancelled' } });
  expect(sent.every(({ name }) => name === 'COMMAND_LONG')).toBe(true);
});

test('[CM6] an ACK for somebody else while the same command of ours is in flight is not applied', async () => {
  const { clock, commands, reply } = sender(silent);
  const running = commands.send(ARM);
  reply(ack(400, MavResult.DENIED, { sysid: 245, compid: 190 }));
  await clock.advanceAsync(100);
  reply(ack(400, MavResult.ACCEPTED));
  expect(await settle(clock, running)).toMatchObject({ ok: true });
});
