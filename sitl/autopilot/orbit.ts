import type { LonLat } from '../../server/core/geo.ts';
import { moveBy, offsetM } from '../physics/earth.ts';
import type { Target } from './guidance.ts';

/** A circle to be flown; `clockwise` as seen from above. */
export type Orbit = {
  readonly centre: LonLat;
  readonly altAmslM: number;
  readonly radiusM: number;
  readonly speedMs: number;
  readonly clockwise: boolean;
};

/** How far ahead on the circle it aims, s of its speed. */
const AHEAD_S = 1.5;

/** The next point of the circle as seen from `at`. */
export const orbitTarget = (orbit: Orbit, at: LonLat): Target => {
  const { northM, eastM } = offsetM(orbit.centre, at);
  const turn = ((orbit.speedMs * AHEAD_S) / orbit.radiusM) * (orbit.clockwise ? 1 : -1);
  const bearing = Math.atan2(eastM, northM) + turn;
  const ahead = moveBy(orbit.centre, orbit.radiusM * Math.cos(bearing), orbit.radiusM * Math.sin(bearing));
  const next = moveBy(
    orbit.centre,
    orbit.radiusM * Math.cos(bearing + turn),
    orbit.radiusM * Math.sin(bearing + turn),
  );
  return {
    kind: 'goto',
    from: undefined,
    at: ahead,
    altAmslM: orbit.altAmslM,
    speedMs: orbit.speedMs,
    next: { at: next, altAmslM: orbit.altAmslM },
    acceptM: 1,
  };
};
