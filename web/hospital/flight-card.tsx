import { Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isFlightAirborne } from '../../server/flight/states.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { clockTime, countdown } from '../shared/time.ts';
import { FlightStateBadge } from '../shared/ui/state-badge.tsx';
import { useNow } from '../shared/use-now.ts';
import { arrivalOf } from './arrival.ts';

/** The map comes with its library: only for those who follow a drone. */
const TrackMap = lazy(async () => ({ default: (await import('../shared/map/track-map.tsx')).TrackMap }));

const MAP_HEIGHT = 260;
const MINUTE_MS = 60_000;

type OrderFlight = NonNullable<Order['flight']>;

const Eta = ({ flight }: { flight: OrderFlight }): ReactElement => {
  const { t } = useTranslation('hospital');
  const now = useNow();
  if (flight.state === 'LANDED' || flight.state === 'COMPLETED') {
    return <Text fw={600}>{t('detail.arrived')}</Text>;
  }
  const arrival = arrivalOf(flight);
  if (arrival.kind === 'unknown') return <Text c="dimmed">{t('detail.etaUnknown')}</Text>;
  if (arrival.kind === 'planned')
    return (
      <div>
        <Text fw={600}>{t('detail.etaPlanned', { n: arrival.min })}</Text>
        <Text size="sm" c="dimmed">
          {t('detail.etaPlannedLatest', { n: arrival.latestMin })}
        </Text>
      </div>
    );
  return (
    <div>
      <Group gap="md" align="baseline">
        <Text size="xl" fw={700} role="timer" lh={1}>
          {arrival.at > now ? countdown(arrival.at - now) : '00:00'}
        </Text>
        <Text size="sm">{t('detail.etaLikely', { time: clockTime(arrival.at) })}</Text>
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {t('detail.etaLatest', { time: clockTime(Math.ceil(arrival.latestAt / MINUTE_MS) * MINUTE_MS) })}
      </Text>
    </div>
  );
};

/** The drone that brings an order: when it comes, where it is, what the people at the pad have to do. */
export const FlightCard = ({ flight }: { flight: OrderFlight }): ReactElement => {
  const { t } = useTranslation('hospital');
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{t('detail.drone', { name: flight.vehicleName })}</Text>
          <FlightStateBadge state={flight.state} />
        </Group>
        <Eta flight={flight} />
        {isFlightAirborne(flight.state) && (
          <Suspense fallback={<Skeleton height={MAP_HEIGHT} radius="sm" />}>
            <TrackMap flightId={flight.id} height={MAP_HEIGHT} />
          </Suspense>
        )}
        {(isFlightAirborne(flight.state) || flight.state === 'LANDED') && (
          <Button component={Link} to="/hospital/pads" variant="default">
            {t('detail.unload')}
          </Button>
        )}
      </Stack>
    </Paper>
  );
};
