import L, { type LayerGroup, type Map as LeafletMap } from 'leaflet';
import { z } from 'zod';
import { lonLat } from '../../../server/api/contract/common.ts';
import { toLatLng, whileThere } from './base-layer.ts';
import { svgElement, textElement } from './dom.ts';
import { isZoneKind, ZONE_KINDS, ZONE_STYLES, type ZoneKind, type ZoneStyle } from './style.ts';
import type { MapWords } from './words.ts';

const ring = z.array(lonLat);
const zoneFeature = z.object({
  properties: z.looseObject({
    id: z.string().optional(),
    name: z.string().default(''),
    name_zh: z.string().default(''),
    kind: z.string(),
    lower_m: z.number().default(0),
    upper_m: z.number().default(0),
    altitude_ref: z.string().default('AGL'),
    synthetic: z.boolean().default(false),
  }),
  geometry: z.discriminatedUnion('type', [
    z.object({ type: z.literal('Polygon'), coordinates: z.array(ring) }),
    z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring)) }),
  ]),
});
type ZoneFeature = z.infer<typeof zoneFeature>;

/** Zone names need room and would hide the drones on a wide view. */
const NAME_MIN_ZOOM = 13;
const TILE_PX = 10;

const patternId = (kind: ZoneKind): string => `lm-zone-${kind}`;

const patternShape = (style: ZoneStyle, colour: string): SVGElement => {
  if (style.pattern === 'dots') return svgElement('circle', { cx: '3', cy: '3', r: '1.2', fill: colour });
  const d = style.pattern === 'cross' ? 'M0,0 L10,10 M10,0 L0,10' : 'M0,10 L10,0';
  return svgElement('path', { d, stroke: colour, 'stroke-width': '1', fill: 'none' });
};

/** Puts the fill patterns into the SVG that Leaflet draws the pane's paths in. */
const addPatterns = (svg: Element, dark: boolean): void => {
  const defs = svgElement('defs', {});
  for (const kind of ZONE_KINDS) {
    const style = ZONE_STYLES[kind];
    if (style === undefined || style.pattern === 'none') continue;
    const size = String(TILE_PX);
    const pattern = svgElement('pattern', {
      id: patternId(kind),
      width: size,
      height: size,
      patternUnits: 'userSpaceOnUse',
    });
    const colour = dark ? style.dark : style.light;
    pattern.append(
      svgElement('rect', { width: size, height: size, fill: colour, 'fill-opacity': '0.10' }),
      patternShape(style, colour),
    );
    defs.append(pattern);
  }
  svg.prepend(defs);
};

const describe = (zone: ZoneFeature, kind: ZoneKind, words: MapWords): HTMLElement => {
  const { name, name_zh, lower_m, upper_m, altitude_ref, synthetic } = zone.properties;
  const box = textElement('div', 'lm-zone-tip');
  box.append(
    textElement('div', 'lm-zone-kind', words.zone(kind)),
    textElement('div', '', (words.lang === 'zh' ? name_zh : name) || name || name_zh),
    textElement('div', '', words.zoneHeights(lower_m, upper_m, altitude_ref)),
  );
  if (synthetic) box.append(textElement('div', 'lm-dim', words.synthetic));
  return box;
};

const zonePath = (zone: ZoneFeature, kind: ZoneKind, dark: boolean): L.Polygon | undefined => {
  const style = ZONE_STYLES[kind];
  if (style === undefined) return undefined;
  const { geometry } = zone;
  const rings =
    geometry.type === 'Polygon'
      ? geometry.coordinates.map((r) => r.map(toLatLng))
      : geometry.coordinates.map((polygon) => polygon.map((r) => r.map(toLatLng)));
  return L.polygon(rings, {
    pane: 'zones',
    color: dark ? style.dark : style.light,
    weight: style.weight,
    fill: true,
    fillOpacity: style.pattern === 'none' ? 0 : 1,
    ...(style.dash === undefined ? {} : { dashArray: style.dash }),
    ...(style.pattern === 'none' ? {} : { fillColor: `url(#${patternId(kind)})` }),
  });
};

/** Draws `GET /api/airspace`. Features that are not understood are left out, never guessed. */
export const drawZones = (
  map: LeafletMap,
  features: readonly unknown[],
  look: { readonly dark: boolean; readonly words: MapWords },
): LayerGroup => {
  const group = L.layerGroup();
  const names = L.layerGroup();
  const renderer = L.svg({ pane: 'zones' }).addTo(map);
  const svg = map.getPane('zones')?.querySelector('svg');
  if (svg) addPatterns(svg, look.dark);
  const zones = features.flatMap((feature) => {
    const parsed = zoneFeature.safeParse(feature);
    return parsed.success && isZoneKind(parsed.data.properties.kind)
      ? [{ zone: parsed.data, kind: parsed.data.properties.kind }]
      : [];
  });
  zones.sort((a, b) => ZONE_KINDS.indexOf(a.kind) - ZONE_KINDS.indexOf(b.kind));
  for (const { zone, kind } of zones) {
    const path = zonePath(zone, kind, look.dark);
    if (path === undefined) continue;
    path.options.renderer = renderer;
    path.bindTooltip(describe(zone, kind, look.words), { sticky: true, direction: 'top' });
    path.addTo(group);
    const label = textElement('div', `lm-zone-name lm-zone-${kind}`, look.words.zone(kind));
    const icon = L.divIcon({ className: 'lm-anchor', iconSize: [0, 0], html: label });
    L.marker(path.getBounds().getCenter(), {
      pane: 'labels',
      interactive: false,
      keyboard: false,
      icon,
    }).addTo(names);
  }
  const show = (): void => void (map.getZoom() >= NAME_MIN_ZOOM ? names.addTo(map) : names.remove());
  const off = whileThere(map, 'zoomend', show);
  group.on('remove', () => {
    off();
    names.remove();
    renderer.remove();
  });
  show();
  return group;
};
