import { common, minimal } from 'mavlink-mappings';
import type { LonLat } from '../../../server/core/geo.ts';
import { ParamError } from '../../../server/mavlink/extra-messages.ts';
import { decodeMode, modeParams, type ModeName } from '../../../server/mavlink/modes.ts';
import { degToE7, int32FromFloatBits, int32ToFloatBits } from '../../../server/mavlink/wire.ts';
import { all, GCS, last, type Probe, type Sender } from './probe.ts';

const ANSWER_S = 3;
const IN_PROGRESS = 5;

export const to = (probe: Probe): { targetSystem: number; targetComponent: number } => ({
  targetSystem: probe.sysid,
  targetComponent: 1,
});

/** All MAV_RESULTs given to a command: waits for the final one; empty if there was none. */
export const commandResults = async (
  probe: Probe,
  command: number,
  params: readonly number[] = [],
  from: Sender = GCS,
): Promise<readonly number[]> => {
  const mark = probe.heard.length;
  probe.send(
    common.CommandLong,
    {
      ...to(probe),
      command,
      ...Object.fromEntries(params.map((value, index) => [`_param${index + 1}`, value])),
    },
    from,
  );
  return resultsAfter(probe, command, mark);
};

const resultsAfter = async (probe: Probe, command: number, mark: number): Promise<readonly number[]> => {
  const results = (): number[] =>
    all(probe, common.CommandAck, mark)
      .filter((ack) => (ack.command as number) === command)
      .map((ack) => ack.result as number);
  try {
    await probe.until(
      'an answer',
      () => results().some((result) => result !== IN_PROGRESS),
      ANSWER_S * probe.speed,
    );
  } catch {
    // No answer is an answer too: the caller judges.
  }
  return results();
};

/** The final MAV_RESULT, undefined if none came. */
export const command = async (
  probe: Probe,
  id: number,
  params: readonly number[] = [],
): Promise<number | undefined> => (await commandResults(probe, id, params)).at(-1);

export const commandInt = async (
  probe: Probe,
  id: number,
  params: readonly number[],
  frame = 0,
): Promise<number | undefined> => {
  const mark = probe.heard.length;
  probe.send(common.CommandInt, {
    ...to(probe),
    frame,
    command: id,
    ...Object.fromEntries(params.map((value, index) => [`_param${index + 1}`, value])),
  });
  return (await resultsAfter(probe, id, mark)).at(-1);
};

export const setMode = (probe: Probe, mode: ModeName): Promise<number | undefined> => {
  const { main, sub } = modeParams(mode);
  return command(probe, 176, [1, main, sub]);
};

export const arm = (probe: Probe): Promise<number | undefined> => command(probe, 400, [1]);

export const modeOf = (probe: Probe): string => decodeMode(last(probe, minimal.Heartbeat)?.customMode ?? 0);

const ARMED = 128;
export const isArmed = (probe: Probe): boolean =>
  ((last(probe, minimal.Heartbeat)?.baseMode ?? 0) & ARMED) !== 0;

/** Waits for a heartbeat in that mode. */
export const untilMode = (probe: Probe, mode: string, vehicleS = 10): Promise<true> =>
  probe.until(`mode ${mode} (it was ${modeOf(probe)})`, () => modeOf(probe) === mode, vehicleS);

/** All texts after a mark, chunks joined, without their closing TAB. */
export const texts = (probe: Probe, mark = 0): string =>
  all(probe, common.StatusText, mark)
    .map(({ text, chunkSeq }) => `${chunkSeq === 0 ? '\n' : ''}${text}`)
    .join('')
    .replaceAll('\t', '');

export const untilText = (probe: Probe, part: string, mark: number, vehicleS = 10): Promise<true> =>
  probe.until(`the text "${part}"`, () => texts(probe, mark).includes(part), vehicleS);

/** An item as a test writes it; `at` or wire integers. */
export type Item = {
  readonly command: number;
  readonly frame?: number;
  readonly params?: readonly [number, number, number, number];
  readonly at?: LonLat;
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
  readonly current?: number;
};

const NO_PARAMS = [0, 0, 0, Number.NaN] as const;
export const MISSION_TYPE = { mission: 0, fence: 1, rally: 2 } as const;
export type PlanName = keyof typeof MISSION_TYPE;

export const sendItem = (
  probe: Probe,
  item: Item,
  place: { seq: number; plan: PlanName },
  from = GCS,
): void => {
  const [param1, param2, param3, param4] = item.params ?? NO_PARAMS;
  const [lon, lat] = item.at ?? [0, 0];
  probe.send(
    common.MissionItemInt,
    {
      ...to(probe),
      missionType: MISSION_TYPE[place.plan],
      seq: place.seq,
      frame: item.frame ?? (place.plan === 'fence' ? 5 : 6),
      command: item.command,
      current: item.current ?? (place.plan === 'mission' && place.seq === 0 ? 1 : 0),
      autocontinue: 1,
      param1,
      param2,
      param3,
      param4,
      x: item.x ?? degToE7(lat),
      y: item.y ?? degToE7(lon),
      z: item.z ?? 0,
    },
    from,
  );
};

