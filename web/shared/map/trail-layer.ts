import L, { type Map as LeafletMap, type Polyline } from 'leaflet';
import type { LonLat } from '../../../server/core/geo.ts';
import { toLatLng } from './base-layer.ts';
import type { MapColours } from './style.ts';
import { addsToTrail, thin, TRAIL_MAX } from './thin.ts';

type Trail = { readonly flightId: string; points: LonLat[]; readonly line: Polyline };

/** The flown way of each drone on its present flight, solid where the planned one is dashed. */
export class TrailLayer {
  private readonly trails = new Map<string, Trail>();
  private readonly map: LeafletMap;
  private readonly colours: MapColours;

  constructor(map: LeafletMap, colours: MapColours) {
    this.map = map;
    this.colours = colours;
  }

  /** What was recorded before this page looked. */
  seed(vehicleId: string, flightId: string, recorded: readonly LonLat[]): void {
    const trail = this.trailOf(vehicleId, flightId);
    trail.points = thin(recorded, TRAIL_MAX / 2);
    trail.line.setLatLngs(trail.points.map(toLatLng));
  }

  append(vehicleId: string, flightId: string, position: LonLat): void {
    const trail = this.trailOf(vehicleId, flightId);
    if (!addsToTrail(trail.points.at(-1), position)) return;
    trail.points.push(position);
    if (trail.points.length > TRAIL_MAX) {
      trail.points = thin(trail.points, TRAIL_MAX / 2);
      trail.line.setLatLngs(trail.points.map(toLatLng));
    } else trail.line.addLatLng(toLatLng(position));
  }

  private trailOf(vehicleId: string, flightId: string): Trail {
    const known = this.trails.get(vehicleId);
    if (known?.flightId === flightId) return known;
    known?.line.remove();
    const style = { pane: 'trails', color: this.colours.trail, weight: 2.5, interactive: false };
    const trail: Trail = { flightId, points: [], line: L.polyline([], style).addTo(this.map) };
    this.trails.set(vehicleId, trail);
    return trail;
  }
}
