import { common } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { messageOf } from '../../server/mavlink/codec.ts';
import { commandClassOf, commandText, type CommandClass } from '../../server/mavlink/command-classes.ts';
import { createCommandSender } from '../../server/mavlink/command-sender.ts';
import type { CommandRequest } from '../../server/mavlink/command.ts';
import { modeParams, type ModeName } from '../../server/mavlink/modes.ts';
import { createProofBook, type TwoPersonProof } from '../../server/mavlink/two-person.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { pairedPort, SELF, settle, VEHICLE } from './support.ts';

const modeOf = (mode: ModeName): number[] => [1, modeParams(mode).main, modeParams(mode).sub];

const obedient = () => {
  const clock = fakeClock();
  const pair = pairedPort(clock, (message, reply) => {
    const to = { targetSystem: SELF.sysid, targetComponent: SELF.compid };
    reply(messageOf(common.CommandAck, { ...to, command: Number(message.fields['command']), result: 0 }));
  });
  const commands = createCommandSender(pair.port, VEHICLE, SELF);
  return { clock, sent: pair.sent, send: (r: CommandRequest) => settle(clock, commands.send(r)) };
};

describe('table', () => {
  test.each<[string, number, number[], CommandClass | undefined]>([
    ['request message', 512, [148], 'query'],
    ['message interval', 511, [33, 200_000], 'query'],
    ['hold', 176, modeOf('AUTO.LOITER'), 'safe'],
    ['return', 176, modeOf('AUTO.RTL'), 'safe'],
    ['land', 176, modeOf('AUTO.LAND'), 'safe'],
    ['mission', 176, modeOf('AUTO.MISSION'), 'one-shot'],
    ['take-off mode', 176, modeOf('AUTO.TAKEOFF'), 'one-shot'],
    ['termination mode', 176, modeOf('TERMINATION'), 'two-person'],
    ['offboard', 176, modeOf('OFFBOARD'), undefined],
    ['manual', 176, modeOf('MANUAL'), undefined],
    ['base mode', 176, [4, 0, 0], undefined],
    ['arm', 400, [1], 'one-shot'],
    ['disarm', 400, [0], 'safe'],
    ['forced arm', 400, [1, 21_196], 'two-person'],
    ['forced disarm', 400, [0, 21_196], 'two-person'],
    ['arm and what else', 400, [1, 7], undefined],
    ['neither arm nor disarm', 400, [Number.NaN], undefined],
    ['mission start', 300, [0, 0], 'one-shot'],
    ['winch', 42_600, [1], 'one-shot'],
    ['termination', 185, [1], 'two-person'],
    ['parachute', 208, [2], 'two-person'],
    ['reboot', 246, [1], 'two-person'],
    ['injected failure', 420, [1, 1], 'two-person'],
    ['pause', 193, [0], undefined],
  ])('[CM9] %s is in its class', (_, command, params, expected) => {
    expect(commandClassOf(command, params)).toBe(expected);
  });

  test.each<[string, CommandRequest, string]>([
    ['ARM as a query', { class: 'query', command: 400, params: [1] }, 'mavlink.command_class'],
    ['ARM as safe', { class: 'safe', command: 400, params: [1] }, 'mavlink.command_class'],
    [
      'a forced disarm as safe',
      { class: 'safe', command: 400, params: [0, 21_196] },
      'mavlink.command_class',
    ],
    ['MISSION_START as safe', { class: 'safe', command: 300, params: [] }, 'mavlink.command_class'],
    ['termination as one-shot', { class: 'one-shot', command: 185, params: [1] }, 'mavlink.command_class'],
    ['a command of nobody', { class: 'query', command: 520, params: [1] }, 'mavlink.command_unlisted'],
    ['OFFBOARD', { class: 'one-shot', command: 176, params: [1, 6, 0] }, 'mavlink.command_unlisted'],
    ['a reboot without proof', { class: 'two-person', command: 246, params: [1] }, 'mavlink.two_person'],
  ])('[CM9] %s never reaches the wire', async (_, request, code) => {
    const { send, sent } = obedient();
    expect(await send(request)).toMatchObject({ ok: false, error: { code } });
    expect(sent).toEqual([]);
  });
});

