import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { Flight } from '../../server/api/contract/flights.ts';
import { useOpenFlights, useSites, useTrack } from '../shared/live/queries.ts';
import type { LiveMap } from '../shared/map/live-map.ts';
import { MapView } from '../shared/map/map-view.tsx';
import type { Selection } from './selection.ts';
import { useForecastsOnMap } from './use-forecasts-on-map.ts';

/** The main map: all drones, the routes of all open flights, the selected one's strong and with its heights. */
export const FleetMap = (props: {
  flight: Flight | undefined;
  vehicleId: string | undefined;
  /** Raised by one each time the dispatcher asks to follow. */
  followAsked: number;
  /** The outlines of the selected flight's plan are drawn. */
  volumes: boolean;
  onSelect: (selection: Selection) => void;
}): ReactElement => {
  const [map, setMap] = useState<LiveMap | undefined>(undefined);
  const flights = useOpenFlights().data?.flights;
  const sites = useSites().data?.sites;
  const { flight, vehicleId, followAsked, volumes } = props;
  const selectedId = flight?.id;
  const track = useTrack(selectedId).data;
  const plan = flight?.plan;
  useEffect(() => {
    if (map === undefined) return;
    const routes = (flights ?? []).flatMap((open) =>
      open.plan === null ? [] : [{ flightId: open.id, plan: open.plan, selected: open.id === selectedId }],
    );
    map.setRoutes(routes);
  }, [map, flights, selectedId]);
  useEffect(() => map?.setVolumes(volumes && plan ? plan : undefined), [map, volumes, plan]);
  // The view belongs to the dispatcher: it is set once at the start and once for each flight that is chosen.
  const fitted = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (map === undefined || sites === undefined) return;
    const wanted = selectedId ?? 'start';
    if (fitted.current === wanted || (wanted === 'start' && fitted.current !== undefined)) return;
    if (selectedId === undefined) {
      map.fitPoints(sites.filter((site) => site.enabled).map((site) => site.position));
    } else if (plan) map.fitPlan(plan);
    else return;
    fitted.current = wanted;
  }, [map, sites, selectedId, plan]);
  useEffect(() => {
    if (map === undefined || selectedId === undefined || vehicleId === undefined || track === undefined)
      return;
    map.seedTrail(
      vehicleId,
      selectedId,
      track.points.map((point) => point.position),
    );
  }, [map, selectedId, vehicleId, track]);
  useForecastsOnMap(map);
  useEffect(() => map?.select(vehicleId), [map, vehicleId]);
  useEffect(() => {
    if (followAsked > 0) map?.follow(vehicleId);
  }, [map, vehicleId, followAsked]);
  return <MapView onMap={setMap} onPick={(id) => props.onSelect({ kind: 'vehicle', id })} />;
};
