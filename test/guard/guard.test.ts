import { common, minimal } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { Guard } from '../../server/guard/guard.ts';
import { messageOf } from '../../server/mavlink/codec.ts';
import { RequestEvent } from '../../server/mavlink/event-messages.ts';
import { CommandCancel } from '../../server/mavlink/extra-messages.ts';
import { specCoverage } from '../support/spec-rules.ts';
import {
  ARM,
  bytesOf,
  command,
  commanded,
  DISARM,
  grantOf,
  heartbeat,
  KEY,
  landed,
  mode,
  paramSet,
  PLAN,
  ruleOf,
  START,
  TARGET,
  toTarget,
} from './frames.ts';

const { MavLandedState, MavParamType } = common;
const judged = (guard: Guard, frame: Uint8Array, now = 10): string => ruleOf(guard.judge(frame, now));

test('every rule has a test and every test a rule', () => {
  const { untested, unknown, rules } = specCoverage('server/guard/SPEC.md', 'test/guard');
  expect({ untested, unknown }).toEqual({ untested: [], unknown: [] });
  expect(rules).toHaveLength(15);
});

describe('arming', () => {
  test('[GD1] only by an arm grant', () => {
    const guard = commanded(false);
    expect(judged(guard, ARM)).toBe('GD1');
    guard.grant(grantOf({ kind: 'resume', id: 'other' }, 10), 10);
    expect(judged(guard, ARM)).toBe('GD1');
    guard.grant(grantOf({ kind: 'arm' }, 10), 10);
    expect(judged(guard, ARM)).toBe('ok');
  });

  test('[GD1] a refusal names the vehicle, the rule and what was expected', () => {
    expect(commanded(false).judge(ARM, 10)).toEqual({
      ok: false,
      kind: 'arm',
      rule: 'GD1',
      target: TARGET,
      sentence: '7.1: command 400: expected a grant for it that is good now',
    });
  });

  test.each<[string, Guard, number]>([
    ['armed', commanded(true), 10],
    ['never heard', new Guard(), 10],
    ['heard 5 s ago', commanded(false), 5000],
  ])('[GD1] not a vehicle that is %s', (_what, guard, now) => {
    guard.command(TARGET, 1);
    guard.grant(grantOf({ kind: 'arm' }, now), now);
    const verdict = guard.judge(ARM, now);
    expect(verdict).toMatchObject({ rule: 'GD1', sentence: '7.1: command 400: expected it heard disarmed' });
  });

  test('[GD1] one heard just less than 5 s ago is armed', () => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'arm' }, 4999), 4999);
    expect(judged(guard, ARM, 4999)).toBe('ok');
  });

  test('[GD1] a grant is for its vehicle alone, and never for all of them', () => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'arm' }, 10), 10);
    for (const to of [{ targetSystem: 8, targetComponent: 1 }, { targetSystem: 7, targetComponent: 2 }, {}])
      expect(judged(guard, command(400, [1], to))).toBe('GD1');
    expect(judged(guard, ARM)).toBe('ok');
  });

  test('[GD1] COMMAND_INT arms like COMMAND_LONG', () => {
    const frame = bytesOf(messageOf(common.CommandInt, { ...toTarget, command: 400, _param1: 1 }));
    const guard = commanded(false);
    expect(judged(guard, frame)).toBe('GD1');
    guard.grant(grantOf({ kind: 'arm' }, 10), 10);
    expect(judged(guard, frame)).toBe('ok');
    expect(judged(guard, frame)).toBe('GD1');
  });

  test('[GD2] one frame for a grant, one grant for an id', () => {
    const guard = commanded(false);
    expect(guard.grant(grantOf({ kind: 'arm' }, 10), 10)).toEqual({ ok: true });
    expect(ruleOf(guard.grant(grantOf({ kind: 'arm' }, 10), 10))).toBe('GD2');
    expect([judged(guard, ARM), judged(guard, ARM)]).toEqual(['ok', 'GD1']);
    expect(guard.grant(grantOf({ kind: 'arm' }, 10), 10)).toMatchObject({
      rule: 'GD2',
      sentence: '7.1: grant g: expected a new one, it was given before',
    });
  });

  test('[GD2] a thousand ids are remembered', () => {
    const guard = commanded(true);
    const give = (id: string, now: number): string =>
      ruleOf(guard.grant(grantOf({ kind: 'resume', id }, now), now));
    for (let i = 0; i < 1000; i++) expect(give(`g${i}`, i * 1000)).toBe('ok');
    expect(give('g0', 1_000_000)).toBe('GD2');
    expect(give('g1000', 1_000_000)).toBe('ok');
    expect(give('g1', 1_000_500)).toBe('GD2');
    expect(give('g0', 1_000_500)).toBe('ok');
  });

  test('[GD2] what was revoked is void, and stays so', () => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'arm' }, 10), 10);
    guard.revoke(TARGET, 'another');
    guard.revoke({ sysid: 9, compid: 1 }, 'g');
    guard.revoke(TARGET, 'g');
    expect(judged(guard, ARM)).toBe('GD1');
    expect(ruleOf(guard.grant(grantOf({ kind: 'arm' }, 10), 10))).toBe('GD2');
  });

  test('[GD2] revoking one leaves the others', () => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'arm' }, 10), 10);
    guard.revoke(TARGET, 'another');
    expect(judged(guard, ARM)).toBe('ok');
  });

  test('[GD13] yes to "may I arm?" only after our own arming frame', () => {
    const answer = (result: number, resultParam2 = 15): Uint8Array =>
      bytesOf(messageOf(common.CommandAck, { ...toTarget, command: 3001, result, resultParam2 }));
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'arm' }, 10), 10);
    expect(judged(guard, answer(common.MavResult.ACCEPTED))).toBe('GD13');
    expect(judged(guard, answer(common.MavResult.DENIED))).toBe('ok');
    expect(judged(guard, ARM, 10)).toBe('ok');
    expect(judged(guard, answer(common.MavResult.ACCEPTED), 10_009)).toBe('ok');
    expect(guard.judge(answer(common.MavResult.ACCEPTED), 10_010)).toMatchObject({
      rule: 'GD13',
      sentence: '7.1: answer to command 3001: expected an arming frame of ours a moment ago',
    });
    const forSeconds = [1, 16, 0, -1].map((s) => judged(guard, answer(common.MavResult.ACCEPTED, s), 20));
    expect(forSeconds).toEqual(['ok', 'GD9', 'GD9', 'GD9']);
    const other = bytesOf(messageOf(common.CommandAck, { ...toTarget, command: 400, result: 0 }));
    expect(judged(guard, other)).toBe('GD9');
  });
});

