import { common, minimal } from 'mavlink-mappings';
import { expect } from 'vitest';
import { encodeMode } from '../../../server/mavlink/modes.ts';
import type { MessageClass } from '../../../server/mavlink/dialect.ts';
import { all, last, type Probe } from '../probe/probe.ts';
import { command, to } from '../probe/wire.ts';
import { own, type Case } from './case.ts';

const perSecond = async (
  probe: Probe,
  classes: readonly MessageClass[],
  vehicleS: number,
): Promise<number[]> => {
  const mark = probe.heard.length;
  const start = probe.timeS();
  await probe.wait(vehicleS);
  const passed = probe.timeS() - start;
  return classes.map((messageClass) => all(probe, messageClass, mark).length / passed);
};

/** Whether a message with that id came in answer to a request. */
const requested = async (
  probe: Probe,
  msgid: number,
): Promise<{ result: number | undefined; came: boolean }> => {
  const mark = probe.heard.length;
  const result = await command(probe, 512, [msgid, 0]);
  await probe.wait(1);
  return { result, came: probe.heard.slice(mark).some((message) => message.msgid === msgid) };
};

const DENIED = 2;
const ASKED_AT_MOST = 4;

/** PX4 denies what one of its own streams has just sent, until there is something newer: asked again. */
const given = async (probe: Probe, msgid: number): ReturnType<typeof requested> => {
  let answer = await requested(probe, msgid);
  for (let asked = 1; answer.result === DENIED && asked < ASKED_AT_MOST; asked++)
    answer = await requested(probe, msgid);
  return answer;
};

const POSITION = common.GlobalPositionInt;

