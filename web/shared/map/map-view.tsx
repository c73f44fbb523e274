import 'leaflet/dist/leaflet.css';
import './map.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { liveStore, retainLive } from '../live/connection.ts';
import { useAirspace, useSites, useSystem } from '../live/queries.ts';
import { LiveMap, type MapView as View } from './live-map.ts';
import { useMapWords } from './use-map-words.ts';

const NO_TILES = { tiandituKey: '', pmtilesUrl: '' };

/**
 * The map with base, sites and airspace. `onMap` gets the map when it is made, and again when language, colour scheme
 * or tile source change (then a new one is made at the same view); undefined when it goes.
 */
export const MapView = (props: {
  onMap: (map: LiveMap | undefined) => void;
  onlyVehicle?: string | undefined;
  onPick?: ((vehicleId: string) => void) | undefined;
  height?: number | string;
}): ReactElement => {
  const { t } = useTranslation('map');
  const { onMap, onlyVehicle, onPick } = props;
  const container = useRef<HTMLDivElement>(null);
  const view = useRef<View | undefined>(undefined);
  const pick = useRef(onPick);
  const [map, setMap] = useState<LiveMap | undefined>(undefined);
  const words = useMapWords();
  const dark = useComputedColorScheme('light') === 'dark';
  const source = useSystem().data?.map ?? NO_TILES;
  const { tiandituKey, pmtilesUrl } = source;
  const sites = useSites().data?.sites;
  const features = useAirspace().data?.geojson.features;
  useEffect(() => {
    pick.current = onPick;
  });
  useEffect(() => retainLive(), []);
  useEffect(() => {
    if (container.current === null) return undefined;
    const options = {
      dark,
      words,
      source: { tiandituKey, pmtilesUrl },
      store: liveStore,
      onlyVehicle,
      onPick: (vehicleId: string) => pick.current?.(vehicleId),
    };
    const made = new LiveMap(container.current, options, view.current);
    setMap(made);
    return () => {
      view.current = made.view();
      made.remove();
      setMap(undefined);
    };
  }, [dark, words, tiandituKey, pmtilesUrl, onlyVehicle]);
  useEffect(() => {
    if (map !== undefined && sites !== undefined) map.setSites(sites);
  }, [map, sites]);
  useEffect(() => {
    if (map !== undefined && features !== undefined) map.setAirspace(features);
  }, [map, features]);
  useEffect(() => onMap(map), [map, onMap]);
  return (
    <div
      ref={container}
      className="lm"
      role="region"
      aria-label={t('label')}
      style={{ height: props.height ?? '100%' }}
    />
  );
};