describe('starting', () => {
  const armedBy = (now: number): Guard => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'arm', id: 'arming' }, now), now);
    guard.judge(ARM, now);
    return guard;
  };

  test('[GD3] once after the arming frame, when the vehicle is heard armed', () => {
    const guard = armedBy(10);
    expect(judged(guard, START, 20)).toBe('GD3');
    guard.heard(heartbeat(true), 20);
    expect(judged(guard, START, 20)).toBe('ok');
    expect(judged(guard, START, 20)).toBe('GD1');
  });

  test.each<[number, string]>([
    [10_009, 'ok'],
    [10_010, 'GD1'],
  ])('[GD3] within 10 s of it: at %d ms %s', (at, rule) => {
    const guard = armedBy(10);
    guard.heard(heartbeat(true), at);
    expect(judged(guard, START, at)).toBe(rule);
  });

  test('[GD3] the start that it opens is open to nothing else', () => {
    const guard = armedBy(10);
    guard.heard(heartbeat(true), 20);
    expect([command(192), command(185, [1]), PLAN].map((frame) => judged(guard, frame, 20))).toEqual([
      'GD1',
      'GD1',
      'GD1',
    ]);
    expect(judged(guard, START, 20)).toBe('ok');
  });

  test('[GD3] an arming frame that was refused opens nothing', () => {
    const guard = commanded(false);
    guard.judge(ARM, 10);
    guard.heard(heartbeat(true), 20);
    expect(judged(guard, START, 20)).toBe('GD1');
  });

  test.each<[string, Uint8Array]>([
    ['AUTO.MISSION', START],
    ['AUTO.TAKEOFF', mode('AUTO.TAKEOFF')],
    ['MISSION_START', command(300)],
  ])('[GD3] %s: by a resume grant, one frame, only armed', (_name, frame) => {
    const guard = commanded(true);
    expect(judged(guard, frame)).toBe('GD1');
    guard.grant(grantOf({ kind: 'resume' }, 10), 10);
    expect([judged(guard, frame), judged(guard, frame)]).toEqual(['ok', 'GD1']);
    const standing = commanded(false);
    standing.grant(grantOf({ kind: 'resume' }, 10), 10);
    expect(standing.judge(frame, 10)).toMatchObject({ rule: 'GD3' });
    const lost = commanded(true);
    lost.grant(grantOf({ kind: 'resume' }, 5000), 5000);
    expect(judged(lost, frame, 5000)).toBe('GD3');
  });
});

