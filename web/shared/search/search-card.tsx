import { Anchor, Stack, Table, Text, Title } from '@mantine/core';
import L, { type LatLngTuple } from 'leaflet';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../server/api/contract/incidents.ts';
import { COMPONENTS, type Component } from '../../../server/blood/component.ts';
import type { LonLat } from '../../../server/core/geo.ts';
import { fromWgs84, type Datum } from '../../admin/datum.ts';
import { useBloodText } from '../blood-text.ts';
import { currentLanguage } from '../i18n/i18n.ts';
import type { LiveMap } from '../map/live-map.ts';
import { MapView } from '../map/map-view.tsx';

type Facts = Incident['facts'];
type Search = NonNullable<Facts['search']>;

const latLng = ([lon, lat]: LonLat): LatLngTuple => [lat, lon];

const SearchMap = ({ search }: { search: Search }): ReactElement => {
  const [map, setMap] = useState<LiveMap | undefined>(undefined);
  useEffect(() => {
    const leaflet = map?.leaflet();
    if (map === undefined || leaflet === undefined) return undefined;
    const group = L.layerGroup().addTo(leaflet);
    const line = { color: '#c92a2a', interactive: false };
    L.polygon(search.likely.map(latLng), { ...line, weight: 2, fillOpacity: 0.15 }).addTo(group);
    L.circle(latLng(search.lastFix), {
      ...line,
      radius: search.fallRadiusM,
      weight: 1,
      dashArray: '4 4',
    }).addTo(group);
    L.circleMarker(latLng(search.lastFix), { ...line, radius: 6, weight: 3, fillOpacity: 1 }).addTo(group);
    map.fitPoints(search.likely);
    return () => void group.remove();
  }, [map, search]);
  return <MapView onMap={setMap} onlyVehicle="none" height={300} />;
};

const figures = ([lon, lat]: LonLat): string => `${lat.toFixed(6)}, ${lon.toFixed(6)}`;

const Coordinates = ({ search }: { search: Search }): ReactElement => {
  const { t } = useTranslation('incident');
  const row = (datum: Datum, key: 'wgs84' | 'gcj02'): ReactElement => (
    <Table.Tr>
      <Table.Td>{t(key)}</Table.Td>
      <Table.Td style={{ fontVariantNumeric: 'tabular-nums', fontWeight: 700 }}>
        {figures(fromWgs84(search.lastFix, datum))}
      </Table.Td>
    </Table.Tr>
  );
  return (
    <>
      <Table withTableBorder maw={560}>
        <Table.Tbody>
          {row('WGS84', 'wgs84')}
          {row('GCJ02', 'gcj02')}
        </Table.Tbody>
      </Table>
      <Text size="sm">
        {t('area', {
          silent: Math.round(search.silentS),
          fall: Math.round(search.fallRadiusM),
          reach: (search.reachM / 1000).toFixed(1),
        })}
      </Text>
    </>
  );
};

const isComponent = (name: string): name is Component => (COMPONENTS as readonly string[]).includes(name);

/** Where to look, what is aboard and how to handle it, whom to call. Nothing about any patient. */
export const SearchCard = ({ facts }: { facts: Facts }): ReactElement => {
  const { t } = useTranslation('incident');
  const { component } = useBloodText();
  const { search, load, contacts } = facts;
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        {t('where')}
      </Title>
      {search === null ? <Text size="sm">{t('noFix')}</Text> : <Coordinates search={search} />}
      {search !== null && <SearchMap search={search} />}
      <Title order={2} size="h5">
        {t('aboard')}
      </Title>
      {load.length === 0 && <Text size="sm">{t('empty')}</Text>}
      {load.map(({ boxNo, component: name, units }) => (
        <Text key={`${boxNo}${name}`} size="sm" fw={600}>
          {t('load', { box: boxNo, what: isComponent(name) ? component(name) : name, n: units })}
        </Text>
      ))}
      <Text size="sm">{t('biohazard')}</Text>
      <Title order={2} size="h5">
        {t('call')}
      </Title>
      {contacts.map((site) => (
        <Text key={site.siteId} size="sm">
          <b>{currentLanguage() === 'zh' ? site.nameZh : site.nameEn}</b>{' '}
          {site.phone === '' ? t('noPhone') : <Anchor href={`tel:${site.phone}`}>{site.phone}</Anchor>}{' '}
          {site.address}
        </Text>
      ))}
      <Text size="sm">{t('emergency')}</Text>
    </Stack>
  );
};
