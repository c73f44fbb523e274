import { common } from 'mavlink-mappings';
import { expect } from 'vitest';
import { decodeMessage, isMessage } from '../../../server/mavlink/codec.ts';
import { good, type Rig } from '../rig.ts';
import type { Behaviour } from '../support.ts';

const { MavCmd, GlobalPositionInt, MessageInterval } = common;
const NOBODYS = 9999;
const POSITION_HZ = 5;

/** GET_MESSAGE_INTERVAL: what MESSAGE_INTERVAL says, microseconds. */
const ask = async (rig: Rig, msgid: number): Promise<number> => {
  const said: number[] = [];
  const stop = rig.onFrame((frame) => {
    const message = frame.msgid === MessageInterval.MSG_ID ? decodeMessage(frame) : undefined;
    if (message !== undefined && isMessage(message, MessageInterval) && message.fields.messageId === msgid)
      said.push(message.fields.intervalUs);
  });
  const asked = rig.vehicle().command({
    class: 'query',
    command: MavCmd.GET_MESSAGE_INTERVAL,
    params: [msgid],
  });
  good(await asked);
  const interval = await rig.until(`the interval of ${msgid}`, () => said.length > 0 && said, 5);
  stop();
  return interval[0] as number;
};

export const messageInterval: Behaviour = {
  title:
    'message intervals: what was asked for is what is told; −1 for what is stopped and for what there is not',
  body: async (rig) => {
    const vehicle = rig.vehicle();
    good(await vehicle.setMessageInterval(GlobalPositionInt.MSG_ID, POSITION_HZ));
    expect(await ask(rig, GlobalPositionInt.MSG_ID)).toBe(1_000_000 / POSITION_HZ);
    good(await vehicle.setMessageInterval(GlobalPositionInt.MSG_ID, 0));
    expect(await ask(rig, GlobalPositionInt.MSG_ID)).toBe(-1);
    good(await vehicle.setMessageInterval(GlobalPositionInt.MSG_ID, POSITION_HZ));
    expect(await ask(rig, common.ExtendedSysState.MSG_ID)).toBe(500_000);
    expect(await ask(rig, NOBODYS)).toBe(-1);
  },
};
