import { Alert, Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ForecastOutcomeView, ForecastView } from '../../server/api/contract/contingencies.ts';
import { figure } from '../shared/live/format.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { useNow } from '../shared/use-now.ts';
import classes from './console.module.css';
import { forecastNow, silentSeconds, useContingencies } from './contingencies.ts';

const TENS_M = 10;

/** The sentences that limit what may be believed of a forecast. */
const Limits = ({ forecast }: { forecast: ForecastView }): ReactElement => {
  const { t } = useTranslation('contingency');
  const notes = [
    ...(forecast.excepted ? [t('excepted')] : []),
    ...(forecast.linkAction === 'none' ? [t('noAction')] : []),
    ...(forecast.returnsHome ? [] : [t('wayOpen')]),
    ...(forecast.assumed.length === 0 ? [] : [t('assumed', { n: forecast.assumed.length })]),
  ];
  return (
    <>
      {notes.map((note) => (
        <Text key={note} size="xs" c="dimmed">
          {note}
        </Text>
      ))}
    </>
  );
};

/** Each step with its second after the last sign; what is past is struck off. */
const Timeline = ({ forecast, passedS }: { forecast: ForecastView; passedS: number }): ReactElement => {
  const { t } = useTranslation('contingency');
  return (
    <ol className={classes['steps']}>
      {forecast.steps.map(({ kind, atS }) => (
        <li key={`${kind} ${atS}`} data-past={atS <= passedS ? 'yes' : 'no'}>
          <Icon name={atS <= passedS ? 'check' : 'clock'} size={14} />
          <span>{t('at', { s: Math.round(atS) })}</span>
          <b>{t(`step.${kind}`)}</b>
        </li>
      ))}
    </ol>
  );
};

const Foretold = ({ forecast }: { forecast: ForecastView }): ReactElement => {
  const { t } = useTranslation('contingency');
  const now = useNow();
  const passedS = silentSeconds(forecast, now);
  const { phase, next, radiusM, relAltM } = forecastNow(forecast, now);
  return (
    <section className={`${classes['block']} ${classes['forecast']}`} aria-label={t('forecastTitle')}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={700}>
          {t('forecastTitle')}
        </Text>
        <Text size="sm" fw={700} role="timer">
          {t('silent', { s: Math.round(passedS) })}
        </Text>
      </Group>
      <Text size="sm">
        {t('nowPhase', { phase: t(`phase.${phase}`) })} · {figure(relAltM, 'm')}
      </Text>
      <Text size="sm" fw={700} role="timer">
        {next === undefined
          ? t('nothingMore')
          : t('next', { s: Math.ceil(next.inS), what: t(`step.${next.kind}`) })}
      </Text>
      <Text size="sm">{t('area', { m: Math.ceil(radiusM / TENS_M) * TENS_M })}</Text>
      <Timeline forecast={forecast} passedS={passedS} />
      <Limits forecast={forecast} />
    </section>
  );
};

const CameTo = ({ outcome }: { outcome: ForecastOutcomeView }): ReactElement => {
  const { t } = useTranslation('contingency');
  const values = { s: Math.round(outcome.silentS), off: figure(outcome.offM, 'm'), mode: outcome.mode };
  return (
    <Alert color={outcome.asForetold ? 'teal' : 'orange'} p="xs" m={8} icon={<Icon name="info" size={16} />}>
      <Text size="sm">{t(outcome.asForetold ? 'outcomeRight' : 'outcomeWrong', values)}</Text>
    </Alert>
  );
};

/** What a silent drone should be doing, clearly no live figures; and for a minute what it came to. */
export const ForecastCard = ({ flightId }: { flightId: string }): ReactElement | null => {
  const { data } = useContingencies();
  const forecast = data?.forecasts.find((each) => each.flightId === flightId);
  const outcome = data?.outcomes.findLast((each) => each.flightId === flightId);
  if (forecast !== undefined) return <Foretold forecast={forecast} />;
  return outcome === undefined ? null : <CameTo outcome={outcome} />;
};
