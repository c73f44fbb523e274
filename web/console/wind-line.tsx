import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanView } from '../../server/api/contract/plan-view.ts';
import { WEATHER_GOOD_MS } from '../../server/flight/weather.ts';
import { number } from '../shared/live/format.ts';
import { clockTime } from '../shared/time.ts';
import { useNow } from '../shared/use-now.ts';

const MINUTE_MS = 60_000;

/** The wind that a plan reckons with, who told of it and how old that is; words say when it is none or too old. */
export const WindLine = ({ wind }: Pick<PlanView, 'wind'>): ReactElement => {
  const { t } = useTranslation('console');
  const now = useNow();
  if (wind === null)
    return (
      <Text size="sm" fw={600} mt={6}>
        {t('plan.windUnknown')}
      </Text>
    );
  const ageMs = Math.max(0, now - wind.at);
  const age = t('plan.windAge', { min: Math.floor(ageMs / MINUTE_MS), at: clockTime(wind.at) });
  return (
    <Text size="sm" mt={6}>
      {t('plan.wind', {
        ms: number(wind.meanMs, 1),
        gust: number(wind.gustMs, 1),
        deg: number(wind.fromDeg),
      })}
      {' · '}
      {t('plan.windSource', { source: wind.source })}
      {' · '}
      <Text span inherit fw={ageMs > WEATHER_GOOD_MS ? 700 : undefined}>
        {ageMs > WEATHER_GOOD_MS ? t('plan.windOld', { age }) : age}
      </Text>
    </Text>
  );
};
