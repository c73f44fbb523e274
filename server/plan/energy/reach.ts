import { destination, type LonLat } from '../../core/geo.ts';
import { estimateFlight, pctPerM, type FlightTask } from '../energy.ts';

/** One place of the outline every so many degrees. */
const STEP_DEG = 10;

/**
 * How far a flight's drone gets on its charge, load and wind by straight lines from where the flight begins, landing with
 * the reserve: a ring without a repeated last point, WGS-84. It knows no zones, and climbs and descends as the flight does.
 * Empty where not even the climb and the landing leave the reserve.
 */
export const reachOf = (task: FlightTask, from: LonLat): LonLat[] => {
  const upAndDown = estimateFlight({ ...task, stretches: [] });
  if (upAndDown.kind !== 'flies') return [];
  const { landingPct, reservePct } = upAndDown.battery;
  const ofNewPack = (landingPct - reservePct) * (task.capacityShare ?? 1);
  if (ofNewPack <= 0) return [];
  return Array.from({ length: 360 / STEP_DEG }, (_, i) => {
    const perM = pctPerM(task, i * STEP_DEG);
    const [lon, lat] = destination(from, perM === undefined ? 0 : ofNewPack / perM, i * STEP_DEG);
    return [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];
  });
};
