import { ok, refuse, type Result } from '../core/result.ts';
import type {
  Heard,
  LandedState,
  MissionRun,
  OneShotOutcome,
  VehicleControl,
  VehicleFacts,
} from '../flight/ports.ts';
import { reasonsAgainstArming } from '../flight/vehicle-health.ts';
import type { LandedState as WireLanded, MissionState, VehicleSnapshot } from '../mavlink/snapshot.ts';
import { common } from 'mavlink-mappings';
import { commandText } from '../mavlink/command-classes.ts';
import type { CommandRequest } from '../mavlink/command.ts';
import { armingFacts, inChinese } from './arming-facts.ts';
import type { Vehicle } from '../mavlink/vehicle.ts';
import { flightPlanOf, rerouteVehicle } from './plan-control.ts';

const LANDED: Readonly<Record<WireLanded, LandedState>> = {
  undefined: 'unknown',
  'on-ground': 'on_ground',
  'in-air': 'in_air',
  'taking-off': 'taking_off',
  landing: 'landing',
};

const RUN: Readonly<Record<MissionState, MissionRun>> = {
  unknown: 'unknown',
  none: 'no_mission',
  'not-started': 'not_started',
  active: 'active',
  paused: 'paused',
  complete: 'complete',
};

const heard = <S extends { readonly at: Heard<unknown>['at'] }, T>(
  group: S | undefined,
  value: (group: S) => T,
): Heard<T> | undefined => (group === undefined ? undefined : { at: group.at, value: value(group) });

const PERCENT = 100;

const batteryOf = ({ battery }: VehicleSnapshot): Heard<number> | undefined =>
  battery?.fraction === undefined ? undefined : { at: battery.at, value: battery.fraction * PERCENT };

/** MAV_SEVERITY_WARNING. */
const WARNING = 4;

const saidOf = ({ notices }: VehicleSnapshot): VehicleFacts['said'] => {
  const latest = notices?.findLast(({ severity }) => severity <= WARNING);
  if (latest === undefined) return undefined;
  const { at, severity, text } = latest;
  return { at, value: { severity, en: text.en, zh: inChinese(text) } };
};

/** The station's snapshot in the flight's words. */
export const factsOf = (snapshot: VehicleSnapshot, boots: number): VehicleFacts => ({
  heartbeat: heard(snapshot.heartbeat, ({ armed, mode, systemStatus }) => ({
    armed,
    mode,
    status: systemStatus,
  })),
  landed: heard(snapshot.landed, ({ state }) => LANDED[state]),
  position: heard(snapshot.position, (position) => ({
    at: position.lonLat,
    altAmslM: position.altAmslM,
    relAltM: position.relAltM,
    groundSpeedMs: position.groundSpeedMs,
    northMs: position.northMs,
    eastMs: position.eastMs,
    climbMs: position.verticalSpeedMs,
    headingDeg: position.headingDeg,
    bootMs: position.timeBootMs,
  })),
  battery: batteryOf(snapshot),
  gps: heard(snapshot.gps, ({ fixType, satellites, hdop, lonLat }) => ({
    fix: fixType,
    satellites,
    hdop,
    at: lonLat,
  })),
  attitude: heard(snapshot.attitude, ({ rollDeg, pitchDeg, yawDeg }) => ({ rollDeg, pitchDeg, yawDeg })),
  home: heard(snapshot.home, ({ lonLat, altAmslM }) => ({ at: lonLat, altAmslM })),
  mission: heard(snapshot.mission, ({ seq, total, missionId, fenceId, rallyId, state }) => ({
    seq,
    total,
    id: missionId,
    fenceId,
    rallyId,
    run: RUN[state],
  })),
  health: heard(snapshot.sensors, ({ prearmOk, unhealthy }) => ({ prearmOk, unhealthy })),
  askedMode: snapshot.wish?.asked,
  refusedMode: snapshot.wish?.refused,
  said: saidOf(snapshot),
  arming: armingFacts(snapshot),
  integrity: heard(snapshot.gnssIntegrity, ({ jamming, spoofing }) => ({ jamming, spoofing })),
  clock: heard(snapshot.clock, ({ utcSkewMs, uncertaintyMs, rate }) => ({ utcSkewMs, uncertaintyMs, rate })),
  idConflict: snapshot.conflict !== undefined,
  idClash: snapshot.conflict && { kind: snapshot.conflict.kind, other: snapshot.conflict.refused },
  firmware: snapshot.version && { version: snapshot.version.firmware, hash: snapshot.version.firmwareHash },
  paths: snapshot.paths,
  uid: snapshot.version?.uid2,
  signing: snapshot.signing?.state,
  boots,
});

