import { common } from 'mavlink-mappings';
import type { LonLat } from '../../../server/core/geo.ts';
import { moveBy, offsetM } from '../../../sitl/physics/earth.ts';
import { HOME } from '../machines.ts';
import { all, last, type Probe } from '../probe/probe.ts';
import { arm, command, isArmed, setMode, untilMode, upload, type Item } from '../probe/wire.ts';

/** One position report: vehicle seconds, metres north, east and up of home, speeds in m/s. */
export type Sample = {
  readonly t: number;
  readonly n: number;
  readonly e: number;
  readonly up: number;
  readonly speed: number;
  readonly climb: number;
};

export type Track = readonly Sample[];

/** A flight from which figures are taken: a mission, and what is commanded on the way. */
export type Flight = {
  readonly items: readonly Item[];
  /** Waypoints, north and east of home, m. */
  readonly legs: readonly (readonly [number, number])[];
  readonly onTheWay?: (probe: Probe) => Promise<void>;
};

export const CRUISE_UP_M = 60;
const POSITION_HZ = 20;
const MOST_S = 400;

const place = ([n, e]: readonly [number, number]): LonLat => moveBy(HOME.at, n, e);

const missionOver = (legs: Flight['legs']): Item[] => {
  const end = legs.at(-1) ?? [0, 0];
  return [
    { command: 22, at: HOME.at, z: CRUISE_UP_M },
    { command: 178, frame: 2, params: [1, 16, -1, 0] },
    ...legs.map((leg): Item => ({ command: 16, at: place(leg), z: CRUISE_UP_M })),
    { command: 21, at: place(end), z: 0 },
  ];
};

const sampleOf = (fields: common.GlobalPositionInt): Sample => {
  const { northM, eastM } = offsetM(HOME.at, [fields.lon / 1e7, fields.lat / 1e7]);
  return {
    t: fields.timeBootMs / 1000,
    n: northM,
    e: eastM,
    up: fields.relativeAlt / 1000,
    speed: Math.hypot(fields.vx, fields.vy) / 100,
    climb: -fields.vz / 100,
  };
};

const now = (probe: Probe): Sample | undefined => {
  const fields = last(probe, common.GlobalPositionInt);
  return fields === undefined ? undefined : sampleOf(fields);
};

/** Flown at cruise so far out that a turn or a hold begins from a steady state. */
const atCruise =
  (north: number) =>
  (probe: Probe): Promise<true> =>
    probe.until(
      `${north} m out at cruise`,
      () => {
        const at = now(probe);
        return at !== undefined && at.n > north && at.speed > 15;
      },
      120,
    );

const flight = (legs: Flight['legs'], onTheWay?: Flight['onTheWay']): Flight => ({
  items: missionOver(legs),
  legs,
  ...(onTheWay === undefined ? {} : { onTheWay }),
});

/** 500 m after a corner of that many degrees. */
const after = (deg: number): readonly [number, number] => [
  500 + 500 * Math.cos((deg * Math.PI) / 180),
  500 * Math.sin((deg * Math.PI) / 180),
];

/** A last leg swings up and down before its landing: what is done on the way is done on the leg before. */
const LEVEL: Flight['legs'] = [
  [2000, 0],
  [2500, 0],
];

export const FLIGHTS = {
  straight: flight([[1500, 0]]),
  corner90: flight([[500, 0], after(90)]),
  corner30: flight([[500, 0], after(30)]),
  hold: flight(LEVEL, async (probe) => {
    await atCruise(500)(probe);
    await setMode(probe, 'AUTO.LOITER');
    await probe.wait(20);
    await setMode(probe, 'AUTO.RTL');
  }),
  return: flight(LEVEL, async (probe) => {
    await atCruise(800)(probe);
    await setMode(probe, 'AUTO.RTL');
  }),
} as const;

export type FlightName = keyof typeof FLIGHTS;

/** Flies it from the ground to the disarm; all positions on the way. */
export const fly = async (probe: Probe, { items, onTheWay }: Flight): Promise<Track> => {
  await command(probe, 511, [common.GlobalPositionInt.MSG_ID, 1e6 / POSITION_HZ]);
  const stored = await upload(probe, items);
  if (stored?.type !== 0) throw new Error(`the upload ended with ${stored?.type}`);
  await setMode(probe, 'AUTO.LOITER');
  const mark = probe.heard.length;
  await arm(probe);
  await setMode(probe, 'AUTO.MISSION');
  await untilMode(probe, 'AUTO.MISSION');
  await probe.until('armed', () => isArmed(probe), 10);
  await onTheWay?.(probe);
  await probe.until('disarmed', () => !isArmed(probe), MOST_S);
  return all(probe, common.GlobalPositionInt, mark).map((fields) =>
    sampleOf(fields as common.GlobalPositionInt),
  );
};
