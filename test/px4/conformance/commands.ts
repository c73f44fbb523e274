import { common } from 'mavlink-mappings';
import { expect } from 'vitest';
import { all, GCS, type Probe } from '../probe/probe.ts';
import {
  arm,
  command,
  commandResults,
  isArmed,
  REAL32,
  setMode,
  setParam,
  texts,
  to,
  untilMode,
  untilText,
} from '../probe/wire.ts';
import { own, type Case } from './case.ts';

type Row = readonly [what: string, id: number, params: readonly number[], result: number | undefined];

const answers = (id: Case['id'], name: string, rows: readonly Row[]): Case => ({
  id,
  name,
  body: async (probe) => {
    for (const [what, number, params, result] of rows)
      expect(await command(probe, number, params), what).toBe(result);
    await setMode(probe, 'AUTO.LOITER');
  },
});

const ARM_AUTHORIZATION_REQUEST = 3001;

/** How often the vehicle has asked us whether it may arm. */
const asks = (probe: Probe, mark: number): number =>
  all(probe, common.CommandLong, mark).filter(
    ({ command: id, targetSystem }) =>
      (id as number) === ARM_AUTHORIZATION_REQUEST && targetSystem === GCS.sysid,
  ).length;

type Answer = { readonly result: number; readonly progress: number; readonly resultParam2: number };

/** An answer at the time of the question is dropped: its clock, as its positions tell it, has gone on by then. */
const HOLD_S = 0.3;

/** Arms; the vehicle asks `times`, and each time gets that answer, or none. The result of the arming command. */
const armAsking = (probe: Probe, times: number, answer?: Answer): Promise<number> => {
  const mark = probe.heard.length;
  /** When each question is answered, vehicle s. */
  const due: number[] = [];
  let answered = 0;
  probe.send(common.CommandLong, { ...to(probe), command: 400, _param1: 1 });
  const look = (): number | undefined => {
    while (due.length < asks(probe, mark)) due.push(probe.timeS() + HOLD_S);
    for (; answered < due.length && probe.timeS() >= (due[answered] ?? 0); answered++)
      if (answer !== undefined)
        probe.send(common.CommandAck, { ...to(probe), command: ARM_AUTHORIZATION_REQUEST, ...answer });
    const ack = all(probe, common.CommandAck, mark).find(({ command: id }) => (id as number) === 400);
    return answered >= times && answered === due.length ? ack?.result : undefined;
  };
  return probe.until('the end of the arming', look, 8 * probe.speed);
};

/** A vehicle that asks us before it arms, by that method. */
const asking = async (
  probe: Probe,
  [method, timeoutS]: readonly [method: number, timeoutS: number],
  body: () => Promise<void>,
): Promise<void> => {
  await setParam(probe, 'COM_ARM_AUTH_TO', timeoutS, REAL32);
  await setParam(probe, 'COM_ARM_AUTH_ID', GCS.sysid);
  await setParam(probe, 'COM_ARM_AUTH_MET', method);
  await setParam(probe, 'COM_ARM_AUTH_REQ', 1);
  // The commander takes them up in its own time.
  await probe.wait(1);
  try {
    await body();
    await command(probe, 400, [0]);
  } finally {
    await setParam(probe, 'COM_ARM_AUTH_REQ', 0);
    // The leave that was given last is over.
    await probe.wait(6);
  }
};

