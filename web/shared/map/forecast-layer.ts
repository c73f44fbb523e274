import L, { type Circle, type LayerGroup, type Map as LeafletMap, type Marker } from 'leaflet';
import type { LonLat } from '../../../server/core/geo.ts';
import { toLatLng } from './base-layer.ts';
import { setText, svgElement, textElement } from './dom.ts';

/** Where a silent drone should be: a forecast, never drawn like a drone that is heard. */
export type ForecastOnMap = {
  readonly vehicleId: string;
  readonly name: string;
  readonly way: readonly LonLat[];
  readonly at: LonLat;
  readonly radiusM: number;
  readonly label: string;
};

type Drawn = {
  readonly group: LayerGroup;
  readonly marker: Marker;
  readonly area: Circle;
  readonly label: HTMLElement;
};

/** A hollow ring with a question mark: no arrow, no fill, no trail. */
const ring = (): SVGElement => {
  const svg = svgElement('svg', {
    viewBox: '-14 -14 28 28',
    width: '28',
    height: '28',
    class: 'lm-foretold',
  });
  svg.append(svgElement('circle', { r: '10' }));
  const mark = svgElement('text', { 'text-anchor': 'middle', y: '5' });
  mark.textContent = '?';
  svg.append(mark);
  return svg;
};

export class ForecastLayer {
  private readonly drawn = new Map<string, Drawn>();
  private readonly map: LeafletMap;

  constructor(map: LeafletMap) {
    this.map = map;
  }

  /** Draws these and takes all others away. */
  set(forecasts: readonly ForecastOnMap[]): void {
    for (const [id, { group }] of this.drawn) {
      if (forecasts.some(({ vehicleId }) => vehicleId === id)) continue;
      group.remove();
      this.drawn.delete(id);
    }
    for (const forecast of forecasts) {
      const drawn = this.drawn.get(forecast.vehicleId) ?? this.create(forecast);
      drawn.marker.setLatLng(toLatLng(forecast.at));
      drawn.area.setLatLng(toLatLng(forecast.at)).setRadius(forecast.radiusM);
      setText(drawn.label, forecast.label);
    }
  }

  private create({ vehicleId, name, way, at, radiusM }: ForecastOnMap): Drawn {
    const root = textElement('div', 'lm-drone');
    const label = textElement('div', 'lm-drone-label lm-foretold-label');
    root.append(ring(), label);
    const marker = L.marker(toLatLng(at), {
      pane: 'drones',
      alt: name,
      interactive: false,
      icon: L.divIcon({ className: 'lm-drone-anchor', iconSize: [28, 28], html: root }),
    });
    const style = { pane: 'routes', interactive: false } as const;
    const area = L.circle(toLatLng(at), { ...style, radius: radiusM, className: 'lm-foretold-area' });
    const line = L.polyline(way.map(toLatLng), { ...style, className: 'lm-foretold-way' });
    const drawn = { group: L.layerGroup([line, area, marker]).addTo(this.map), marker, area, label };
    this.drawn.set(vehicleId, drawn);
    return drawn;
  }
}
