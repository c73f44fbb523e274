import L, { type LatLngTuple, type LayerGroup } from 'leaflet';
import type { PlanView } from '../../../server/api/contract/plan-view.ts';
import { countdown } from '../time.ts';
import { toLatLng } from './base-layer.ts';
import { textElement } from './dom.ts';
import type { MapColours } from './style.ts';
import type { MapWords } from './words.ts';

type Look = { readonly colours: MapColours; readonly words: MapWords };

const label = (at: LatLngTuple, text: string, className: string): L.Marker =>
  L.marker(at, {
    pane: 'labels',
    interactive: false,
    keyboard: false,
    icon: L.divIcon({ className: 'lm-anchor', iconSize: [0, 0], html: textElement('div', className, text) }),
  });

/**
 * Where a route can be left: a dotted line from where another pad becomes the nearest one to that pad, and the point of no
 * return. Both carry words; the list beside the map has them all.
 */
export const drawAlternates = (plan: PlanView, { colours, words }: Look): LayerGroup => {
  const group = L.layerGroup();
  for (const one of plan.alternates) {
    const to = toLatLng(one.at);
    L.polyline([toLatLng(one.fromAt), to], {
      pane: 'routes',
      color: colours.trail,
      interactive: false,
      weight: 1.5,
      opacity: 0.8,
      dashArray: '2 6',
    }).addTo(group);
    L.circleMarker(toLatLng(one.fromAt), {
      pane: 'routes',
      color: colours.trail,
      radius: 3,
      weight: 2,
    }).addTo(group);
  }
  const last = plan.pointOfNoReturn;
  if (last !== null)
    label(
      toLatLng(last.at),
      `◆ ${words.noReturn(countdown(last.atS * 1000), last.overWater)}`,
      'lm-height lm-no-return',
    ).addTo(group);
  return group;
};
