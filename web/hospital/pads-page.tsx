import { Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LandedCard } from '../shared/pad/landed-card.tsx';
import { PadCard } from '../shared/pad/pad-card.tsx';
import { inboundTo, landedHere } from '../shared/pad/pad-flights.ts';
import { useFlights, useSites } from '../shared/queries.ts';
import { useMe } from '../shared/session/session.tsx';
import { clockTimeS, countdown } from '../shared/time.ts';
import { FlightStateBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { useNow } from '../shared/use-now.ts';

const Inbound = ({ siteId }: { siteId: string }): ReactElement => {
  const { t } = useTranslation('hospital');
  const now = useNow();
  const query = useFlights('all', siteId);
  return (
    <QueryState query={query} rows={2} height={72}>
      {(flights) => {
        const inbound = inboundTo(flights, siteId);
        const landed = landedHere(flights, siteId, now);
        return (
          <Stack gap="sm">
            <Title order={2} size="h5">
              {t('pads.inbound')}
            </Title>
            {inbound.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('pads.noInbound')}
              </Text>
            )}
            {inbound.map((flight) => {
              const eta = flight.progress?.etaAt ?? null;
              return (
                <Paper key={flight.id} withBorder p="sm">
                  <Group justify="space-between" gap="xs">
                    <Text fw={600}>
                      {t('detail.drone', { name: flight.vehicleName })} ·{' '}
                      {flight.orderNumber ?? flight.number}
                    </Text>
                    <FlightStateBadge state={flight.state} />
                  </Group>
                  <Text size="sm" mt={4}>
                    {eta === null
                      ? t('detail.etaUnknown')
                      : `${t('detail.eta')} ${clockTimeS(eta)} · ${countdown(Math.max(0, eta - now))}`}
                  </Text>
                </Paper>
              );
            })}
            <Title order={2} size="h5">
              {t('pads.landed')}
            </Title>
            {landed.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('pads.noneLanded')}
              </Text>
            )}
            {landed.map((flight) => (
              <LandedCard key={flight.id} flight={flight} />
            ))}
          </Stack>
        );
      }}
    </QueryState>
  );
};

/** The people at the hospital's pad: clear or not, unload, prepare the way home. */
export const PadsPage = (): ReactElement => {
  const { t } = useTranslation('hospital');
  const { person } = useMe();
  const siteId = person.siteId ?? '';
  const query = useSites();
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('pads.explain')}
        </Text>
        <QueryState query={query} rows={1} height={190}>
          {(sites) => {
            const pads = sites.find((site) => site.id === siteId)?.pads ?? [];
            if (pads.length === 0) return <EmptyState icon="pin" text={t('pads.empty')} />;
            return pads.map((pad) => <PadCard key={pad.id} pad={pad} />);
          }}
        </QueryState>
      </Stack>
      <Inbound siteId={siteId} />
    </SimpleGrid>
  );
};