describe('commander', () => {
  test('[GD4] nothing is granted to a vehicle that was never heard', () => {
    expect(new Guard().grant(grantOf({ kind: 'arm' }, 10), 10)).toMatchObject({
      rule: 'GD4',
      sentence: '7.1: grant g: expected epoch undefined, got 1',
    });
  });

  test('[GD4] one heard armed, whose commander is not known, is not sent on', () => {
    const guard = new Guard();
    guard.heard(heartbeat(true), 0);
    expect(judged(guard, START)).toBe('GD4');
  });

  test('[GD4] without a verdict nothing is granted or written', () => {
    const guard = new Guard();
    guard.heard(heartbeat(false), 0);
    expect(guard.grant(grantOf({ kind: 'arm' }, 10), 10)).toMatchObject({
      rule: 'GD4',
      sentence: '7.1: grant g: expected epoch undefined, got 1',
    });
    expect(guard.judge(ARM, 10)).toMatchObject({
      rule: 'GD4',
      sentence: '7.1: command 400: expected a commander, it has none yet',
    });
    for (const frame of [PLAN, command(224), paramSet('A', 1), KEY, command(192), command(185, [1])])
      expect(judged(guard, frame)).toBe('GD4');
  });

  test('[GD4] a grant of a stale or future epoch is refused', () => {
    const guard = commanded(false);
    guard.command(TARGET, 5);
    for (const epoch of [1, 4, 6])
      expect(ruleOf(guard.grant(grantOf({ kind: 'arm', epoch }, 10), 10))).toBe('GD4');
    expect(ruleOf(guard.grant(grantOf({ kind: 'arm', epoch: 5 }, 10), 10))).toBe('ok');
  });

  test('[GD4] epochs never fall, not over a quarantine either', () => {
    const guard = commanded(false);
    expect(guard.command(TARGET, 5)).toEqual({ ok: true });
    expect(guard.command(TARGET, 4)).toMatchObject({
      rule: 'GD4',
      sentence: '7.1: expected an epoch of at least 5, got 4',
    });
    guard.quarantine(TARGET);
    expect(ruleOf(guard.command(TARGET, 4))).toBe('GD4');
    expect(ruleOf(guard.command(TARGET, NaN))).toBe('GD4');
    expect(ruleOf(guard.command(TARGET, 5))).toBe('ok');
  });

  test('[GD4] a new epoch voids grants; the same one again does not', () => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'arm' }, 10), 10);
    guard.command(TARGET, 1);
    expect(judged(guard, ARM)).toBe('ok');
    guard.grant(grantOf({ kind: 'arm', id: 'next' }, 10), 10);
    guard.command(TARGET, 2);
    expect(judged(guard, ARM)).toBe('GD1');
  });

  test.each<[string, (guard: Guard) => void, string]>([
    ['new epoch', (guard) => guard.command(TARGET, 2), 'GD1'],
    ['quarantine', (guard) => guard.quarantine(TARGET), 'GD4'],
  ])('[GD4] a %s ends the start that an arming frame opened', (_what, change, rule) => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'arm' }, 10), 10);
    guard.judge(ARM, 10);
    change(guard);
    guard.heard(heartbeat(true), 20);
    expect(judged(guard, START, 20)).toBe(rule);
  });

  test('[GD4] in quarantine grants are gone and plans are kept back', () => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'arm' }, 10), 10);
    guard.quarantine(TARGET);
    expect([judged(guard, ARM), judged(guard, PLAN)]).toEqual(['GD4', 'GD4']);
    guard.command(TARGET, 1);
    expect([judged(guard, ARM), judged(guard, PLAN)]).toEqual(['GD1', 'ok']);
    guard.quarantine({ sysid: 99, compid: 1 });
    expect(judged(guard, PLAN)).toBe('ok');
  });
});

