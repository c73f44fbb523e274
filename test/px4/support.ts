import { test } from 'vitest';
import { destination, distanceM, type LonLat } from '../../server/core/geo.ts';
import type { MissionItem } from '../../server/core/mission.ts';
import type { Result } from '../../server/core/result.ts';
import type { Param } from '../../server/mavlink/params.ts';
import type { VehicleSnapshot } from '../../server/mavlink/snapshot.ts';
import type { Vehicle } from '../../server/mavlink/vehicle.ts';
import { HOME, px4Install } from './machines.ts';
import { good, startRig, type Rig, type RigKind, type RigOptions } from './rig.ts';

/** One test body, which both kinds of vehicle have to pass. */
export type Behaviour = Partial<Omit<RigOptions, 'speed'>> & {
  readonly title: string;
  /** Vehicle seconds per wall second; default 1. */
  readonly speed?: Readonly<Record<RigKind, number>>;
  readonly body: (rig: Rig) => Promise<void>;
};

/** For flights: the real PX4 keeps up to about 10 on an idle machine. */
export const FLIGHT_SPEED: Readonly<Record<RigKind, number>> = { embedded: 10, px4: 6 };

/** Longer than the deadlines inside of any body, which say better what did not happen. */
const LIMIT_MS = 300_000;

/** Registers a behaviour as two tests; the one on PX4 is skipped, with the reason, where there is none. */
export const onBothVehicles = (behaviour: Behaviour): void => {
  const { title, speed, proxied = false, parameters = {}, body } = behaviour;
  for (const kind of ['embedded', 'px4'] as const)
    test(`${title} (${kind})`, { timeout: LIMIT_MS }, async (context) => {
      if (kind === 'px4' && !px4Install.ok) context.skip(px4Install.error.message);
      const rig = await startRig(kind, { speed: speed?.[kind] ?? 1, proxied, parameters });
      // Also after a timeout, so that no PX4 is left behind.
      context.onTestFinished(() => rig.close());
      await body(rig);
    });
};

const BEARING_DEG = 250;

/** That far from home along the suite's route. */
export const along = (metres: number): LonLat => destination(HOME.at, metres, BEARING_DEG);

export const CRUISE_M = 40;

/** Item numbers of `mission`. */
export const ITEM = { takeoff: 0, speed: 1, first: 2, second: 3, third: 4, land: 5 } as const;

/** Take-off, speed, three waypoints and a landing at the end, in a straight line. */
export const mission = (lengthM: number): MissionItem[] => [
  { kind: 'takeoff', at: HOME.at, relAltM: CRUISE_M },
  { kind: 'speed', groundSpeedMs: 15 },
  ...[0.3, 0.6, 0.9].map((share): MissionItem => ({
    kind: 'waypoint',
    at: along(lengthM * share),
    relAltM: CRUISE_M,
    holdS: 0,
    acceptRadiusM: 10,
  })),
  { kind: 'land', at: along(lengthM), relAltM: 0 },
];

/** The order on the wire: mission, LOITER, item 0 seen, ARM, AUTO.MISSION; resolves in the air. */
export const launch = async (rig: Rig, items: readonly MissionItem[]): Promise<void> => {
  good(await rig.vehicle().uploadVerified(items));
  good(await rig.vehicle().setMode('AUTO.LOITER'));
  good(await rig.vehicle().setCurrent(0));
  good(await rig.vehicle().arm());
  good(await rig.vehicle().setMode('AUTO.MISSION'));
  await rig.until('in the air', isFlying, 30);
};

export const isFlying = ({ landed, position }: VehicleSnapshot): boolean =>
  (landed?.state === 'in-air' || landed?.state === 'taking-off') && (position?.relAltM ?? 0) > 2;

/** On its way at cruise height towards that item or a later one. */
export const isCruising =
  (item: number) =>
  ({ mission: now, position }: VehicleSnapshot): boolean =>
    (now?.seq ?? 0) >= item && (position?.relAltM ?? 0) > CRUISE_M / 2 && (position?.groundSpeedMs ?? 0) > 8;

export const isDown = ({ heartbeat, landed }: VehicleSnapshot): boolean =>
  !heartbeat.armed && landed?.state === 'on-ground';

/** Writes a value as if it were in the profile: tests set what they need. */
export const freely = (vehicle: Vehicle, param: Param): Promise<Result<Param>> =>
  vehicle.setParam(param, { kind: 'profile', params: [param] });

/** How far the vehicle says that it is from that place, metres. */
export const offM = (rig: Rig, place: LonLat): number => {
  const { position } = rig.vehicle().snapshot();
  return position === undefined ? Number.NaN : distanceM(position.lonLat, place);
};
