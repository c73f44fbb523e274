import L, { type LatLngTuple, type LayerGroup } from 'leaflet';
import type { PlanView } from '../../../server/api/contract/plan-view.ts';
import { drawAlternates } from './alternates-layer.ts';
import { toLatLng } from './base-layer.ts';
import { textElement } from './dom.ts';
import type { MapColours } from './style.ts';
import type { MapWords } from './words.ts';

/** Legs shorter than this carry no height label: it would cover them. */
const LABEL_MIN_LEG_M = 900;

/** A planned route: dashed legs with their heights above take-off, a ring at the destination. */
export const drawRoute = (
  plan: PlanView,
  look: { readonly colours: MapColours; readonly words: MapWords; readonly selected: boolean },
): LayerGroup => {
  const group = L.layerGroup();
  const first = plan.legs[0];
  if (first === undefined) return group;
  const points: LatLngTuple[] = [toLatLng(first.from), ...plan.legs.map((leg) => toLatLng(leg.to))];
  const line = { pane: 'routes', color: look.colours.route, interactive: false };
  L.polyline(points, {
    ...line,
    weight: look.selected ? 3 : 1.5,
    opacity: look.selected ? 1 : 0.7,
    dashArray: '8 5',
  }).addTo(group);
  const end = points[points.length - 1];
  if (end !== undefined) L.circleMarker(end, { ...line, radius: 9, weight: 2, fill: false }).addTo(group);
  if (!look.selected) return group;
  drawAlternates(plan, look).addTo(group);
  let labelled: number | undefined;
  for (const leg of plan.legs) {
    // One label where the height changes, not one a leg.
    const height = Math.round(leg.relAltM);
    if (height === labelled || leg.distanceM < LABEL_MIN_LEG_M) continue;
    labelled = height;
    const middle: LatLngTuple = [(leg.from[1] + leg.to[1]) / 2, (leg.from[0] + leg.to[0]) / 2];
    const html = textElement('div', 'lm-height', look.words.legHeight(leg.relAltM));
    const icon = L.divIcon({ className: 'lm-anchor', iconSize: [0, 0], html });
    L.marker(middle, { pane: 'labels', interactive: false, keyboard: false, icon }).addTo(group);
  }
  return group;
};

export const routeBounds = (plan: PlanView): L.LatLngBounds =>
  L.latLngBounds(plan.legs.flatMap((leg) => [toLatLng(leg.from), toLatLng(leg.to)]));
