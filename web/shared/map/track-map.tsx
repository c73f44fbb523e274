import { Text } from '@mantine/core';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveVehicle } from '../live/hooks.ts';
import { useFlight, useTrack } from '../live/queries.ts';
import type { LiveMap } from './live-map.ts';
import { MapView } from './map-view.tsx';

/**
 * A small map that follows one drone: of a flight (with its route and flown way) or a drone by itself.
 * Give it a height; it fills its width.
 */
export const TrackMap = (props: {
  flightId?: string | undefined;
  vehicleId?: string | undefined;
  height?: number | string;
}): ReactElement => {
  const { t } = useTranslation('map');
  const flight = useFlight(props.flightId).data;
  const track = useTrack(props.flightId).data;
  const vehicleId = props.vehicleId ?? flight?.vehicleId;
  const [map, setMap] = useState<LiveMap | undefined>(undefined);
  const fitted = useRef<string | undefined>(undefined);
  const live = useLiveVehicle(vehicleId);
  const plan = flight?.plan;
  const flightId = flight?.id;
  useEffect(() => {
    if (map === undefined || flightId === undefined || !plan) return;
    map.setRoutes([{ flightId, plan, selected: true }]);
    if (fitted.current !== flightId) map.fitPlan(plan);
    fitted.current = flightId;
  }, [map, flightId, plan]);
  useEffect(() => {
    if (map === undefined || flightId === undefined || vehicleId === undefined || track === undefined) return;
    map.seedTrail(
      vehicleId,
      flightId,
      track.points.map((point) => point.position),
    );
  }, [map, flightId, vehicleId, track]);
  useEffect(() => {
    if (map === undefined || vehicleId === undefined) return;
    map.select(vehicleId);
    map.follow(vehicleId);
  }, [map, vehicleId]);
  return (
    <div style={{ position: 'relative' }}>
      <MapView onMap={setMap} onlyVehicle={vehicleId ?? 'none'} height={props.height ?? 280} />
      {live?.vehicle.position == null && (
        <Text size="xs" c="dimmed" role="status">
          {t('noTelemetry')}
        </Text>
      )}
    </div>
  );
};
