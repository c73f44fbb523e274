import { Alert, Progress, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flight } from '../../server/api/contract/flights.ts';
import { ageSeconds, freshness } from '../shared/live/age.ts';
import { distance, figure, number } from '../shared/live/format.ts';
import { useLiveVehicle, type LiveView } from '../shared/live/hooks.ts';
import { clockTimeS } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import classes from './console.module.css';
import { LinkAge } from './link-age.tsx';

type Row = readonly [name: string, value: ReactElement | string];

const useRows = (view: LiveView | undefined, flight: Flight | undefined): readonly Row[] => {
  const { t } = useTranslation('console');
  const vehicle = view?.vehicle;
  const eta = vehicle?.etaAt ?? flight?.progress?.etaAt ?? null;
  const armed = vehicle?.armed;
  return [
    [t('figures.height'), figure(vehicle?.relAltM, 'm')],
    [t('figures.speed'), figure(vehicle?.groundSpeedMs, 'm/s', 1)],
    [t('figures.battery'), figure(vehicle?.batteryPct, '%')],
    [t('figures.climb'), figure(vehicle?.climbMs, 'm/s', 1)],
    [t('figures.heading'), figure(vehicle?.headingDeg, '°')],
    [t('figures.link'), <LinkAge key="link" ageMs={view?.ages.heartbeatMs ?? null} />],
    [t('figures.remaining'), distance(vehicle?.remainingM ?? flight?.progress?.remainingM)],
    [t('figures.eta'), eta === null ? '–' : clockTimeS(eta)],
    [t('figures.crossTrack'), figure(vehicle?.crossTrackM ?? flight?.progress?.crossTrackM, 'm')],
    [
      t('figures.mode'),
      `${vehicle?.mode ?? '–'}${armed == null ? '' : ` · ${t(armed ? 'figures.armed' : 'figures.disarmed')}`}`,
    ],
    [t('figures.item'), `${number(vehicle?.missionSeq)} / ${number(vehicle?.missionTotal)}`],
    [t('figures.satellites'), number(vehicle?.satellites)],
  ];
};

/** What the drone says of itself, with its age; grey and said in words when old. */
export const LiveFigures = (props: { vehicleId: string; flight?: Flight | undefined }): ReactElement => {
  const { t } = useTranslation('console');
  const view = useLiveVehicle(props.vehicleId);
  const rows = useRows(view, props.flight);
  const ageMs = view?.ages.positionMs ?? view?.ages.heartbeatMs ?? null;
  const state = freshness(ageMs);
  const fraction = view?.vehicle.progress ?? props.flight?.progress?.fraction;
  return (
    <section className={classes['block']}>
      {/* The place is kept, so that the figures do not jump when the link comes and goes. */}
      <div style={{ minHeight: 30, marginBottom: 6 }}>
        {state === 'fresh' ? (
          <Text size="sm" fw={700}>
            {t('figures.title')}
          </Text>
        ) : (
          <Alert color={state === 'lost' ? 'red' : 'gray'} p={6} icon={<Icon name="offline" size={16} />}>
            <Text size="sm" fw={600}>
              {ageMs === null ? t('figures.none') : t('figures.old', { s: ageSeconds(ageMs) })}
            </Text>
          </Alert>
        )}
      </div>
      {fraction != null && (
        <Progress
          value={fraction * 100}
          size="sm"
          mb={8}
          aria-label={t('figures.progress')}
          color={state === 'fresh' ? 'brand' : 'gray'}
        />
      )}
      <dl className={`${classes['figures']} ${state === 'fresh' ? '' : classes['old']}`}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};