export const streams: readonly Case[] = [
  {
    id: 'CF1',
    name: 'it boots into LOITER, disarmed, standing by, as a PX4',
    body: async (probe) => {
      expect(last(probe, minimal.Heartbeat)).toMatchObject({
        autopilot: 12,
        baseMode: 29,
        customMode: encodeMode('AUTO.LOITER'),
        systemStatus: 3,
      });
    },
  },
  {
    id: 'CF2',
    name: 'slow streams of the ground-station link keep their rates',
    body: async (probe) => {
      const wanted: readonly [MessageClass, number][] = [
        [minimal.Heartbeat, 1],
        [common.SysStatus, 1],
        [common.GpsRawInt, 5],
        [common.VfrHud, 4],
        [common.MissionCurrent, 1],
        [common.Altitude, 1],
        [common.ExtendedSysState, 1],
        [common.BatteryStatus, 0.5],
        [common.CurrentMode, 0.5],
        [common.HomePosition, 0.5],
        [common.EstimatorStatus, 0.5],
      ];
      const rates = await perSecond(
        probe,
        wanted.map(([messageClass]) => messageClass),
        20,
      );
      wanted.forEach(([messageClass, hz], index) => {
        expect(Math.abs((rates[index] ?? 0) - hz), messageClass.MSG_NAME).toBeLessThan(0.11 + hz * 0.1);
      });
    },
  },
  {
    id: 'CF3',
    name: 'fast streams: positions and attitudes',
    differs: true,
    body: async (probe) => {
      const [position, attitude] = await perSecond(probe, [POSITION, common.Attitude], 5);
      const hz = own(probe, { embedded: 10, px4: 50 });
      expect(position).toBeGreaterThan(hz * 0.9);
      expect(attitude).toBeGreaterThan(hz * 0.9);
      expect(position).toBeLessThan(hz * 1.1);
    },
  },
  {
    id: 'CF4',
    name: "SET_MESSAGE_INTERVAL: the rate asked for, −1 none, 0 the default of the link's mode",
    differs: true,
    body: async (probe) => {
      expect(await command(probe, 511, [POSITION.MSG_ID, 500_000])).toBe(0);
      const [asked = 0] = await perSecond(probe, [POSITION], 5);
      expect(asked).toBeCloseTo(2, 0);
      expect(await command(probe, 511, [POSITION.MSG_ID, 0])).toBe(0);
      const [standard = 0] = await perSecond(probe, [POSITION], 5);
      expect(standard).toBeCloseTo(own(probe, { embedded: 10, px4: 5 }), 0);
      expect(await command(probe, 511, [POSITION.MSG_ID, own(probe, { embedded: 0, px4: 20_000 })])).toBe(0);
      expect(await command(probe, 511, [common.VfrHud.MSG_ID, -1])).toBe(0);
      expect(await perSecond(probe, [common.VfrHud], 3)).toEqual([0]);
      expect(await command(probe, 511, [common.VfrHud.MSG_ID, 0])).toBe(0);
    },
  },
  {
    id: 'CF5',
    name: 'an interval for a message that it does not have is FAILED',
    body: async (probe) => {
      expect(await command(probe, 511, [9999, 100_000])).toBe(4);
    },
  },
  {
    id: 'CF6',
    name: 'GET_MESSAGE_INTERVAL tells the interval, and −1 for MISSION_CURRENT',
    body: async (probe) => {
      const interval = async (msgid: number): Promise<number | undefined> => {
        const mark = probe.heard.length;
        expect(await command(probe, 510, [msgid])).toBe(0);
        return probe.until(
          'MESSAGE_INTERVAL',
          () => last(probe, common.MessageInterval, mark)?.intervalUs,
          5,
        );
      };
      expect(await interval(minimal.Heartbeat.MSG_ID)).toBe(1_000_000);
      expect(await interval(common.BatteryStatus.MSG_ID)).toBe(2_000_000);
      expect(await interval(common.GpsRawInt.MSG_ID)).toBe(200_000);
      expect(await interval(common.MissionCurrent.MSG_ID)).toBe(-1);
    },
  },
  {
    id: 'CF7',
    name: 'REQUEST_MESSAGE gives version, protocol, home, mode, origin, battery, status, landed state, estimator',
    body: async (probe) => {
      for (const msgid of [148, 300, 242, 436, 49, 147, 1, 245, 230, 0])
        expect(await given(probe, msgid), String(msgid)).toEqual({ result: 0, came: true });
    },
  },
  {
    id: 'CF8',
    name: 'REQUEST_MESSAGE is DENIED for MISSION_CURRENT, RC_CHANNELS, EVENT, BATTERY_INFO, WIND_COV, WINCH_STATUS, arm status',
    body: async (probe) => {
      for (const msgid of [42, 65, 410, 372, 231, 9005, 12_918])
        expect((await requested(probe, msgid)).result, String(msgid)).toBe(2);
    },
  },
  {
    id: 'CF9',
    name: 'the old requests 519, 520 and 410 are UNSUPPORTED',
    body: async (probe) => {
      for (const id of [519, 520, 410]) expect(await command(probe, id, [1]), String(id)).toBe(3);
    },
  },
  {
    id: 'CF10',
    name: 'REQUEST_DATA_STREAM is ignored',
    body: async (probe) => {
      const [before = 0] = await perSecond(probe, [common.VfrHud], 5);
      probe.send(common.RequestDataStream, {
        ...to(probe),
        reqStreamId: 0,
        reqMessageRate: 20,
        startStop: 1,
      });
      const [after = 0] = await perSecond(probe, [common.VfrHud], 5);
      expect(Math.abs(after - before)).toBeLessThan(1);
    },
  },
  {
    id: 'CF11',
    name: 'a multicopter has no airspeed, no radio control, no wind estimate to tell',
    body: async (probe) => {
      expect(last(probe, common.VfrHud)?.airspeed).toBeNaN();
      expect(all(probe, common.RcChannels)).toEqual([]);
      expect(all(probe, common.WindCov)).toEqual([]);
    },
  },
  {
    id: 'CF12',
    name: 'AVAILABLE_MODES: each with its index, Hold without a standard number',
    body: async (probe) => {
      const mark = probe.heard.length;
      expect(await command(probe, 512, [435, 0])).toBe(0);
      const modes = await probe.until(
        'all modes',
        () => {
          const heard = all(probe, common.AvailableModes, mark);
          return heard.length > 0 && heard.length >= (heard[0]?.numberModes ?? 0) && heard;
        },
        20,
      );
      expect(modes.find(({ customMode }) => customMode === 50_593_792)?.standardMode).toBe(0);
      expect(modes.find(({ customMode }) => customMode === encodeMode('AUTO.MISSION'))?.standardMode).toBe(6);
    },
  },
  {
    id: 'CF13',
    name: 'AVAILABLE_MODES: how many there are',
    differs: true,
    body: async (probe) => {
      const mark = probe.heard.length;
      await command(probe, 512, [435, 1]);
      const first = await probe.until('a mode', () => last(probe, common.AvailableModes, mark), 10);
      expect(first.numberModes).toBeGreaterThanOrEqual(own(probe, { embedded: 6, px4: 20 }));
      expect(first.numberModes).toBeLessThan(own(probe, { embedded: 12, px4: 40 }));
    },
  },
  {
    id: 'CF14',
    name: 'TIMESYNC is answered with our stamp and its own clock',
    body: async (probe) => {
      const mark = probe.heard.length;
      const ts1 = 123_456_789_012n;
      probe.send(common.TimeSync, { tc1: 0n, ts1 });
      const answer = await probe.until(
        'the answer',
        () => all(probe, common.TimeSync, mark).find((message) => message.ts1 === ts1),
        10,
      );
      expect(answer.tc1).toBeGreaterThan(0n);
    },
  },
  {
    id: 'CF15',
    name: 'it commands of its own accord, everybody and nobody in particular',
    body: async (probe) => {
      const commands = await probe.until(
        'a command by the vehicle',
        () => {
          const heard = all(probe, common.CommandLong);
          return heard.length > 0 && heard;
        },
        30,
      );
      expect(commands.every(({ targetSystem }) => targetSystem <= 1)).toBe(true);
    },
  },
  {
    id: 'CF16',
    name: 'the battery is told as full, with voltage, before a flight',
    body: async (probe) => {
      const status = await probe.until('SYS_STATUS', () => last(probe, common.SysStatus), 5);
      expect(status.batteryRemaining).toBeGreaterThan(95);
      expect(status.voltageBattery).toBeGreaterThan(10_000);
    },
  },
];
