import { common, minimal } from 'mavlink-mappings';
import type { MonoMs } from '../core/clock.ts';
import { isMessage, type MavMessage } from './codec.ts';
import { paramFrom } from './params.ts';
import type { MavId } from './protocol.ts';

/** Somebody who is not this station has done something to a vehicle, or could. */
export type Touch = {
  /** A command, a plan or a parameter of it was changed; or another ground station is heard with it. */
  readonly kind: 'command' | 'plan' | 'parameter' | 'station';
  readonly vehicle: MavId;
  /** `command 176`, `MPC_XY_VEL_MAX`, `mission 12`, `254.190`. */
  readonly what: string;
};

/** Commands that ask, or say which messages are sent: people look at drones with other programs. */
const HARMLESS: readonly number[] = [401, 410, 510, 511, 512, 519, 520, 521, 522, 525, 526, 527, 528];
/** PX4 writes these itself: ids and hours of flights, calibrations, what it learns of its sensors. */
const OWN_WRITES = /^(COM_FLIGHT_UUID|LND_FLIGHT_|CAL_|SENS_|EKF2_|SYS_|BAT\d_|MAV_|_HASH_CHECK|TC_)/;
/** What we wrote ourselves shows within that time, with all repeats of a bad link. */
const OURS_MS = 30_000;
/** A vehicle loads its mission after its boot. */
const SETTLING_MS = 30_000;
/** PX4 has about 1,000; forged names must not fill the memory. */
const MAX_PARAMS = 4000;

type Known = {
  readonly since: MonoMs;
  readonly params: Map<string, number>;
  readonly written: Map<string, MonoMs>;
  missionId: number | undefined;
  planWrittenAt: MonoMs;
};

const WRITES_PLAN: readonly number[] = [44, 45, 73];

/** Looks for other hands on the vehicles, from what passes the links in both directions. */
export const createForeignWatch = (self: MavId) => {
  const vehicles = new Map<number, Known>();

  const knownOf = (sysid: number, now: MonoMs): Known => {
    const known = vehicles.get(sysid) ?? {
      since: now,
      params: new Map(),
      written: new Map(),
      missionId: undefined,
      planWrittenAt: -Infinity as MonoMs,
    };
    vehicles.set(sysid, known);
    return known;
  };

  const isOther = (sysid: number, compid: number): boolean =>
    sysid !== 0 && (sysid !== self.sysid || compid !== self.compid);

  const answered = (message: MavMessage): Omit<Touch, 'vehicle'> | undefined => {
    if (!isMessage(message, common.CommandAck)) return undefined;
    const { command, targetSystem, targetComponent } = message.fields;
    if (!isOther(targetSystem, targetComponent) || HARMLESS.includes(command)) return undefined;
    return { kind: 'command', what: `command ${command}` };
  };

  const param = (message: MavMessage, known: Known, now: MonoMs): Omit<Touch, 'vehicle'> | undefined => {
    const read = isMessage(message, common.ParamValue) ? paramFrom(message.fields) : undefined;
    if (read?.ok !== true || OWN_WRITES.test(read.value.name)) return undefined;
    const said = read.value;
    const before = known.params.get(said.name);
    if (before === undefined && known.params.size >= MAX_PARAMS) return undefined;
    known.params.set(said.name, said.value);
    const isOurs = now - (known.written.get(said.name) ?? -Infinity) < OURS_MS;
    const isChanged = before !== undefined && !Object.is(before, said.value);
    return isChanged && !isOurs ? { kind: 'parameter', what: said.name } : undefined;
  };

  return {
    /** Something of ours. */
    sent: (message: MavMessage, now: MonoMs): undefined => {
      const target = Number(message.fields['targetSystem'] ?? 0);
      if (target === 0) return undefined;
      if (WRITES_PLAN.includes(message.msgid)) knownOf(target, now).planWrittenAt = now;
      if (isMessage(message, common.ParamSet)) knownOf(target, now).written.set(message.fields.paramId, now);
      return undefined;
    },

    /** Something that came in; undefined unless it shows another hand. */
    heard: (message: MavMessage, from: MavId, now: MonoMs): Touch | undefined => {
      if (isMessage(message, minimal.Heartbeat)) {
        const isStation = message.fields.type === minimal.MavType.GCS && isOther(from.sysid, from.compid);
        return isStation
          ? { kind: 'station', vehicle: from, what: `${from.sysid}.${from.compid}` }
          : undefined;
      }
      const known = knownOf(from.sysid, now);
      const touch = answered(message) ?? param(message, known, now);
      return touch && { ...touch, vehicle: from };
    },

    /**
     * The mission that a vehicle was believed to have before this frame of its system id: what another vehicle with the
     * same id says is none of it, and an answer that overtakes the note of our own write is not taken for another's.
     */
    aboard: (vehicle: MavId, missionId: number, now: MonoMs): Touch | undefined => {
      const known = knownOf(vehicle.sysid, now);
      const before = known.missionId;
      known.missionId = missionId;
      const isOurs = now - known.planWrittenAt < OURS_MS || now - known.since < SETTLING_MS;
      const isChanged = before !== undefined && before !== missionId;
      return isChanged && !isOurs ? { kind: 'plan', what: `mission ${missionId}`, vehicle } : undefined;
    },
  };
};

/** Messages that the watch needs; all others are not even decoded. */
export const FOREIGN_MESSAGES: ReadonlySet<number> = new Set([
  minimal.Heartbeat.MSG_ID,
  common.ParamValue.MSG_ID,
  common.ParamSet.MSG_ID,
  common.MissionCurrent.MSG_ID,
  common.CommandAck.MSG_ID,
  ...WRITES_PLAN,
]);
