import { common, minimal } from 'mavlink-mappings';
import type { LonLat } from '../../server/core/geo.ts';
import { wallMs } from '../../server/core/clock.ts';
import { encodeFields } from '../../server/mavlink/codec.ts';
import { createVehicle, type EmbeddedVehicle } from '../../sitl/vehicle.ts';
import { seededRng } from '../support/seeded-rng.ts';

const GROUND_STATION = { sysid: 255, compid: 190, seq: 0 };
/** Vehicle time of one step of the fleet, milliseconds. */
const STEP_MS = 50;
/** PX4's custom modes: main mode 4 (AUTO) with its sub mode, in bytes 2 and 3. */
const LOITER = 3;
const RTL = 5;

export type FleetDrone = { readonly vehicle: EmbeddedVehicle; readonly home: LonLat };

/** Embedded drones without station or network: told by frames what to do, and seen as they really are. */
export const createFleet = (homes: readonly LonLat[], groundAmslM: number, seed: number) => {
  let nowMs = 0;
  const drones: FleetDrone[] = homes.map((home, i) => ({
    home,
    vehicle: createVehicle({
      sysid: i + 1,
      home: { at: home, altAmslM: groundAmslM },
      nowMs,
      wallMs: wallMs(0),
      rng: seededRng(seed * 100 + i),
      send: () => {},
      crewSwapS: 0,
    }),
  }));

  const command = (drone: FleetDrone, number: number, params: readonly number[]): void => {
    const [p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0, p6 = 0, p7 = 0] = params;
    drone.vehicle.onDatagram(
      encodeFields(
        common.CommandLong,
        {
          targetSystem: drone.vehicle.sysid,
          targetComponent: 1,
          command: number,
          confirmation: 0,
          _param1: p1,
          _param2: p2,
          _param3: p3,
          _param4: p4,
          _param5: p5,
          _param6: p6,
          _param7: p7,
        },
        GROUND_STATION,
      ),
    );
  };

  const heartbeat = encodeFields(
    minimal.Heartbeat,
    { type: 6, autopilot: 8, baseMode: 0, customMode: 0, systemStatus: 4, mavlinkVersion: 3 },
    GROUND_STATION,
  );
  const mode = (drone: FleetDrone, sub: number): void =>
    command(drone, common.MavCmd.DO_SET_MODE, [1, 4, sub]);

  return {
    drones,
    hold: (drone: FleetDrone): void => mode(drone, LOITER),
    goHome: (drone: FleetDrone): void => mode(drone, RTL),
    takeOff: (drone: FleetDrone, altAmslM: number): void => {
      command(drone, common.MavCmd.NAV_TAKEOFF, [0, 0, 0, NaN, NaN, NaN, altAmslM]);
      command(drone, common.MavCmd.COMPONENT_ARM_DISARM, [1]);
    },
    flyTo: (drone: FleetDrone, at: LonLat, altAmslM: number): void =>
      drone.vehicle.onDatagram(
        encodeFields(
          common.CommandInt,
          {
            targetSystem: drone.vehicle.sysid,
            targetComponent: 1,
            frame: 0,
            command: common.MavCmd.DO_REPOSITION,
            current: 0,
            autocontinue: 0,
            _param1: -1,
            _param2: 1,
            _param3: 0,
            _param4: NaN,
            _param5: Math.round(at[1] * 1e7),
            _param6: Math.round(at[0] * 1e7),
            _param7: altAmslM,
          },
          GROUND_STATION,
        ),
      ),
    /** Turns time; `each` is called after every half second. */
    run: (seconds: number, each: () => void = () => {}): void => {
      const end = nowMs + seconds * 1000;
      while (nowMs < end) {
        nowMs += STEP_MS;
        for (const { vehicle } of drones) {
          if (nowMs % 1000 === 0) vehicle.onDatagram(heartbeat);
          vehicle.tick(nowMs);
        }
        if (nowMs % 500 === 0) each();
      }
    },
  };
};
