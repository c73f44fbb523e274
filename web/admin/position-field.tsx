import { NumberInput, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LonLat } from '../../server/core/geo.ts';
import { DATUMS, fromWgs84, shiftM, toWgs84, type Datum } from './datum.ts';

/** Degrees with seven decimals, about 1 cm. */
const DECIMALS = 7;

const text = (value: number): string => value.toFixed(DECIMALS);

/** Longitude and latitude with the datum they are entered in; hands on WGS-84, undefined while incomplete. */
export const PositionField = (props: {
  initial: LonLat | undefined;
  onChange: (position: LonLat | undefined) => void;
}): ReactElement => {
  const { t } = useTranslation('admin');
  const [datum, setDatum] = useState<Datum>('WGS84');
  const [lon, setLon] = useState<number | undefined>(props.initial?.[0]);
  const [lat, setLat] = useState<number | undefined>(props.initial?.[1]);
  const resolve = (x: number | undefined, y: number | undefined, in_: Datum): LonLat | undefined =>
    x === undefined || y === undefined ? undefined : toWgs84(x, y, in_);
  const wgs84 = resolve(lon, lat, datum);
  const enter = (x: number | undefined, y: number | undefined): void => {
    setLon(x);
    setLat(y);
    props.onChange(resolve(x, y, datum));
  };
  /** Another datum shows the same place in its own figures. */
  const choose = (next: Datum): void => {
    setDatum(next);
    if (wgs84 === undefined) return;
    const [x, y] = fromWgs84(wgs84, next);
    setLon(x);
    setLat(y);
  };
  const number = (
    label: string,
    value: number | undefined,
    limit: number,
    change: (n: number | undefined) => void,
  ): ReactElement => (
    <NumberInput
      label={label}
      hideControls
      decimalScale={DECIMALS}
      min={-limit}
      max={limit}
      value={value ?? ''}
      onChange={(next) => change(typeof next === 'number' ? next : undefined)}
    />
  );
  return (
    <Stack gap={4}>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
        <Select
          label={t('datum.label')}
          allowDeselect={false}
          value={datum}
          data={DATUMS.map((value) => ({ value, label: t(`datum.${value}`) }))}
          onChange={(value) => choose(DATUMS.find((known) => known === value) ?? 'WGS84')}
        />
        {number(t('datum.lon'), lon, 180, (x) => enter(x, lat))}
        {number(t('datum.lat'), lat, 90, (y) => enter(lon, y))}
      </SimpleGrid>
      {wgs84 === undefined ? (
        <Text size="xs" c="red">
          {t('datum.bad')}
        </Text>
      ) : (
        <Text size="xs" c="dimmed" className="mono">
          {t('datum.stored', { lon: text(wgs84[0]), lat: text(wgs84[1]) })}
          {datum !== 'WGS84' && lon !== undefined && lat !== undefined && (
            <>
              <br />
              {t('datum.entered', { datum: t(`datum.${datum}`), lon: text(lon), lat: text(lat) })}
              {' · '}
              {t('datum.shift', { metres: shiftM([lon, lat], wgs84) })}
            </>
          )}
        </Text>
      )}
    </Stack>
  );
};
