import L, { type LatLngTuple, type LayerGroup, type Map as LeafletMap } from 'leaflet';
import type { LonLat } from '../../../server/core/geo.ts';
import type { BaseMapData } from './base-data.ts';
import { textElement } from './dom.ts';
import { formatDegrees, graticuleLines, graticuleStepDeg } from './graticule.ts';
import type { MapColours } from './style.ts';

export const toLatLng = (p: LonLat): LatLngTuple => [p[1], p[0]];

/** District and river names need room. */
const LABEL_MIN_ZOOM = 11;

const nameLabel = (at: LonLat, text: string, kind: string): L.Marker =>
  L.marker(toLatLng(at), {
    pane: 'labels',
    interactive: false,
    keyboard: false,
    icon: L.divIcon({
      className: 'lm-anchor',
      iconSize: [0, 0],
      html: textElement('div', `lm-place lm-place-${kind}`, text),
    }),
  });

/** Leaflet ends a running zoom after the map was taken down: a handler must not draw on what is gone. */
export const whileThere = (map: LeafletMap, events: string, handler: () => void): (() => void) => {
  const guarded = (): void => {
    if (map.getPane('mapPane') !== undefined) handler();
  };
  map.on(events, guarded);
  return () => map.off(events, guarded);
};

const overlap = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Of two sites beside each other the lower one has its name below it. */
const partSiteNames = (container: HTMLElement): void => {
  const sites = [...container.querySelectorAll<HTMLElement>('.lm-site')];
  for (const site of sites) site.classList.remove('lm-site-below');
  const boxOf = (site: HTMLElement, part: 'name' | 'mark'): DOMRect =>
    (site.querySelector(`.lm-site-${part}`) ?? site).getBoundingClientRect();
  for (const site of sites) {
    const own = boxOf(site, 'name');
    const covers = sites.some(
      (other) =>
        other !== site &&
        boxOf(other, 'mark').top < boxOf(site, 'mark').top &&
        (overlap(own, boxOf(other, 'mark')) || overlap(own, boxOf(other, 'name'))),
    );
    site.classList.toggle('lm-site-below', covers);
  }
};

/** Makes room for the names of sites, which people look for: names of places under them are hidden. */
export const clearLabels = (map: LeafletMap): void => {
  partSiteNames(map.getContainer());
  const boxes = (selector: string): [HTMLElement, DOMRect][] =>
    [...map.getContainer().querySelectorAll<HTMLElement>(selector)].map((element) => [
      element,
      element.getBoundingClientRect(),
    ]);
  const sites = boxes('.lm-site-name, .lm-site-mark').map(([, box]) => box);
  for (const [place, box] of boxes('.lm-place')) {
    place.style.visibility = sites.some((site) => overlap(site, box)) ? 'hidden' : '';
  }
};

/** River, hills and bridges of the own base map. */
export const drawBaseMap = (data: BaseMapData, colours: MapColours, lang: 'zh' | 'en'): LayerGroup => {
  const group = L.layerGroup();
  const labels = L.layerGroup();
  for (const { geometry, properties } of data.features) {
    const { kind } = properties;
    if (geometry.type === 'Polygon') {
      const rings = geometry.coordinates.map((ring) => ring.map(toLatLng));
      const fillColor = kind === 'water' ? colours.water : colours.hill;
      L.polygon(rings, { pane: 'base', stroke: false, fillColor, fillOpacity: 1, interactive: false }).addTo(
        group,
      );
    } else if (geometry.type === 'LineString') {
      const line = geometry.coordinates.map(toLatLng);
      L.polyline(line, { pane: 'base', color: colours.bridge, weight: 3, interactive: false }).addTo(group);
    }
    const at = properties.label ?? (geometry.type === 'Point' ? geometry.coordinates : undefined);
    const name = lang === 'zh' ? properties.name_zh : properties.name_en;
    if (at !== undefined) nameLabel(at, name, kind).addTo(labels);
  }
  group.on('add', (event) => {
    const map = (event.target as LayerGroup & { _map: LeafletMap })._map;
    const show = (): void => void (map.getZoom() >= LABEL_MIN_ZOOM ? labels.addTo(map) : labels.remove());
    whileThere(map, 'zoomend', show);
    show();
  });
  return group;
};

/** Lines of longitude and latitude with their degrees at the edge; redrawn after each move. */
export const addGraticule = (map: LeafletMap, colours: MapColours): void => {
  const group = L.layerGroup().addTo(map);
  const label = (at: LatLngTuple, text: string, axis: string): void => {
    const html = textElement('div', `lm-degree lm-degree-${axis}`, text);
    const icon = L.divIcon({ className: 'lm-anchor', iconSize: [0, 0], html });
    L.marker(at, { pane: 'labels', interactive: false, keyboard: false, icon }).addTo(group);
  };
  const line = (points: LatLngTuple[]): void => {
    const style = { pane: 'base', color: colours.line, weight: 1, opacity: 0.7, interactive: false };
    L.polyline(points, style).addTo(group);
  };
  const draw = (): void => {
    group.clearLayers();
    if (map.getSize().x === 0) return;
    const bounds = map.getBounds();
    const [west, east, south, north] = [
      bounds.getWest(),
      bounds.getEast(),
      bounds.getSouth(),
      bounds.getNorth(),
    ];
    const step = graticuleStepDeg(Math.max(east - west, north - south));
    for (const lon of graticuleLines(west, east, step)) {
      line([
        [south, lon],
        [north, lon],
      ]);
      label([north, lon], formatDegrees(lon, 'lon'), 'lon');
    }
    for (const lat of graticuleLines(south, north, step)) {
      line([
        [lat, west],
        [lat, east],
      ]);
      label([lat, east], formatDegrees(lat, 'lat'), 'lat');
    }
  };
  whileThere(map, 'moveend resize', draw);
  map.whenReady(draw);
};