describe('grants', () => {
  test.each<[Parameters<typeof grantOf>[0], number]>([
    [{ kind: 'arm' }, 10_000],
    [{ kind: 'resume' }, 5000],
    [{ kind: 'reroute' }, 90_000],
    [{ kind: 'fly', command: 192 }, 5000],
    [{ kind: 'param', name: 'A', value: 1 }, 60_000],
    [{ kind: 'key' }, 30_000],
    [
      {
        kind: 'two-person',
        command: 185,
        param1: 1,
        first: { person: 'a', at: 0 },
        second: { person: 'b', at: 0 },
      },
      10_000,
    ],
  ])('[GD5] %j lives up to %d ms', (grant, lifeMs) => {
    const guard = commanded(false);
    const give = (id: string, life: number): string =>
      ruleOf(guard.grant(grantOf({ ...grant, id, expiresAt: 10 + life }, 10), 10));
    expect(give('long', lifeMs + 1)).toBe('GD5');
    expect(give('over', 0)).toBe('GD5');
    expect(give('nan', NaN)).toBe('GD5');
    expect(give('good', lifeMs)).toBe('ok');
  });

  test('[GD5] a clock with fractions rounds nobody out of the longest life', () => {
    for (let i = 0; i < 1000; i++) {
      const now = 20_000 + i * 12.345678912345;
      const guard = new Guard();
      expect(guard.command(TARGET, 1).ok).toBe(true);
      const grant = { kind: 'key', id: `k${i}`, target: TARGET, epoch: 1, expiresAt: now + 30_000 } as const;
      expect(guard.grant(grant, now)).toEqual({ ok: true });
    }
  });

  test('[GD5] it says what was wrong', () => {
    expect(commanded(false).grant(grantOf({ kind: 'arm', expiresAt: 10 }, 10), 10)).toMatchObject({
      sentence: '7.1: grant g: expected a life of up to 10000 ms, got 0',
    });
  });

  test('[GD5] at its end it is void', () => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'arm', expiresAt: 100 }, 10), 10);
    expect(judged(guard, ARM, 100)).toBe('GD1');
    expect(judged(guard, ARM, 99)).toBe('ok');
  });

  test.each<[string, [string, number], [string, number], string]>([
    ['two people', ['a', 0], ['b', 120_000], 'ok'],
    ['at the same time', ['a', 5], ['b', 5], 'ok'],
    ['this very moment', ['a', 5], ['b', 130_000 - 10_000], 'ok'],
    ['now', ['a', 130_000], ['b', 130_000], 'ok'],
    ['one person', ['a', 0], ['a', 1], 'expected two people, got one'],
    ['nobody first', ['', 0], ['b', 1], 'expected two people, got one'],
    ['nobody second', ['a', 0], ['', 1], 'expected two people, got one'],
    ['too late', ['a', 0], ['b', 120_001], 'expected the second within 120000 ms of the first, got 120001'],
    ['second before first', ['a', 2], ['b', 1], 'expected the second within 120000 ms of the first, got -1'],
    ['not yet', ['a', 130_000], ['b', 130_001], 'expected the second within 120000 ms of the first, got 1'],
  ])('[GD5] %s', (_what, [one, at], [two, later], said) => {
    const now = 130_000;
    const guard = commanded(true);
    const verdict = guard.grant(
      grantOf(
        {
          kind: 'two-person',
          command: 185,
          param1: 1,
          first: { person: one, at },
          second: { person: two, at: later },
        },
        now,
      ),
      now,
    );
    expect(verdict.ok ? 'ok' : verdict.sentence).toBe(said === 'ok' ? 'ok' : `7.1: grant g: ${said}`);
  });

  test('[GD5] what two people want is that command with that first parameter, once', () => {
    const guard = commanded(true);
    const first = { person: 'a', at: 0 };
    const second = { person: 'b', at: 5 };
    guard.grant(grantOf({ kind: 'two-person', command: 400, param1: 0, first, second }, 10), 10);
    expect(judged(guard, command(400, [1, 21_196]))).toBe('GD1');
    expect(judged(guard, command(185, [0]))).toBe('GD1');
    expect(judged(guard, command(400, [0, 21_196]))).toBe('ok');
    expect(judged(guard, command(400, [0, 21_196]))).toBe('GD1');
  });

  test.each([192, 178, 211, 179])('[GD1] command %d by a grant for it, once', (id) => {
    const guard = commanded(true);
    expect(judged(guard, command(id))).toBe('GD1');
    guard.grant(grantOf({ kind: 'fly', command: id === 192 ? 178 : 192, id: 'other' }, 10), 10);
    expect(judged(guard, command(id))).toBe('GD1');
    guard.grant(grantOf({ kind: 'fly', command: id }, 10), 10);
    expect([judged(guard, command(id)), judged(guard, command(id))]).toEqual(['ok', 'GD1']);
  });

  test.each([185, 208])('[GD5] command %d not by one person’s grant', (id) => {
    const guard = commanded(true);
    guard.grant(grantOf({ kind: 'fly', command: id }, 10), 10);
    expect(judged(guard, command(id))).toBe('GD1');
  });

  test.each([185, 208])('[GD5] command %d by the grant of two people, in the air too', (id) => {
    const guard = commanded(true);
    const first = { person: 'a', at: 0 };
    const second = { person: 'b', at: 5 };
    guard.grant(grantOf({ kind: 'two-person', command: id, param1: 1, first, second }, 10), 10);
    expect([judged(guard, command(id, [1])), judged(guard, command(id, [1]))]).toEqual(['ok', 'GD1']);
  });

  test('[GD10] 64 good grants at a time; ended ones do not count', () => {
    const guard = commanded(true);
    const give = (id: number, now: number): string =>
      ruleOf(guard.grant(grantOf({ kind: 'resume', id: String(id) }, now), now));
    for (let i = 0; i < 64; i++) expect(give(i, 10)).toBe('ok');
    expect(guard.grant(grantOf({ kind: 'resume', id: 'more' }, 1009), 1009)).toMatchObject({
      rule: 'GD10',
      sentence: '7.1: grant more: one too many',
    });
    expect(give(64, 1010)).toBe('ok');
  });

  test('[GD10] a stranger makes room for a commander, a commanded vehicle does not', () => {
    const guard = new Guard();
    const id = (n: number) => ({ sysid: n & 0xff, compid: 1 + (n >> 8) });
    const hear = (n: number): void =>
      guard.heard(bytesOf(messageOf(minimal.Heartbeat, { autopilot: 12 }), id(n)), 0);
    const to = (n: number) => ({ targetSystem: id(n).sysid, targetComponent: id(n).compid });
    const logs = (n: number): Uint8Array => bytesOf(messageOf(common.LogRequestList, to(n)));
    for (let n = 0; n < 256; n++) hear(n);
    expect(judged(guard, logs(0))).toBe('ok');
    hear(256);
    expect([judged(guard, logs(0)), judged(guard, logs(1)), judged(guard, logs(256))]).toEqual([
      'GD8',
      'ok',
      'ok',
    ]);
    for (let n = 300; n < 556; n++) expect(ruleOf(guard.command(id(n), 1))).toBe('ok');
    expect(guard.command(id(600), 1)).toMatchObject({ rule: 'GD10', sentence: '88.3: a vehicle too many' });
    hear(601);
    expect(judged(guard, logs(601))).toBe('GD8');
    expect(ruleOf(guard.command(id(300), 2))).toBe('ok');
  });
});

