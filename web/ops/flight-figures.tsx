import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flight } from '../../server/api/contract/flights.ts';
import { distance, figure } from '../shared/live/format.ts';
import { countdown, fullMoment } from '../shared/time.ts';
import classes from './ops.module.css';
import { comparisonsOf, type Comparison } from './series.ts';

const valueOf = (name: Comparison['name'], value: number | null): string => {
  if (value === null) return '–';
  if (name === 'distance') return distance(value);
  return name === 'time' ? countdown(value * 1000) : figure(value, '%', 1);
};

const differenceOf = ({ name, planned, flown }: Comparison): string => {
  if (flown === null) return '–';
  // Of what is shown: two rounded times must not differ by another second than the reader sees.
  const whole = (value: number): number => (name === 'time' ? Math.floor(value) : value);
  const difference = whole(flown) - whole(planned);
  const text = valueOf(name, Math.abs(difference));
  // What rounds to nothing has no sign.
  if (!/[1-9]/.test(text)) return text;
  return `${difference < 0 ? '−' : '+'}${text}`;
};

/** Planned against flown, and how well it landed. */
export const FlightFigures = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('ops');
  const { plan, summary } = flight;
  const rows = plan === null ? [] : comparisonsOf(plan, summary);
  return (
    <>
      {plan === null && <Text size="sm">{t('flight.noPlan')}</Text>}
      <table className={classes['figures']}>
        <thead>
          <tr>
            <th />
            <th scope="col">{t('flight.planned')}</th>
            <th scope="col">{t('flight.flown')}</th>
            <th scope="col">{t('flight.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <td>{t(`flight.${row.name}`)}</td>
              <td>{valueOf(row.name, row.planned)}</td>
              <td>
                <b>{valueOf(row.name, row.flown)}</b>
              </td>
              <td>{differenceOf(row)}</td>
            </tr>
          ))}
          <tr>
            <td>{t('flight.landingError')}</td>
            <td />
            <td>
              <b>{figure(summary?.landingErrorM, 'm', 1)}</b>
            </td>
            <td />
          </tr>
          <tr>
            <td>{t('flight.maxCrossTrack')}</td>
            <td />
            <td>
              <b>{figure(summary?.maxCrossTrackM, 'm', 1)}</b>
            </td>
            <td />
          </tr>
        </tbody>
      </table>
      <Text size="xs" c="dimmed" mt={4}>
        {t('flight.takeoff')} {flight.takeoffAt === null ? '–' : fullMoment(flight.takeoffAt)} ·{' '}
        {t('flight.landed')} {flight.landedAt === null ? '–' : fullMoment(flight.landedAt)}
        {summary === null ? ` · ${t('flight.summaryLater')}` : ''}
      </Text>
    </>
  );
};
