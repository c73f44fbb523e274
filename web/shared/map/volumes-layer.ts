import L, { type LayerGroup, type LatLngTuple } from 'leaflet';
import type { PlanView } from '../../../server/api/contract/plan-view.ts';
import { toLatLng } from './base-layer.ts';
import { VOLUME_STYLES, volumeColour, type VolumeKind } from './volume-style.ts';

type Outlines = Pick<PlanView, 'volumes' | 'fence' | 'reach'>;
type Ring = NonNullable<PlanView['volumes']>['geography'];

const ringsOf = ({ volumes, fence, reach }: Outlines): readonly (readonly [VolumeKind, Ring])[] => [
  ['reach', reach],
  ...(volumes === null
    ? []
    : ([
        ['groundRisk', volumes.groundRisk],
        ['contingency', volumes.operational],
        ['geography', volumes.geography],
      ] as const)),
  ...fence.map(({ inclusion, ring }) => [inclusion ? 'fence' : 'fenceOut', ring] as const),
];

/** The outlines of a plan, each kind with a dash of its own; the legend has the words. */
export const drawVolumes = (plan: Outlines, { dark }: { readonly dark: boolean }): LayerGroup => {
  const group = L.layerGroup();
  for (const [kind, ring] of ringsOf(plan)) {
    if (ring.length < 3) continue;
    const { dash, weight, fillOpacity } = VOLUME_STYLES[kind];
    const colour = volumeColour(kind, dark);
    const line: LatLngTuple[] = ring.map(toLatLng);
    L.polygon(line, {
      pane: 'volumes',
      className: `lm-volume lm-volume-${kind}`,
      color: colour,
      weight,
      ...(dash === undefined ? {} : { dashArray: dash }),
      fill: fillOpacity > 0,
      fillOpacity,
      interactive: false,
    }).addTo(group);
  }
  return group;
};