describe('on the ground', () => {
  test('[GD6] a parameter: the granted value of the granted name, as often as it takes', () => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'param', name: 'MPC_XY_VEL', value: 0.1 }, 10), 10);
    const wanted = paramSet('MPC_XY_VEL', 0.1);
    expect([judged(guard, wanted), judged(guard, wanted)]).toEqual(['ok', 'ok']);
    expect(judged(guard, paramSet('MPC_XY_VEL', 0.2))).toBe('GD1');
    expect(judged(guard, paramSet('MPC_XY', 0.1))).toBe('GD1');
    expect(judged(guard, KEY)).toBe('GD1');
  });

  test('[GD6] an integer is compared as the integer that PX4 takes it for', () => {
    const raw = new DataView(new ArrayBuffer(4));
    raw.setInt32(0, 3, true);
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'param', name: 'SIXTEEN_LETTERS_', value: 3 }, 10), 10);
    expect(judged(guard, paramSet('SIXTEEN_LETTERS_', raw.getFloat32(0, true), MavParamType.INT32))).toBe(
      'ok',
    );
    expect(judged(guard, paramSet('SIXTEEN_LETTERS_', 3))).toBe('ok');
    expect(judged(guard, paramSet('SIXTEEN_LETTERS_', 3, MavParamType.INT32))).toBe('GD1');
  });

  test('[GD6] a key, as often as it takes', () => {
    const guard = commanded(false);
    guard.grant(grantOf({ kind: 'key' }, 10), 10);
    expect([judged(guard, KEY), judged(guard, KEY), judged(guard, PLAN)]).toEqual(['ok', 'ok', 'ok']);
  });

  test('[GD6] neither to one that is armed or silent', () => {
    const guard = commanded(true);
    guard.grant(grantOf({ kind: 'param', name: 'A', value: 1 }, 10), 10);
    guard.grant(grantOf({ kind: 'key', id: 'key' }, 10), 10);
    expect([judged(guard, paramSet('A', 1)), judged(guard, KEY)]).toEqual(['GD6', 'GD6']);
    guard.heard(heartbeat(false), 20);
    expect([judged(guard, paramSet('A', 1), 20), judged(guard, KEY, 20)]).toEqual(['ok', 'ok']);
    guard.grant(grantOf({ kind: 'key', id: 'later' }, 5020), 5020);
    expect(judged(guard, KEY, 5020)).toBe('GD6');
  });

  test('[GD7] disarmed only when heard on the ground', () => {
    const guard = commanded(true);
    expect(judged(guard, DISARM)).toBe('GD7');
    guard.heard(landed(MavLandedState.IN_AIR), 10);
    expect(judged(guard, DISARM)).toBe('GD7');
    guard.heard(landed(MavLandedState.ON_GROUND), 20);
    expect([judged(guard, DISARM, 5019), judged(guard, DISARM, 5020)]).toEqual(['ok', 'GD7']);
    expect(guard.judge(DISARM, 5020)).toMatchObject({
      sentence: '7.1: command 400: expected it heard on the ground',
    });
  });

  test('[GD7] landed states of those whose heartbeat is unknown say nothing', () => {
    const guard = new Guard();
    guard.heard(landed(MavLandedState.ON_GROUND), 0);
    expect(judged(guard, DISARM)).toBe('GD7');
    guard.heard(heartbeat(true), 0);
    expect(judged(guard, DISARM)).toBe('GD7');
  });

  test('[GD7] no restart of one that is armed, not by two people either', () => {
    const first = { person: 'a', at: 0 };
    const second = { person: 'b', at: 5 };
    const grant = grantOf({ kind: 'two-person', command: 246, param1: 1, first, second }, 10);
    const [armed, standing] = [commanded(true), commanded(false)];
    armed.grant(grant, 10);
    expect(judged(armed, command(246, [1]))).toBe('GD7');
    expect(judged(standing, command(246, [1]))).toBe('GD1');
    standing.grant(grant, 10);
    expect(judged(standing, command(246, [1]))).toBe('ok');
  });

  const ftp = (opcode: number): Uint8Array => {
    const payload = Array.from({ length: 251 }, () => 0);
    payload[3] = opcode;
    return bytesOf(messageOf(common.FileTransferProtocol, { ...toTarget, payload }));
  };

  test.each<[string, Uint8Array]>([
    ...[3, 4, 5, 14, 15].map((opcode): [string, Uint8Array] => [`file operation ${opcode}`, ftp(opcode)]),
    ['list of logs', bytesOf(messageOf(common.LogRequestList, { ...toTarget }))],
    ['log data', bytesOf(messageOf(common.LogRequestData, { ...toTarget, id: 3, ofs: 90 }))],
  ])('[GD8] %s only of one heard disarmed', (_name, frame) => {
    expect([judged(commanded(false), frame), judged(commanded(true), frame)]).toEqual(['ok', 'GD8']);
    expect([judged(commanded(false), frame, 5000), judged(new Guard(), frame)]).toEqual(['GD8', 'GD8']);
  });

  test.each<[string, string, Uint8Array]>([
    ['GD6', 'parameter A: expected it heard disarmed', paramSet('A', 1)],
    ['GD6', 'message 256: expected it heard disarmed', KEY],
    ['GD7', 'command 246: expected it heard disarmed', command(246, [1])],
    ['GD8', 'file operation 5: expected it heard disarmed', ftp(5)],
    ['GD3', 'command 176: expected it heard armed', START],
  ])('[GD6, GD7, GD8] %s says: %s', (rule, said, frame) => {
    expect(new Guard().judge(frame, 0)).toMatchObject({ rule, sentence: `7.1: ${said}` });
  });

  test('[GD8] a transfer is ended at any time', () => {
    for (const opcode of [0, 1, 2]) expect(judged(commanded(true), ftp(opcode))).toBe('ok');
    expect(judged(commanded(true), bytesOf(messageOf(common.LogRequestEnd, { ...toTarget })))).toBe('ok');
  });

  test('[GD9] files are not changed', () => {
    for (const opcode of [6, 7, 8, 9, 10, 11, 12, 13, 16, 128])
      expect(judged(commanded(false), ftp(opcode))).toBe('GD9');
  });

  test('[GD12] plans are written to one heard disarmed, to others by a re-route', () => {
    const frames = [
      PLAN,
      bytesOf(messageOf(common.MissionItemInt, { ...toTarget, seq: 1 })),
      bytesOf(messageOf(common.MissionClearAll, { ...toTarget })),
      command(224, [2]),
    ];
    const flying = commanded(true);
    for (const frame of frames) {
      expect(judged(commanded(false), frame)).toBe('ok');
      expect(judged(flying, frame)).toBe('GD1');
      expect(judged(commanded(false), frame, 5000)).toBe('GD1');
    }
    flying.grant(grantOf({ kind: 'reroute', id: 'r' }, 10), 10);
    for (const frame of [...frames, ...frames]) expect(judged(flying, frame)).toBe('ok');
    expect(judged(flying, START)).toBe('GD1');
    flying.revoke(TARGET, 'r');
    expect(judged(flying, PLAN)).toBe('GD1');
  });
});

