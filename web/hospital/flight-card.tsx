import { Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isFlightAirborne } from '../../server/flight/states.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { clockTimeS, countdown } from '../shared/time.ts';
import { FlightStateBadge } from '../shared/ui/state-badge.tsx';
import { useNow } from '../shared/use-now.ts';

/** The map comes with its library: only for those who follow a drone. */
const TrackMap = lazy(async () => ({ default: (await import('../shared/map/track-map.tsx')).TrackMap }));

const MAP_HEIGHT = 260;

type OrderFlight = NonNullable<Order['flight']>;

const Eta = ({ flight }: { flight: OrderFlight }): ReactElement => {
  const { t } = useTranslation('hospital');
  const now = useNow();
  if (flight.state === 'LANDED' || flight.state === 'COMPLETED') {
    return <Text fw={600}>{t('detail.arrived')}</Text>;
  }
  if (flight.etaAt === null) return <Text c="dimmed">{t('detail.etaUnknown')}</Text>;
  return (
    <Group gap="md" align="baseline">
      <Text size="xl" fw={700} role="timer" lh={1}>
        {flight.etaAt > now ? countdown(flight.etaAt - now) : '00:00'}
      </Text>
      <Text size="sm" c="dimmed">
        {t('detail.eta')} {clockTimeS(flight.etaAt)}
      </Text>
    </Group>
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
