import { performance } from 'node:perf_hooks';
import { common, minimal, type MavLinkData } from 'mavlink-mappings';
import { encodeFields, type WireFields } from '../../server/mavlink/codec.ts';
import type { MessageClass } from '../../server/mavlink/dialect.ts';
import { modeParams } from '../../server/mavlink/modes.ts';
import { degToE7 } from '../../server/mavlink/wire.ts';
import type { LonLat } from '../../server/core/geo.ts';
import { moveBy } from '../../sitl/physics/earth.ts';
import { seededRng } from '../../sitl/physics/random.ts';
import { createVehicle, type EmbeddedVehicle } from '../../sitl/vehicle.ts';
import type { Say } from './main.ts';

const FLEETS = [1, 100] as const;
/** Seconds of one run: within the endurance of one battery, and several wall seconds long. */
const VEHICLE_S = { 1: 900, 100: 60 } as const;
const RUNS = 4;
const TICK_MS = 50;
const READY_MS = 4000;
const LEG_KM = 60;
const HOME: LonLat = [118.7813, 32.0877];
const GCS = { sysid: 255, compid: 190, seq: 0 };
const SEED = 20_261;

type Flyer = { readonly vehicle: EmbeddedVehicle; frames: number };

const tell = <T extends MavLinkData>(
  { vehicle }: Flyer,
  messageClass: MessageClass<T>,
  fields: WireFields<T>,
): void => vehicle.onDatagram(encodeFields(messageClass, fields, GCS));

const command = (flyer: Flyer, id: number, params: readonly number[]): void =>
  tell(flyer, common.CommandLong, {
    targetSystem: flyer.vehicle.sysid,
    targetComponent: 1,
    command: id,
    ...Object.fromEntries(params.map((value, at) => [`_param${at + 1}`, value])),
  });

const beat = (flyer: Flyer): void => tell(flyer, minimal.Heartbeat, { type: 6, autopilot: 8 });

/** A mission of take-off and one long leg, armed and begun, with the rates of PX4's default streams. */
const launch = (flyer: Flyer): void => {
  const target = { targetSystem: flyer.vehicle.sysid, targetComponent: 1 };
  const far = moveBy(HOME, LEG_KM * 1000, 0);
  const items = [
    { command: 22, at: HOME },
    { command: 16, at: far },
  ];
  tell(flyer, common.MissionCount, { ...target, count: items.length });
  items.forEach(({ command: id, at: [lon, lat] }, seq) =>
    tell(flyer, common.MissionItemInt, {
      ...target,
      seq,
      frame: 6,
      command: id,
      autocontinue: 1,
      current: seq === 0 ? 1 : 0,
      param4: Number.NaN,
      x: degToE7(lat),
      y: degToE7(lon),
      z: 100,
    }),
  );
  command(flyer, 400, [1]);
  const { main, sub } = modeParams('AUTO.MISSION');
  command(flyer, 176, [1, main, sub]);
};

const fly = (count: number, seconds: number): { speedup: number; framesPerVehicleS: number } => {
  const fleet = Array.from({ length: count }, (_, index): Flyer => {
    const flyer: Flyer = {
      frames: 0,
      vehicle: createVehicle({
        sysid: index + 1,
        home: { at: HOME, altAmslM: 30 },
        nowMs: 0,
        wallMs: Date.UTC(2026, 2, 1),
        rng: seededRng(SEED + index),
        send: () => {
          flyer.frames += 1;
        },
      }),
    };
    return flyer;
  });
  let now = 0;
  const run = (untilMs: number): void => {
    while (now < untilMs) {
      now += TICK_MS;
      for (const flyer of fleet) {
        if (now % 1000 === 0) beat(flyer);
        flyer.vehicle.tick(now);
      }
    }
  };
  run(READY_MS);
  for (const flyer of fleet) launch(flyer);
  for (const flyer of fleet) flyer.frames = 0;
  const startMs = performance.now();
  run(READY_MS + seconds * 1000);
  const wallS = (performance.now() - startMs) / 1000;
  const flying = fleet.filter(({ vehicle }) => vehicle.truth().landed === 'in_air').length;
  if (flying !== count) throw new Error(`${flying} of ${count} vehicles fly at the end`);
  const frames = fleet.reduce((sum, flyer) => sum + flyer.frames, 0);
  return { speedup: (count * seconds) / wallS, framesPerVehicleS: frames / count / seconds };
};

/** Embedded vehicles in flight with all their streams: seconds of vehicle time, summed over the fleet, per second. */
export const benchVehicle = async (say: Say): Promise<Readonly<Record<string, unknown>>> => {
  const rows = FLEETS.map((vehicles) => {
    const runs = Array.from({ length: RUNS }, () => fly(vehicles, VEHICLE_S[vehicles]));
    const best = runs.reduce((a, b) => (b.speedup > a.speedup ? b : a));
    const row = {
      vehicles,
      vehicleSPerWallS: Math.round(best.speedup),
      timesRealTime: Math.round(best.speedup / vehicles),
      framesPerVehicleS: Math.round(best.framesPerVehicleS),
    };
    say(
      `${vehicles} vehicle(s): ${row.vehicleSPerWallS} vehicle seconds a second, ${row.timesRealTime} times real time each, ${row.framesPerVehicleS} frames a vehicle second`,
    );
    return row;
  });
  return { seed: SEED, rows };
};