export const commands: readonly Case[] = [
  answers('CF66', 'UNSUPPORTED: pause, parachute, guided speed, loiter, an unknown one', [
    ['DO_PAUSE_CONTINUE', 193, [0], 3],
    ['parachute', 208, [1], 3],
    ['GUIDED_CHANGE_SPEED', 43_000, [1, 10], 3],
    ['NAV_LOITER_UNLIM', 17, [], 3],
    ['unknown', 31_999, [], 3],
  ]),
  answers('CF67', 'DENIED: flight termination, reboot, a mission start without mission', [
    ['termination', 185, [1], 2],
    ['reboot', 246, [1], 2],
    ['MISSION_START', 300, [0, 0], 2],
  ]),
  answers('CF68', 'FAILED: a mission item that is not there, standard modes 0, 3 and 9', [
    ['224', 224, [0], 4],
    ['mode 0', 262, [0], 4],
    ['mode 3', 262, [3], 4],
    ['mode 9', 262, [9], 4],
  ]),
  answers('CF69', 'ACCEPTED on the ground: return, land, hold, standard modes 1, 2, 5, 6, 7 and 8', [
    ['return', 20, [], 0],
    ['land', 21, [], 0],
    ['position hold', 262, [1], 0],
    ['orbit', 262, [2], 0],
    ['safe recovery', 262, [5], 0],
    ['mission', 262, [6], 0],
    ['land', 262, [7], 0],
    ['take-off', 262, [8], 0],
    ['hold', 176, [1, 4, 3], 0],
  ]),
  {
    id: 'CF70',
    name: 'standard mode 4, altitude hold',
    differs: true,
    body: async (probe) => {
      expect(await command(probe, 262, [4])).toBe(own(probe, { embedded: 4, px4: 0 }));
      await setMode(probe, 'AUTO.LOITER');
    },
  },
  answers('CF71', 'DO_CHANGE_SPEED is ACCEPTED whatever it says', [
    ['−2 m/s', 178, [1, -2], 0],
    ['a type of its own', 178, [77, 5], 0],
  ]),
  answers('CF72', 'DO_SET_HOME: here and there ACCEPTED, nowhere DENIED', [
    ['here', 179, [1], 0],
    ['there', 179, [0, 0, 0, 0, 32.0877, 118.7813, 40], 0],
    ['nowhere', 179, [0, 0, 0, 0, Number.NaN, Number.NaN, Number.NaN], 2],
    ['here again', 179, [1], 0],
  ]),
  {
    id: 'CF73',
    name: 'DO_GRIPPER: IN_PROGRESS at once, ACCEPTED when it has moved',
    body: async (probe) => {
      expect(await commandResults(probe, 211, [1, 0])).toEqual([5, 0]);
    },
  },
  {
    id: 'CF74',
    name: 'DO_WINCH and an arming command with a param1 of 7 get no answer',
    body: async (probe) => {
      expect(await commandResults(probe, 42_600, [1])).toEqual([]);
      expect(await commandResults(probe, 400, [7])).toEqual([]);
    },
  },
  {
    id: 'CF75',
    name: 'DO_SET_MODE: AUTO without sub mode is the mission, an unknown sub mode is TEMPORARILY_REJECTED',
    body: async (probe) => {
      expect(await command(probe, 176, [1, 4, 0])).toBe(0);
      await untilMode(probe, 'AUTO.MISSION');
      expect(await command(probe, 176, [1, 4, 99])).toBe(1);
      await setMode(probe, 'AUTO.LOITER');
      await untilMode(probe, 'AUTO.LOITER');
    },
  },
  {
    id: 'CF76',
    name: 'it arms in LOITER and says who did it; disarming on the ground is ACCEPTED, also twice',
    body: async (probe) => {
      const mark = probe.heard.length;
      expect(await arm(probe)).toBe(0);
      await probe.until('armed', () => isArmed(probe), 5);
      expect(await command(probe, 400, [0])).toBe(0);
      await probe.until('disarmed', () => !isArmed(probe), 5);
      expect(await command(probe, 400, [0])).toBe(0);
      await probe.until('the texts', () => /Armed by .*\n.*Disarmed by /.test(texts(probe, mark)), 5);
    },
  },
  {
    id: 'CF77',
    name: 'arming is TEMPORARILY_REJECTED in a mission without mission, RTL, LAND and POSCTL',
    body: async (probe) => {
      for (const mode of ['AUTO.MISSION', 'AUTO.RTL', 'AUTO.LAND', 'POSCTL'] as const) {
        expect(await setMode(probe, mode), mode).toBe(0);
        await untilMode(probe, mode);
        expect(await arm(probe), mode).toBe(1);
      }
      await setMode(probe, 'AUTO.LOITER');
      await untilMode(probe, 'AUTO.LOITER');
      await probe.wait(1);
    },
  },
  {
    id: 'CF78',
    name: 'with NAV_DLL_ACT set nobody arms who was not heard as a ground station',
    body: async (probe) => {
      probe.beat(false);
      await probe.wait(14 * probe.speed);
      expect(await arm(probe)).toBe(1);
      probe.beat(true);
      await probe.until('it hears us again', () => texts(probe).includes('connection regained'), 15);
      await probe.wait(2);
      expect(await arm(probe)).toBe(0);
      expect(await command(probe, 400, [0])).toBe(0);
    },
  },
  {
    id: 'CF79',
    name: 'INJECT_FAILURE: UNSUPPORTED for radio and link, ACCEPTED for a motor, which means nothing',
    body: async (probe) => {
      expect(await command(probe, 420, [104, 1, 0])).toBe(3);
      expect(await command(probe, 420, [105, 1, 0])).toBe(3);
      expect(await command(probe, 420, [101, 1, 1])).toBe(0);
      expect(await command(probe, 420, [101, 0, 0])).toBe(0);
    },
  },
  {
    id: 'CF80',
    name: 'a command for another system or another component is not answered',
    body: async (probe) => {
      const stranger = { ...probe, sysid: probe.sysid === 9 ? 10 : 9 };
      expect(await commandResults(stranger, 512, [148])).toEqual([]);
    },
  },
  {
    id: 'CF81',
    name: 'who arms and does not take off is disarmed after 10 s',
    body: async (probe) => {
      const mark = probe.heard.length;
      expect(await arm(probe)).toBe(0);
      await probe.until('armed', () => isArmed(probe), 5);
      await probe.until('disarmed', () => !isArmed(probe), 15 * probe.speed);
      await probe.until('the text', () => texts(probe, mark).includes('auto preflight disarming'), 10);
    },
  },
  {
    id: 'CF106',
    name: 'leave to arm in one step: armed on yes, refused on no with the reason of `progress`',
    body: (probe) =>
      asking(probe, [0, 3], async () => {
        const mark = probe.heard.length;
        expect(await armAsking(probe, 1, { result: 0, progress: 0, resultParam2: 2 })).toBe(0);
        await untilText(probe, 'Arm auth: Authorized for the next 2 seconds', mark);
        await probe.until('armed', () => isArmed(probe), 5);
        expect(await command(probe, 400, [0])).toBe(0);
        await probe.wait(3);
        expect(await armAsking(probe, 1, { result: 2, progress: 3, resultParam2: 3 })).toBe(1);
        await untilText(probe, 'Arm auth: Denied by timeout in authorizer', mark);
        expect(isArmed(probe)).toBe(false);
        expect(asks(probe, mark)).toBeGreaterThanOrEqual(2);
      }),
  },
  {
    id: 'CF107',
    name: 'leave to arm without an answer: asked again every 0.5 s, refused after COM_ARM_AUTH_TO',
    body: (probe) =>
      asking(probe, [0, 1], async () => {
        const mark = probe.heard.length;
        expect(await armAsking(probe, 1)).toBe(1);
        await untilText(probe, 'Arm auth: No response', mark);
        await probe.wait(3);
        // PX4 may ask a second time for the same command.
        expect([4, 8]).toContain(asks(probe, mark));
        expect(isArmed(probe)).toBe(false);
      }),
  },
  {
    id: 'CF108',
    name: 'leave to arm in two steps: the first command asks, the second arms',
    body: (probe) =>
      asking(probe, [1, 3], async () => {
        const mark = probe.heard.length;
        const yes = { result: 0, progress: 0, resultParam2: 5 };
        expect(await armAsking(probe, 1, yes)).toBe(1);
        await untilText(probe, 'Arm auth: Authorized for the next 5 seconds', mark);
        expect(await armAsking(probe, 0)).toBe(0);
        expect(asks(probe, mark)).toBe(1);
      }),
  },
];