describe('always', () => {
  test('[GD11] hold leaves where nothing is known of the vehicle', () => {
    expect(judged(new Guard(), mode('AUTO.LOITER'))).toBe('ok');
  });

  test.each<[string, Uint8Array]>([
    ['AUTO.LOITER', mode('AUTO.LOITER')],
    ['AUTO.RTL', mode('AUTO.RTL')],
    ['AUTO.LAND', mode('AUTO.LAND')],
    ['AUTO.PRECLAND', mode('AUTO.PRECLAND')],
    ['NAV_RETURN_TO_LAUNCH', command(20)],
    ['NAV_LAND', command(21)],
  ])('[GD11] %s leaves at any time', (_name, frame) => {
    const quarantined = commanded(true);
    quarantined.quarantine(TARGET);
    for (const guard of [new Guard(), commanded(false), commanded(true), quarantined])
      expect(judged(guard, frame, 60_000)).toBe('ok');
  });

  test.each<[string, Uint8Array]>([
    ['heartbeat', bytesOf(messageOf(minimal.Heartbeat, { type: 6 }))],
    ['timesync', bytesOf(messageOf(common.TimeSync, { ...toTarget, ts1: 5n }))],
    ['one parameter', bytesOf(messageOf(common.ParamRequestRead, { ...toTarget, paramId: 'A' }))],
    ['all parameters', bytesOf(messageOf(common.ParamRequestList, { ...toTarget }))],
    ['mission list', bytesOf(messageOf(common.MissionRequestList, { ...toTarget }))],
    ['mission item', bytesOf(messageOf(common.MissionRequestInt, { ...toTarget, seq: 2 }))],
    ['mission ack', bytesOf(messageOf(common.MissionAck, { ...toTarget }))],
    ['cancel', bytesOf(messageOf(CommandCancel, { ...toTarget, command: 241 }))],
    ['event', bytesOf(messageOf(RequestEvent, { ...toTarget, firstSequence: 1, lastSequence: 2 }))],
    ['message', command(512, [148])],
    ['interval', command(511, [33, 200_000])],
    ['get interval', command(510, [33])],
    ['pre-arm checks', command(401)],
  ])('[GD9] %s may be asked of anybody', (_name, frame) => {
    expect([judged(new Guard(), frame), judged(commanded(true), frame)]).toEqual(['ok', 'ok']);
  });

  const { ManualControl, SetMode, SetPositionTargetGlobalInt, MissionSetCurrent, Ping } = common;
  test.each<[string, Uint8Array]>([
    ['sticks', bytesOf(messageOf(ManualControl, { target: 7, x: 100 }))],
    ['SET_MODE', bytesOf(messageOf(SetMode, { targetSystem: 7, customMode: 0x03_04_00_00, baseMode: 1 }))],
    ['setpoints', bytesOf(messageOf(SetPositionTargetGlobalInt, { ...toTarget }))],
    ['MISSION_SET_CURRENT', bytesOf(messageOf(MissionSetCurrent, { ...toTarget }))],
    ['ping', bytesOf(messageOf(Ping, { ...toTarget }))],
    ['take-off', command(22)],
    ['winch', command(42_600)],
    ['injected failure', command(420)],
    ['manual', mode('MANUAL')],
    ['offboard', mode('OFFBOARD')],
    ['termination mode', mode('TERMINATION')],
    ['follow', mode('AUTO.FOLLOW_TARGET')],
    ['base mode', command(176, [4, 4, 3])],
    ['hold with the armed flag', command(176, [129, 4, 3])],
    ['nearly hold', command(176, [1, 4, 3.2])],
    ['nearly AUTO', command(176, [1, 4.2, 3])],
    ['nearly arm', command(400, [0.6])],
    ['arm by 2', command(400, [2])],
    ['arm by NaN', command(400, [NaN])],
    ['nearly arm by force', command(400, [0.6, 21_196])],
  ])('[GD9] %s never leaves', (_name, frame) => {
    expect([judged(commanded(false), frame), judged(commanded(true), frame)]).toEqual(['GD9', 'GD9']);
  });

  test('[GD9] it says what it does not know', () => {
    expect(commanded(false).judge(command(22), 10)).toMatchObject({
      sentence: '7.1: command 22: expected something known',
    });
    expect(commanded(false).judge(bytesOf(messageOf(Ping, { ...toTarget })), 10)).toMatchObject({
      sentence: expect.stringContaining('message 4: expected something known') as string,
    });
  });

  test('[GD9] bytes that are no whole MAVLink 2 frame', () => {
    const v1 = Uint8Array.from(ARM);
    v1[0] = 0xfe;
    for (const frame of [
      new Uint8Array(),
      Uint8Array.from([0xfd]),
      ARM.subarray(0, 9),
      ARM.subarray(0, 20),
      v1,
    ]) {
      expect(new Guard().judge(frame, 0)).toEqual({
        ok: false,
        rule: 'GD9',
        target: { sysid: 0, compid: 0 },
        sentence: '0.0: expected a MAVLink 2 frame',
      });
      const guard = new Guard();
      guard.heard(frame, 0);
    }
    const shortest = Uint8Array.from([0xfd, 0, 0, 0, 0, 255, 190, 0, 0, 0]);
    expect(judged(new Guard(), shortest)).toBe('ok');
  });

  test('[GD9] what gimbals, radios and other stations say of themselves counts for nothing', () => {
    const guard = new Guard();
    guard.command(TARGET, 1);
    guard.heard(heartbeat(false, minimal.MavAutopilot.INVALID), 0);
    guard.heard(DISARM, 0);
    guard.heard(bytesOf(messageOf(common.TimeSync, {}), TARGET), 0);
    expect(judged(guard, PLAN)).toBe('GD1');
    guard.heard(heartbeat(false), 0);
    expect(judged(guard, PLAN)).toBe('ok');
  });
});
