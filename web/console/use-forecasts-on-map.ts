import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useVehicles } from '../shared/live/queries.ts';
import type { LiveMap } from '../shared/map/live-map.ts';
import { useNow } from '../shared/use-now.ts';
import { forecastNow, silentSeconds, useContingencies } from './contingencies.ts';

/** Keeps the forecasts of silent drones on the map, moved on each second. */
export const useForecastsOnMap = (map: LiveMap | undefined): void => {
  const { t } = useTranslation('contingency');
  const forecasts = useContingencies().data?.forecasts;
  const vehicles = useVehicles().data?.vehicles;
  const now = useNow();
  useEffect(() => {
    map?.setForecasts(
      (forecasts ?? []).map((forecast) => {
        const { at, radiusM } = forecastNow(forecast, now);
        const name = vehicles?.find(({ id }) => id === forecast.vehicleId)?.name ?? '';
        const label = `${name} ${t('mapForecast', { s: Math.round(silentSeconds(forecast, now)) })}`;
        const way = forecast.points.map((point) => point.at);
        return { vehicleId: forecast.vehicleId, name, way, at, radiusM, label };
      }),
    );
  }, [map, forecasts, vehicles, now, t]);
};
