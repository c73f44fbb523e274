import { common } from 'mavlink-mappings';
import { expect } from 'vitest';
import { decodeMessage, isMessage, type Frame } from '../../../server/mavlink/codec.ts';
import type { Behaviour } from '../support.ts';

/** The rate that the service asks for, Hz. */
const POSITION_HZ = 5;
const SAMPLES = 20;
/** Streams keep their interval to one step of the vehicle's loop. */
const TOLERANCE_MS = 60;

const bootMsOf = (frame: Frame): number | undefined => {
  const message = decodeMessage(frame);
  return message !== undefined && isMessage(message, common.GlobalPositionInt)
    ? message.fields.timeBootMs
    : undefined;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const firstContact: Behaviour = {
  title: 'first contact: a heartbeat becomes a vehicle with its uid, at the rates that we asked for',
  body: async (rig) => {
    const { version, heartbeat, connected, home } = rig.vehicle().snapshot();
    expect(connected).toBe(true);
    expect(heartbeat).toMatchObject({ armed: false, autopilot: 12 });
    expect(version?.uid2).toMatch(/^(?!0+$)[0-9a-f]{36}$/);
    expect(version?.firmware).toMatch(/^\d+\.\d+\.\d+/);
    expect(home?.altAmslM).toBeGreaterThan(0);

    let intervals: number[] = [];
    let unwanted = 0;
    let before: number | undefined;
    rig.onFrame((frame) => {
      if (frame.msgid === common.AttitudeQuaternion.MSG_ID) unwanted++;
      const bootMs = bootMsOf(frame);
      if (bootMs === undefined) return;
      if (before !== undefined) intervals = [...intervals, bootMs - before].slice(-SAMPLES);
      before = bootMs;
      if (intervals.length < SAMPLES) unwanted = 0;
    });
    // First contact goes on for a while; its orders are in force when a whole window looks as asked.
    await rig.until(
      'positions at the rate asked for, and none of the messages that nobody needs',
      () => {
        const asAsked = Math.abs(median(intervals) - 1000 / POSITION_HZ) < TOLERANCE_MS;
        if (intervals.length < SAMPLES || !asAsked) return undefined;
        if (unwanted > 0) {
          intervals = [];
          return undefined;
        }
        return true;
      },
      20,
    );
  },
};
