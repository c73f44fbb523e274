import { Alert, Progress, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flight } from '../../server/api/contract/flights.ts';
import { currentLanguage } from '../shared/i18n/i18n.ts';
import { ageSeconds, freshness } from '../shared/live/age.ts';
import { distance, figure, number } from '../shared/live/format.ts';
import { useLiveVehicle, type LiveView } from '../shared/live/hooks.ts';
import { clockTimeS } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import classes from './console.module.css';
import { LinkAge } from './link-age.tsx';

type Row = readonly [name: string, value: ReactElement | string, wide?: true];

type Vehicle = LiveView['vehicle'];
type RouteProgress = Flight['progress'];

/** What only the flight gives where the drone's own frame has none. */
const routeFigures = (
  vehicle: Vehicle | undefined,
  progress: RouteProgress,
): { remainingM: number | undefined; crossTrackM: number | undefined; etaAt: number | undefined } => ({
  remainingM: vehicle?.remainingM ?? progress?.remainingM,
  crossTrackM: vehicle?.crossTrackM ?? progress?.crossTrackM,
  etaAt: vehicle?.etaAt ?? progress?.etaAt ?? undefined,
});

const useModeText = (vehicle: Vehicle | undefined): string => {
  const { t } = useTranslation('console');
  if (vehicle === undefined) return '–';
  const { mode, refusedMode, armed } = vehicle;
  const parts = [mode];
  if (refusedMode !== null && refusedMode !== mode) parts.push(t('figures.refused', { mode: refusedMode }));
  if (armed !== null) parts.push(t(armed ? 'figures.armed' : 'figures.disarmed'));
  return parts.join(' · ');
};

/** A simulation's clock may run faster; up to 1 % it is no other rate. */
const OTHER_RATE = 0.01;

/** How far its UTC is from the server's, or that its clock runs at another rate. */
const useClockText = ({ utcSkewMs, clockUncertaintyMs, clockRate }: Partial<Vehicle>): string => {
  const { t } = useTranslation('console');
  if (typeof clockRate === 'number' && Math.abs(clockRate - 1) > OTHER_RATE)
    return t('figures.clockRate', { rate: clockRate.toFixed(1) });
  if (typeof utcSkewMs !== 'number') return '–';
  const sign = utcSkewMs < 0 ? '−' : '+';
  return `${sign}${Math.abs(utcSkewMs).toFixed(0)} ± ${(clockUncertaintyMs ?? 0).toFixed(0)} ms`;
};

/** What it warned of last; no row where it has said nothing of late. */
const useSaidRows = ({ said }: Partial<Vehicle>): readonly Row[] => {
  const { t } = useTranslation('console');
  return said === undefined || said === null ? [] : [[t('figures.said'), said[currentLanguage()], true]];
};

const useSigningText = ({ signing }: Partial<Vehicle>): string => {
  const { t } = useTranslation('signing');
  return typeof signing === 'string' ? t(`state.${signing}`) : '–';
};

const useRows = (view: LiveView | undefined, flight: Flight | undefined): readonly Row[] => {
  const { t } = useTranslation('console');
  const { t: tSigning } = useTranslation('signing');
  const v: Partial<Vehicle> = view?.vehicle ?? {};
  const { remainingM, crossTrackM, etaAt } = routeFigures(view?.vehicle, flight?.progress ?? null);
  const mode = useModeText(view?.vehicle);
  const clock = useClockText(v);
  const signing = useSigningText(v);
  const said = useSaidRows(v);
  return [
    [t('figures.height'), figure(v.relAltM, 'm')],
    [t('figures.speed'), figure(v.groundSpeedMs, 'm/s', 1)],
    [t('figures.battery'), figure(v.batteryPct, '%')],
    [t('figures.climb'), figure(v.climbMs, 'm/s', 1)],
    [t('figures.heading'), figure(v.headingDeg, '°')],
    [t('figures.link'), <LinkAge key="link" ageMs={view?.ages.heartbeatMs ?? null} />],
    [t('figures.remaining'), distance(remainingM)],
    [t('figures.eta'), etaAt === undefined ? '–' : clockTimeS(etaAt)],
    [t('figures.crossTrack'), figure(crossTrackM, 'm')],
    [t('figures.mode'), mode, true],
    ...said,
    [t('figures.item'), `${number(v.missionSeq)} / ${number(v.missionTotal)}`],
    [t('figures.satellites'), number(v.satellites)],
    [tSigning('title'), signing],
    [t('figures.clock'), clock],
  ];
};

/** The title, or in the same place how old the figures are: they do not jump when the link comes and goes. */
const AgeHead = ({ ageMs }: { ageMs: number | null }): ReactElement => {
  const { t } = useTranslation('console');
  const state = freshness(ageMs);
  return (
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
  );
};

const Figures = ({ rows, old }: { rows: readonly Row[]; old: boolean }): ReactElement => (
  <dl className={`${classes['figures']} ${old ? classes['old'] : ''}`}>
    {rows.map(([name, value, wide]) => (
      <div key={name} className={wide ? classes['two'] : undefined}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

/** What the drone says of itself, with its age; grey and said in words when old. */
export const LiveFigures = (props: { vehicleId: string; flight?: Flight | undefined }): ReactElement => {
  const { t } = useTranslation('console');
  const view = useLiveVehicle(props.vehicleId);
  const rows = useRows(view, props.flight);
  const ageMs = view?.ages.positionMs ?? view?.ages.heartbeatMs ?? null;
  const state = freshness(ageMs);
  const fraction = view?.vehicle.progress ?? props.flight?.progress?.fraction ?? undefined;
  return (
    <section className={classes['block']}>
      <AgeHead ageMs={ageMs} />
      {fraction !== undefined && (
        <Progress
          value={fraction * 100}
          size="sm"
          mb={8}
          aria-label={t('figures.progress')}
          color={state === 'fresh' ? 'brand' : 'gray'}
        />
      )}
      <Figures rows={rows} old={state !== 'fresh'} />
    </section>
  );
};
