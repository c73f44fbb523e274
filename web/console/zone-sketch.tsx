import L from 'leaflet';
import { useEffect, useState, type ReactElement } from 'react';
import type { LonLat } from '../../server/core/geo.ts';
import type { LiveMap } from '../shared/map/live-map.ts';
import { MapView } from '../shared/map/map-view.tsx';

const LINE = { color: '#d6336c', weight: 2, dashArray: '6 4', interactive: false } as const;

/** A map on which a zone is drawn by clicks: corners of a polygon, or the centre of a circle. */
export const ZoneSketch = (props: {
  points: readonly LonLat[];
  /** Metres; undefined for a polygon. */
  radiusM: number | undefined;
  onClick: (at: LonLat) => void;
}): ReactElement => {
  const { points, radiusM, onClick } = props;
  const [map, setMap] = useState<LiveMap | undefined>(undefined);
  useEffect(() => {
    const leaflet = map?.leaflet();
    if (leaflet === undefined) return undefined;
    const click = ({ latlng }: L.LeafletMouseEvent): void => onClick([latlng.lng, latlng.lat]);
    leaflet.on('click', click);
    return () => void leaflet.off('click', click);
  }, [map, onClick]);
  useEffect(() => {
    const leaflet = map?.leaflet();
    if (leaflet === undefined) return undefined;
    const places = points.map(([lon, lat]): [number, number] => [lat, lon]);
    const group = L.layerGroup().addTo(leaflet);
    for (const place of places) L.circleMarker(place, { ...LINE, radius: 4 }).addTo(group);
    const [centre] = places;
    if (radiusM === undefined) L.polygon(places, LINE).addTo(group);
    else if (centre !== undefined) L.circle(centre, { ...LINE, radius: radiusM }).addTo(group);
    return () => void group.remove();
  }, [map, points, radiusM]);
  return <MapView onMap={setMap} height={280} />;
};
