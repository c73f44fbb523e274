import type { LonLat } from '../../server/core/geo.ts';
import { flatDistanceM } from '../physics/earth.ts';
import { positionOf } from './mission-run.ts';
import { CMD, type WireItem } from './plan-item.ts';
import { SEVERITY, type Autopilot, type Fix } from './state.ts';

/** Even-odd rule in degrees: fence polygons are small against the earth. */
const insidePolygon = (ring: readonly LonLat[], at: LonLat): boolean => {
  let inside = false;
  ring.forEach(([x1, y1], index) => {
    const [x0, y0] = ring[(index + ring.length - 1) % ring.length] as LonLat;
    if (y1 > at[1] !== y0 > at[1] && at[0] < ((x0 - x1) * (at[1] - y1)) / (y0 - y1) + x1) inside = !inside;
  });
  return inside;
};

/** One polygon or circle of a fence. */
export type Zone = { readonly inclusion: boolean; readonly holds: (at: LonLat) => boolean };

const circle = (item: WireItem): Zone => ({
  inclusion: item.command === CMD.FENCE_CIRCLE_IN,
  holds: (at) => flatDistanceM(positionOf(item), at) <= item.params[0],
});

/** Zones of an uploaded fence; a polygon's vertices follow each other and carry their count. */
const zonesOf = (items: readonly WireItem[]): readonly Zone[] => {
  const zones: Zone[] = [];
  for (let index = 0; index < items.length;) {
    const item = items[index] as WireItem;
    const polygon = item.command === CMD.FENCE_INCLUSION || item.command === CMD.FENCE_EXCLUSION;
    if (!polygon) {
      if (item.command === CMD.FENCE_CIRCLE_IN || item.command === CMD.FENCE_CIRCLE_OUT)
        zones.push(circle(item));
      index++;
      continue;
    }
    const count = Math.max(1, Math.round(item.params[0]));
    const ring = items.slice(index, index + count).map(positionOf);
    zones.push({ inclusion: item.command === CMD.FENCE_INCLUSION, holds: (at) => insidePolygon(ring, at) });
    index += count;
  }
  return zones;
};

/** In every inclusion zone and in no exclusion zone. */
export const insideZones = (zones: readonly Zone[], at: LonLat): boolean =>
  zones.every((zone) => zone.holds(at) === zone.inclusion);

/**
 * Puts the uploaded fence in force. PX4 leaves out every zone that home, or a vehicle in the air, would violate at
 * once: it says so, and the fence has a hole there.
 */
export const loadFence = (ap: Autopilot): void => {
  const flying = ap.parameters.value('GF_ACTION') !== 0 && !ap.body.onSurface;
  ap.zones = zonesOf(ap.transfer.plans.fence.items).filter((zone) => {
    const atHome = ap.home === undefined || insideZones([zone], ap.home.at);
    if (!atHome) ap.text(SEVERITY.CRITICAL, "Geofence invalid, doesn't contain Home position\t");
    const here = !flying || insideZones([zone], ap.fix.at);
    if (!here) ap.text(SEVERITY.CRITICAL, "Geofence invalid, doesn't contain current vehicle position\t");
    return atHome && here;
  });
};

/** Within the fence in force, GF_MAX_HOR_DIST and GF_MAX_VER_DIST. */
export const withinFence = (ap: Autopilot, fix: Fix): boolean => {
  const { value } = ap.parameters;
  const home = ap.home ?? fix;
  const mostM = value('GF_MAX_HOR_DIST');
  const mostUpM = value('GF_MAX_VER_DIST');
  if (mostM > 0 && flatDistanceM(home.at, fix.at) >= mostM) return false;
  if (mostUpM > 0 && fix.altAmslM - home.altAmslM >= mostUpM) return false;
  return insideZones(ap.zones, fix.at);
};
