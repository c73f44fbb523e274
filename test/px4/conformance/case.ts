import { common } from 'mavlink-mappings';
import type { LonLat } from '../../../server/core/geo.ts';
import { moveBy } from '../../../sitl/physics/earth.ts';
import { HOME } from '../machines.ts';
import { last, type Probe, type ProbeKind } from '../probe/probe.ts';
import { arm, setMode, upload, type Item } from '../probe/wire.ts';

/** One behaviour of PX4 that the embedded vehicle has as well, or differs in for a reason. */
export type Case = {
  readonly id: `CF${number}`;
  readonly name: string;
  /** A flight has a vehicle of its own; the others of a topic share one, one after the other. */
  readonly flies?: true;
  readonly parameters?: Readonly<Record<string, number>>;
  /** Both have their own answer, and each is held to it; SPEC.md gives the reason. */
  readonly differs?: true;
  readonly body: (probe: Probe) => Promise<void>;
};

/** The answer that this kind of vehicle gives. */
export const own = <T>(probe: Probe, answers: Readonly<Record<ProbeKind, T>>): T => answers[probe.kind];

/** North and east of home, m. */
export const place = (northM: number, eastM = 0): LonLat => moveBy(HOME.at, northM, eastM);

export const TAKEOFF: Item = { command: 22, at: HOME.at, z: 40 };
export const WAYPOINT: Item = { command: 16, at: place(200), z: 40 };
export const LAND: Item = { command: 21, at: place(300), z: 0 };
export const GOOD_PLAN = [TAKEOFF, WAYPOINT, LAND] as const;

/** A square about a point north of home, as fence vertices. */
export const square = (halfM: number, northM = 0, command = 5001, count = 4): Item[] =>
  [
    [1, 1],
    [-1, 1],
    [-1, -1],
    [1, -1],
  ]
    .slice(0, count)
    .map(([n = 0, e = 0]) => ({
      command,
      frame: 5,
      params: [count, 0, 0, 0],
      at: place(northM + n * halfM, e * halfM),
    }));

/** A mission to the north at 40 m. */
export const northward = (lengthM: number): Item[] => [
  TAKEOFF,
  { command: 178, frame: 2, params: [1, 15, -1, 0] },
  { command: 16, at: place(lengthM * 0.5), z: 40 },
  { command: 16, at: place(lengthM * 0.9), z: 40 },
  { command: 21, at: place(lengthM), z: 0 },
];

export const groundSpeed = (probe: Probe): number => {
  const now = last(probe, common.GlobalPositionInt);
  return now === undefined ? 0 : Math.hypot(now.vx, now.vy) / 100;
};

export const heightM = (probe: Probe): number =>
  (last(probe, common.GlobalPositionInt)?.relativeAlt ?? 0) / 1000;

/** Flies the mission until it is up and fast. */
export const launch = async (probe: Probe, items: readonly Item[]): Promise<void> => {
  const stored = await upload(probe, items);
  if (stored?.type !== 0) throw new Error(`the upload ended with ${stored?.type}`);
  await probe.wait(1);
  await setMode(probe, 'AUTO.LOITER');
  await arm(probe);
  await setMode(probe, 'AUTO.MISSION');
  await probe.until('on its way', () => heightM(probe) > 30 && groundSpeed(probe) > 10, 90);
};
