import { Alert, Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useCallback, useMemo, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { IssueRows } from '../console/issue-rows.tsx';
import { siteName } from '../console/order-queue.tsx';
import { addressOf } from '../shared/client.ts';
import { PlanFiles } from '../shared/exchange/plan-files.tsx';
import { useFlight, useSites, useTrack } from '../shared/live/queries.ts';
import { useMay } from '../shared/session/session.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { FlightStateBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { FlightFigures } from './flight-figures.tsx';
import { FlightLogs } from './flight-logs.tsx';
import { UrgentRecord } from '../shared/urgent/urgent-steps.tsx';
import { LaunchRecordSection } from './launch-record.tsx';
import { FlightTimeline } from './flight-timeline.tsx';
import classes from './ops.module.css';
import { Plots } from './plots.tsx';
import { ReviewMap } from './review-map.tsx';
import { seriesOf, splitAtGaps } from './series.ts';

const Header = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('ops');
  const { t: tEnum } = useTranslation('enums');
  const may = useMay();
  const sites = useSites().data?.sites;
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Group gap="sm">
          <Title order={1} size="h4">
            {t('flight.title', { number: flight.number })}
          </Title>
          <FlightStateBadge state={flight.state} />
        </Group>
        <Text size="sm">
          {tEnum(`flightKind.${flight.kind}`)} · {flight.vehicleName} · {siteName(sites, flight.fromSiteId)} →{' '}
          {siteName(sites, flight.toSiteId)}
          {flight.orderNumber === null ? '' : ` · ${t('flight.order', { number: flight.orderNumber })}`}
        </Text>
      </div>
      {may('review.read') && flight.takeoffAt !== null && (
        <Button
          component="a"
          href={addressOf(contract.flights.tlog, { params: { id: flight.id } })}
          download
          variant="default"
          title={t('flight.tlogHint')}
        >
          {t('flight.tlog')}
        </Button>
      )}
    </Group>
  );
};

type Points = NonNullable<ReturnType<typeof useTrack>['data']>['points'];
/** One and the same array, so that the map is not drawn again while the track is on its way. */
const NO_POINTS: Points = [];

/** Map and plots of one flight with one common moment. */
const Track = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('ops');
  const query = useTrack(flight.id);
  const points = query.data?.points;
  const series = useMemo(() => seriesOf(points ?? []), [points]);
  const gaps = useMemo(() => splitAtGaps(points ?? []).gaps.length, [points]);
  const place = useRef<(index: number | null) => void>(() => undefined);
  const onMarker = useCallback((put: (index: number | null) => void) => {
    place.current = put;
  }, []);
  return (
    <Stack gap="sm">
      <ReviewMap flight={flight} points={points ?? NO_POINTS} onMarker={onMarker} />
      <QueryState query={query} rows={3} height={120}>
        {(track) =>
          track.points.length < 2 ? (
            <EmptyState text={t('flight.noTrack')} icon="drone" />
          ) : (
            <Stack gap={6}>
              {track.incomplete && (
                <Alert color="orange" p="xs" icon={<Icon name="alert" size={18} />}>
                  {t('flight.incomplete')}
                </Alert>
              )}
              {gaps > 0 && <Text size="sm">{t('flight.gaps', { n: gaps })}</Text>}
              <Text size="xs" c="dimmed">
                {t('flight.plotHint')}
              </Text>
              <Plots series={series} onCursor={(index) => place.current(index)} />
            </Stack>
          )
        }
      </QueryState>
    </Stack>
  );
};

const Logs = ({ flight }: { flight: Flight }): ReactElement | null => {
  const { t } = useTranslation('ops');
  const may = useMay();
  if (!may('review.read')) return null;
  return (
    <section>
      <Title order={2} size="h5" mb={4}>
        {t('log.title')}
      </Title>
      <FlightLogs flight={flight} />
    </section>
  );
};

/** One flight, looked at afterwards or while it flies. */
export const FlightPage = (): ReactElement => {
  const { t } = useTranslation('ops');
  const { id } = useParams();
  const query = useFlight(id);
  return (
    <Stack gap="sm">
      <Anchor component={Link} to="/ops/flights" size="sm">
        ← {t('flight.back')}
      </Anchor>
      <QueryState query={query} rows={4} height={80}>
        {(flight) => (
          <>
            <Header flight={flight} />
            <div className={classes['flight']}>
              <Track flight={flight} />
              <Stack gap="md">
                <section>
                  <Title order={2} size="h5" mb={4}>
                    {t('flight.figures')}
                  </Title>
                  <FlightFigures flight={flight} />
                </section>
                {flight.plan !== null && <PlanFiles flightId={flight.id} />}
                <Logs flight={flight} />
                <UrgentRecord flightId={flight.id} />
                {flight.launchedAt === null ? (
                  <IssueRows issues={flight.issues} />
                ) : (
                  <LaunchRecordSection flight={flight} />
                )}
                <section>
                  <Title order={2} size="h5" mb={4}>
                    {t('flight.timeline')}
                  </Title>
                  <FlightTimeline flightId={flight.id} />
                </section>
              </Stack>
            </div>
          </>
        )}
      </QueryState>
    </Stack>
  );
};
