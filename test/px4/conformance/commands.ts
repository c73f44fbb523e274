import { expect } from 'vitest';
import { arm, command, commandResults, isArmed, setMode, texts, untilMode } from '../probe/wire.ts';
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
];