/** Uploads as a patient ground station does; the MISSION_ACK's type and plan id, undefined if there was none. */
export const upload = async (
  probe: Probe,
  items: readonly Item[],
  plan: PlanName = 'mission',
): Promise<{ type: number; id: number } | undefined> => {
  const mark = probe.heard.length;
  let answered = mark;
  probe.send(common.MissionCount, { ...to(probe), count: items.length, missionType: MISSION_TYPE[plan] });
  const look = (): { type: number; id: number } | undefined => {
    for (; answered < probe.heard.length; answered++) {
      const message = probe.heard[answered];
      if (message?.msgid === common.MissionAck.MSG_ID && message.fields['missionType'] === MISSION_TYPE[plan])
        return { type: Number(message.fields['type']), id: Number(message.fields['opaqueId']) };
      if (message?.msgid !== common.MissionRequestInt.MSG_ID) continue;
      const seq = Number(message.fields['seq']);
      const item = items[seq];
      if (item !== undefined) sendItem(probe, item, { seq, plan });
    }
    return undefined;
  };
  try {
    return await probe.until('the end of the upload', look, 8 * probe.speed);
  } catch {
    return undefined;
  }
};

export const download = async (probe: Probe, plan: PlanName = 'mission') => {
  const mark = probe.heard.length;
  const about = { ...to(probe), missionType: MISSION_TYPE[plan] };
  probe.send(common.MissionRequestList, about);
  const count = (
    await probe.until('the count', () => last(probe, common.MissionCount, mark), 5 * probe.speed)
  ).count;
  for (let seq = 0; seq < count; seq++) {
    probe.send(common.MissionRequestInt, { ...about, seq });
    await probe.until(
      `item ${seq}`,
      () => all(probe, common.MissionItemInt, mark).some((item) => item.seq === seq),
      5 * probe.speed,
    );
  }
  probe.send(common.MissionAck, { ...about, type: 0 });
  return all(probe, common.MissionItemInt, mark);
};

export const clearPlans = async (probe: Probe): Promise<void> => {
  for (const plan of ['mission', 'fence', 'rally'] as const) {
    const mark = probe.heard.length;
    probe.send(common.MissionClearAll, { ...to(probe), missionType: MISSION_TYPE[plan] });
    await probe.until(`${plan} cleared`, () => last(probe, common.MissionAck, mark), 5 * probe.speed);
  }
};

const INT32 = 6;

/** A parameter's value with its type; a PARAM_ERROR as its number. */
export const readParam = async (
  probe: Probe,
  paramId: string,
): Promise<{ value: number; type: number } | { error: number }> => {
  const mark = probe.heard.length;
  const ask = (): void => probe.send(common.ParamRequestRead, { ...to(probe), paramId, paramIndex: -1 });
  ask();
  return paramAnswer(probe, paramId, mark);
};

const paramAnswer = (probe: Probe, paramId: string, mark: number) =>
  probe.until(
    `an answer about ${paramId}`,
    () => {
      const found = all(probe, common.ParamValue, mark).find((value) => value.paramId === paramId);
      if (found !== undefined) {
        const type = found.paramType as number;
        const value = type === INT32 ? int32FromFloatBits(found.paramValue) : found.paramValue;
        return { value, type };
      }
      const refused = last(probe, ParamError, mark);
      return refused === undefined ? undefined : { error: refused.error };
    },
    5 * probe.speed,
  );

export const setParam = async (probe: Probe, paramId: string, value: number, paramType = INT32) => {
  const mark = probe.heard.length;
  const paramValue = paramType === INT32 ? int32ToFloatBits(value) : value;
  probe.send(common.ParamSet, { ...to(probe), paramId, paramValue, paramType });
  return paramAnswer(probe, paramId, mark);
};

export const REAL32 = 9;

/** MISSION_CURRENT with its state as a number. */
type MissionNow = Omit<common.MissionCurrent, 'missionState'> & { readonly missionState: number };

/** MISSION_CURRENT as soon as `test` likes it. */
export const untilMission = (
  probe: Probe,
  what: string,
  test: (now: MissionNow) => boolean,
  vehicleS = 10,
): Promise<MissionNow> => {
  const mark = probe.heard.length;
  return probe.until(
    what,
    () => {
      const now = last<common.MissionCurrent>(probe, common.MissionCurrent, mark);
      return now !== undefined && test(now) ? now : undefined;
    },
    vehicleS,
  );
};