const REBOOT = { class: 'two-person', command: 246, params: [1] } as const;
const WHAT = commandText(REBOOT);
const AT = 1_000_000;
const MINUTE = 60_000;

const proofOf = (change: Partial<TwoPersonProof> = {}): TwoPersonProof => ({
  intent: 'i-1',
  what: WHAT,
  first: { person: 'p-lin', at: monoMs(AT - MINUTE) },
  second: { person: 'p-wu', at: monoMs(AT) },
  ...change,
});

describe('two people', () => {
  test('[CM10] (INV-S7) with two of them it is one frame, also without answer', async () => {
    const clock = fakeClock();
    const { port, sent } = pairedPort(clock, () => {});
    const commands = createCommandSender(port, VEHICLE, SELF);
    const second = { person: 'p-wu', at: clock.mono() };
    const proof = proofOf({ first: { person: 'p-lin', at: clock.mono() }, second });
    const answer = await settle(clock, commands.send({ ...REBOOT, proof }));
    expect(answer).toMatchObject({ error: { code: 'mavlink.command_unknown' } });
    await clock.advanceAsync(20_000);
    expect(sent).toHaveLength(1);
    expect(await commands.send({ ...REBOOT, proof })).toMatchObject({
      error: { code: 'mavlink.two_person' },
    });
    expect(sent).toHaveLength(1);
  });

  test('[CM10] a proof is good once', () => {
    const book = createProofBook();
    expect(book.spend(proofOf(), WHAT, monoMs(AT)).ok).toBe(true);
    expect(book.spend(proofOf(), WHAT, monoMs(AT))).toMatchObject({
      error: { code: 'mavlink.two_person', details: { reason: 'spent' } },
    });
    expect(book.spend(proofOf({ intent: 'i-2' }), WHAT, monoMs(AT)).ok).toBe(true);
  });

  test.each<[string, Partial<TwoPersonProof> | undefined, string]>([
    ['one who says it twice', { second: { person: 'p-lin', at: monoMs(AT) } }, 'same_person'],
    ['nobody', { first: { person: '', at: monoMs(AT) } }, 'no_person'],
    ['a second after more than 120 s', { first: { person: 'p-lin', at: monoMs(AT - 120_001) } }, 'too_late'],
    ['a second before the first', { first: { person: 'p-lin', at: monoMs(AT + 1) } }, 'too_late'],
    ['a first without time', { first: { person: 'p-lin', at: monoMs(Number.NaN) } }, 'too_late'],
    ['approval of another action', { what: 'command 185 (1)' }, 'other_action'],
    ['approval of other parameters', { what: 'command 246 (2)' }, 'other_action'],
    ['no intent', { intent: '' }, 'no_person'],
    ['no proof', undefined, 'missing'],
  ])('[CM10] (INV-S7) %s is no proof', (_, change, reason) => {
    const proof = change === undefined ? undefined : proofOf(change);
    expect(createProofBook().spend(proof, WHAT, monoMs(AT))).toMatchObject({
      error: { code: 'mavlink.two_person', details: { reason } },
    });
  });

  test('[CM10] the second may come 120 s after the first, the frame 10 s after the second', () => {
    const proof = proofOf({ first: { person: 'p-lin', at: monoMs(AT - 120_000) } });
    const outcome = (now: number): unknown => {
      const result = createProofBook().spend(proof, WHAT, monoMs(now));
      return result.ok ? 'good' : (result.error.details as { reason: string }).reason;
    };
    expect([AT - 1, AT, AT + 10_000, AT + 10_001].map(outcome)).toEqual([
      'not_yet',
      'good',
      'good',
      'expired',
    ]);
  });
});
