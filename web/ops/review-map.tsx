import L, { type CircleMarker } from 'leaflet';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useComputedColorScheme } from '@mantine/core';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { LonLat } from '../../server/core/geo.ts';
import { toLatLng } from '../shared/map/base-layer.ts';
import type { LiveMap } from '../shared/map/live-map.ts';
import { MapView } from '../shared/map/map-view.tsx';
import { mapColours } from '../shared/map/style.ts';
import classes from './ops.module.css';
import { splitAtGaps } from './series.ts';

type Point = { readonly position: LonLat; readonly linkGapMs: number };

/** No live drone belongs on the map of a past flight. */
const NO_DRONE = 'none';

/** The flown way against the plan; a marker follows the cursor of the plots without React. */
export const ReviewMap = (props: {
  flight: Flight;
  points: readonly Point[];
  /** Gets the function that puts the marker at a fix, or takes it away. */
  onMarker: (place: (index: number | null) => void) => void;
}): ReactElement => {
  const { t } = useTranslation(['ops', 'map']);
  const colours = mapColours(useComputedColorScheme('light') === 'dark');
  const [map, setMap] = useState<LiveMap | undefined>(undefined);
  const marker = useRef<CircleMarker | undefined>(undefined);
  const { flight, points, onMarker } = props;
  const { id, plan } = flight;
  useEffect(() => {
    if (map === undefined) return;
    if (plan !== null) map.setRoutes([{ flightId: id, plan, selected: true }]);
    if (points.length > 0) map.fitPoints(points.map((point) => point.position));
    else if (plan !== null) map.fitPlan(plan);
  }, [map, id, plan, points]);
  useEffect(() => {
    const leaflet = map?.leaflet();
    if (leaflet === undefined) return undefined;
    const group = L.layerGroup().addTo(leaflet);
    const { pieces, gaps } = splitAtGaps(points);
    const style = { pane: 'trails', color: colours.trail, interactive: false };
    for (const piece of pieces) {
      L.polyline(
        piece.map((point) => toLatLng(point.position)),
        { ...style, weight: 2 },
      ).addTo(group);
    }
    for (const [from, to] of gaps) {
      L.polyline([toLatLng(from.position), toLatLng(to.position)], {
        ...style,
        weight: 2,
        dashArray: '2 6',
      }).addTo(group);
    }
    onMarker((index) => {
      const point = index === null ? undefined : points[index];
      if (point === undefined) {
        marker.current?.remove();
        marker.current = undefined;
        return;
      }
      const at = toLatLng(point.position);
      marker.current ??= L.circleMarker(at, {
        pane: 'drones',
        radius: 7,
        weight: 3,
        color: colours.site,
        fillColor: colours.trail,
        fillOpacity: 1,
        interactive: false,
      }).addTo(group);
      marker.current.setLatLng(at);
    });
    return () => {
      marker.current = undefined;
      group.remove();
    };
  }, [map, points, colours, onMarker]);
  return (
    <div>
      <div className={classes['map']}>
        <MapView onMap={setMap} onlyVehicle={NO_DRONE} />
      </div>
      <div className={classes['legend']}>
        <span>
          <i
            className={classes['line']}
            style={{ borderTopStyle: 'dashed', borderTopColor: colours.route }}
          />
          {t('flight.planned')}
        </span>
        <span>
          <i className={classes['line']} style={{ borderTopColor: colours.trail }} />
          {t('flight.flown')}
        </span>
        <span>
          <i
            className={classes['line']}
            style={{ borderTopStyle: 'dotted', borderTopColor: colours.trail }}
          />
          {t('map:gap')}
        </span>
      </div>
    </div>
  );
};