/** Neither answered, or answered and never seen: the vehicle may be armed. */
const IN_DOUBT: readonly string[] = ['mavlink.command_unknown', 'mavlink.not_confirmed'];

/** `arm` answers failures of two kinds: the vehicle said no, or nobody knows. */
const oneShot = (result: Result<unknown>): OneShotOutcome => {
  if (result.ok) return { kind: 'accepted' };
  const { code, message } = result.error;
  return IN_DOUBT.includes(code)
    ? { kind: 'unanswered', sentence: message }
    : { kind: 'refused', sentence: message };
};

/** SPEED_TYPE_GROUNDSPEED; the throttle stays as it is. */
const speedCommand = (groundSpeedMs: number): CommandRequest => ({
  class: 'one-shot',
  command: common.MavCmd.DO_CHANGE_SPEED,
  params: [1, groundSpeedMs, -1],
});

const PARACHUTE_RELEASE = 2;

const TERMINATIONS = {
  terminate: { class: 'two-person', command: common.MavCmd.DO_FLIGHTTERMINATION, params: [1] },
  parachute: { class: 'two-person', command: common.MavCmd.DO_PARACHUTE, params: [PARACHUTE_RELEASE] },
} as const;

/** A vehicle of the station as the flight stage sees it. */
export const controlOf = (vehicle: Vehicle): VehicleControl => {
  let boots = 0;
  vehicle.onEvent((event) => {
    if (event.kind === 'rebooted') boots += 1;
  });
  /** Many look at the same snapshot. */
  let latest:
    | { readonly of: VehicleSnapshot; readonly boots: number; readonly facts: VehicleFacts }
    | undefined;
  const facts = (): VehicleFacts => {
    const of = vehicle.snapshot();
    if (latest?.of !== of || latest.boots !== boots) latest = { of, boots, facts: factsOf(of, boots) };
    return latest.facts;
  };
  /** With the vehicle's own reasons, where it says no. */
  const reasoned = (outcome: OneShotOutcome): OneShotOutcome => {
    const reasons = outcome.kind === 'refused' ? reasonsAgainstArming(facts()) : [];
    if (outcome.kind !== 'refused' || reasons.length === 0) return outcome;
    return { ...outcome, sentence: `${outcome.sentence} (the vehicle says: ${reasons.join(', ')})` };
  };
  return {
    facts,
    upload: async (plan) => {
      const stored = await vehicle.uploadFlightPlan(flightPlanOf(plan));
      if (!stored.ok) return stored;
      const { mission, fence, rally } = stored.value;
      return ok({ missionId: mission.planId, fenceId: fence.planId, rallyId: rally.planId });
    },
    reroute: (plan, current) => rerouteVehicle(vehicle, flightPlanOf(plan), current),
    changeSpeed: (groundSpeedMs) => vehicle.command(speedCommand(groundSpeedMs)),
    terminate: (how, proof) => {
      const request = TERMINATIONS[how];
      return vehicle.command({ ...request, proof: { ...proof, what: commandText(request) } });
    },
    setMode: (mode) => vehicle.setMode(mode),
    setCurrent: (seq) => vehicle.setCurrent(seq),
    armOnce: async () => reasoned(oneShot(await vehicle.arm())),
    disarm: () => vehicle.disarm(),
    readParams: async () => {
      const all = await vehicle.readParams();
      if (!all.ok) return all;
      // A value got lost or was mixed up on its way: nobody knows which.
      if (!all.value.hashEqual)
        return refuse(
          'mavlink.param_checksum',
          'parameters: expected the checksum of what was read to be the vehicle’s, it is another one',
        );
      return {
        ok: true,
        value: new Map([...all.value.params].map(([name, { value }]) => [name, value])),
      };
    },
    writeParam: (wanted, permitted) => vehicle.setParam(wanted, { kind: 'profile', params: permitted }),
    readParam: async (name) => {
      const param = await vehicle.readParam(name);
      return param.ok ? { ok: true, value: param.value.value } : param;
    },
  };
};
