import type { LonLat } from '../../core/geo.ts';
import { outlineOf } from '../fence-outline.ts';
import type { Plane, Vec } from '../geometry.ts';
import type { DroneProfile } from '../profile.ts';
import { soraOf, type SoraVolumes } from './sora.ts';

/** The volumes of a flight with their outlines, rings of WGS-84 without a repeated last point. */
export type PlanSora = SoraVolumes & {
  /** Outer edge of the flight geography: where a flight that goes well stays. */
  readonly geography: readonly LonLat[];
  /** Outer edge of flight geography and contingency volume: the operational volume. */
  readonly operational: readonly LonLat[];
  /** Outer edge of the ground-risk buffer: nobody who is not involved should gather inside of it. */
  readonly groundRisk: readonly LonLat[];
};

export type SoraRoute = {
  readonly profile: DroneProfile;
  readonly plane: Plane;
  readonly points: readonly Vec[];
  /** Of the highest cruise above the lowest ground, metres. */
  readonly heightM: number;
};

/** Outlines are simplified outward only, as the fence's: they hold at least what they should. */
export const soraAround = ({ profile, plane, points, heightM }: SoraRoute): PlanSora => {
  const volumes = soraOf(profile, heightM, profile.windLimitMs);
  const operationalM = volumes.geographyM + volumes.contingencyM;
  const ringOf = (halfM: number): LonLat[] =>
    outlineOf(points, halfM).ring.map((p) => {
      const [lon, lat] = plane.toLonLat(p);
      return [Math.round(lon * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7];
    });
  return {
    ...volumes,
    geography: ringOf(volumes.geographyM),
    operational: ringOf(operationalM),
    groundRisk: ringOf(operationalM + volumes.groundRiskM),
  };
};
