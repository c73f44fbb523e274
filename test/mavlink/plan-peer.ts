import { common, type MavLinkData } from 'mavlink-mappings';
import type { Timer } from '../../server/core/clock.ts';
import { isMessage, messageOf, type MavMessage } from '../../server/mavlink/codec.ts';
import { buildItem, itemFrom, type WireItem } from '../../server/mavlink/mission-wire.ts';
import { planId } from '../../server/mavlink/plan-id.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { SELF, VEHICLE } from './support.ts';

const RE_REQUEST_MS = 250;
const GIVE_UP_MS = 5000;

/**
 * PX4's side of the mission protocol as its source has it: asks again every 250 ms, gives up after 5 s of silence, says
 * ACCEPTED again for the last item of a finished upload, takes a plan only when it is whole.
 */
export const planPeer = (clock: FakeClock) => {
  let aboard: readonly WireItem[] = [];
  let incoming: { count: number; type: number; items: WireItem[]; heard: number } | undefined;
  let finished = { last: -1, type: 0 };
  let asking: Timer | undefined;
  const to = { targetSystem: SELF.sysid, targetComponent: SELF.compid };
  const stop = (): void => {
    asking?.cancel();
    incoming = undefined;
  };
  /** PX4 names no id to an empty plan, nor with a refusal. */
  const ack = (type: common.MavMissionResult, missionType: number): MavLinkData => {
    const opaqueId = type === common.MavMissionResult.ACCEPTED ? planId(aboard) : 0;
    return messageOf(common.MissionAck, { ...to, type, missionType, opaqueId });
  };
  const ask = (reply: (message: MavLinkData) => void): void => {
    asking?.cancel();
    if (incoming === undefined) return;
    if (clock.mono() - incoming.heard > GIVE_UP_MS) return stop();
    reply(
      messageOf(common.MissionRequestInt, { ...to, seq: incoming.items.length, missionType: incoming.type }),
    );
    asking = clock.after(RE_REQUEST_MS, () => ask(reply));
  };
  const onItem = (item: WireItem, seq: number, reply: (message: MavLinkData) => void): void => {
    if (incoming === undefined) {
      const known = seq === finished.last;
      return reply(
        ack(known ? common.MavMissionResult.ACCEPTED : common.MavMissionResult.ERROR, finished.type),
      );
    }
    incoming.heard = clock.mono();
    if (seq !== incoming.items.length) return ask(reply);
    incoming.items.push(item);
    if (incoming.items.length < incoming.count) return ask(reply);
    aboard = incoming.items;
    finished = { last: seq, type: incoming.type };
    stop();
    reply(ack(common.MavMissionResult.ACCEPTED, finished.type));
  };
  const onCount = (count: number, type: number, reply: (message: MavLinkData) => void): void => {
    stop();
    if (count === 0) {
      aboard = [];
      return reply(ack(common.MavMissionResult.ACCEPTED, type));
    }
    incoming = { count, type, items: [], heard: clock.mono() };
    ask(reply);
  };
  return {
    aboard: () => aboard,
    load: (items: readonly WireItem[]) => {
      aboard = items;
    },
    hear: (message: MavMessage, reply: (message: MavLinkData) => void): void => {
      if (isMessage(message, common.MissionCount))
        return onCount(message.fields.count, message.fields.missionType, reply);
      if (isMessage(message, common.MissionItemInt))
        return onItem(itemFrom(message.fields), message.fields.seq, reply);
      if (isMessage(message, common.MissionAck)) return stop();
      if (isMessage(message, common.MissionRequestList))
        return reply(
          messageOf(common.MissionCount, {
            ...to,
            count: aboard.length,
            opaqueId: planId(aboard),
            missionType: message.fields.missionType,
          }),
        );
      if (!isMessage(message, common.MissionRequestInt)) return;
      const { seq } = message.fields;
      const item = aboard[seq];
      if (item !== undefined) reply(buildItem(item, seq, { kind: 'mission', target: SELF, self: VEHICLE }));
    },
  };
};
