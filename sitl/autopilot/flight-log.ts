import { readBattery } from '../physics/battery.ts';
import { offsetM } from '../physics/earth.ts';
import type { VehicleService } from './service.ts';
import type { Autopilot, FlightMode } from './state.ts';
import {
  ulogData,
  ulogFormat,
  ulogHeader,
  ulogMessage,
  ulogParameter,
  ulogSubscription,
  ulogText,
  type Topic,
} from './ulog-writer.ts';

/** One log a flight, as PX4 does; the oldest go when there are more. */
const MOST_LOGS = 20;
const FIRST_BYTES = 64 * 1024;
const DEG = Math.PI / 180;

/** NAVIGATION_STATE of vehicle_status. */
const NAV_STATE: Readonly<Record<FlightMode, number>> = {
  POSCTL: 2,
  'AUTO.MISSION': 3,
  'AUTO.LOITER': 4,
  'AUTO.RTL': 5,
  'AUTO.TAKEOFF': 17,
  'AUTO.LAND': 18,
  DESCEND: 12,
  ORBIT: 21,
};
const ARMED = 2;
const DISARMED = 1;
const FIX_3D = 3;

type Values = Readonly<Record<string, number>>;
type Logged = { readonly topic: Topic; readonly everyMs: number; readonly read: (ap: Autopilot) => Values };

/** The topics with their periods of vehicle time: some 12 kB a minute. */
const LOGGED: readonly Logged[] = [
  {
    topic: {
      name: 'vehicle_local_position',
      fields: { x: 'float', y: 'float', z: 'float', vx: 'float', vy: 'float', vz: 'float', heading: 'float' },
    },
    everyMs: 500,
    read: (ap) => {
      const home = ap.home ?? ap.fix;
      const { northM, eastM } = offsetM(home.at, ap.fix.at);
      return {
        x: northM,
        y: eastM,
        z: home.altAmslM - ap.fix.altAmslM,
        vx: ap.body.northMs,
        vy: ap.body.eastMs,
        vz: -ap.body.upMs,
        heading: (ap.body.yawDeg > 180 ? ap.body.yawDeg - 360 : ap.body.yawDeg) * DEG,
      };
    },
  },
  {
    topic: { name: 'vehicle_global_position', fields: { lat: 'double', lon: 'double', alt: 'float' } },
    everyMs: 500,
    read: ({ fix }) => ({ lat: fix.at[1], lon: fix.at[0], alt: fix.altAmslM }),
  },
  {
    topic: {
      name: 'battery_status',
      fields: { voltage_v: 'float', current_a: 'float', remaining: 'float', id: 'uint8_t' },
    },
    everyMs: 2000,
    read: (ap) => {
      const { voltageV, currentA, remaining } = readBattery(ap.body.energyJ, ap.fullJ, ap.body.powerW);
      return { voltage_v: voltageV, current_a: currentA, remaining, id: ap.packId % 256 };
    },
  },
  {
    topic: {
      name: 'vehicle_status',
      fields: { arming_state: 'uint8_t', nav_state: 'uint8_t', failsafe: 'bool' },
    },
    everyMs: 1000,
    read: (ap) => ({
      arming_state: ap.armed ? ARMED : DISARMED,
      nav_state: NAV_STATE[ap.mode],
      failsafe: ap.failsafe.kind === 'none' ? 0 : 1,
    }),
  },
  {
    topic: { name: 'vehicle_land_detected', fields: { landed: 'bool', ground_contact: 'bool' } },
    everyMs: 1000,
    read: (ap) => ({
      landed: ap.landed === 'on_ground' ? 1 : 0,
      ground_contact: ap.body.onSurface ? 1 : 0,
    }),
  },
  {
    topic: {
      name: 'vehicle_gps_position',
      fields: {
        time_utc_usec: 'uint64_t',
        latitude_deg: 'double',
        longitude_deg: 'double',
        altitude_msl_m: 'double',
        fix_type: 'uint8_t',
        satellites_used: 'uint8_t',
      },
    },
    everyMs: 5000,
    read: (ap) => ({
      time_utc_usec: (ap.bootWallMs + ap.bootMs) * 1000,
      latitude_deg: ap.fix.at[1],
      longitude_deg: ap.fix.at[0],
      altitude_msl_m: ap.fix.altAmslM,
      fix_type: FIX_3D,
      satellites_used: 16,
    }),
  },
];

/** A file that grows at its end. */
const growingFile = () => {
  let buffer = new Uint8Array(FIRST_BYTES);
  let length = 0;
  return {
    append: (bytes: Uint8Array): void => {
      if (length + bytes.length > buffer.length) {
        const larger = new Uint8Array(Math.max(2 * buffer.length, length + bytes.length));
        larger.set(buffer.subarray(0, length));
        buffer = larger;
      }
      buffer.set(bytes, length);
      length += bytes.length;
    },
    bytes: (): Uint8Array => buffer.subarray(0, length),
  };
};

/** `log/DATE/TIME.ulg`, by the vehicle's UTC at arming. */
const pathOf = (utcMs: number): string => {
  const [date = '', time = ''] = new Date(utcMs).toISOString().split('T');
  return `log/${date}/${time.slice(0, 8).replaceAll(':', '_')}.ulg`;
};

const usec = (ap: Autopilot): number => Math.round(ap.bootMs) * 1000;

const definitions = (ap: Autopilot): readonly Uint8Array[] => [
  ulogHeader(usec(ap)),
  ulogText('sys_name', 'Lifeline SITL'),
  ulogText('ver_hw', 'EMBEDDED_VEHICLE'),
  ulogText('sys_uuid', ap.uid2.map((byte) => byte.toString(16).padStart(2, '0')).join('')),
  ...LOGGED.map(({ topic }) => ulogFormat(topic)),
  ...ap.parameters.list.map(({ name, kind, value }) =>
    ulogParameter(name, kind === 'int' ? 'int32_t' : 'float', value),
  ),
  ...LOGGED.map(({ topic }, id) => ulogSubscription(topic, id)),
];

/** Writes a ULog from arming to disarming into the vehicle's files. */
export const createFlightLog = (): VehicleService => {
  let file: ReturnType<typeof growingFile> | undefined;
  let dueMs: number[] = [];
  const begin = (ap: Autopilot): void => {
    const begun = growingFile();
    for (const part of definitions(ap)) begun.append(part);
    dueMs = LOGGED.map(() => ap.bootMs);
    ap.files.put(pathOf(ap.bootWallMs + ap.bootMs), begun.bytes);
    const logs = ap.files.paths('log');
    for (const path of logs.slice(0, Math.max(0, logs.length - MOST_LOGS))) ap.files.remove(path);
    file = begun;
  };
  const sample = (ap: Autopilot): void => {
    for (const [id, { topic, everyMs, read }] of LOGGED.entries()) {
      if (ap.bootMs < (dueMs[id] ?? 0)) continue;
      dueMs[id] = ap.bootMs + everyMs;
      file?.append(ulogData(topic, id, usec(ap), read(ap)));
    }
  };
  return {
    handle: () => false,
    text: (ap, severity, said) => file?.append(ulogMessage(severity, usec(ap), said.trim())),
    run: (ap) => {
      if (ap.armed && file === undefined) begin(ap);
      if (file === undefined) return;
      sample(ap);
      if (!ap.armed) file = undefined;
    },
  };
};
