import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Site } from '../../server/api/contract/fleet.ts';
import type { FlightState } from '../../server/flight/states.ts';
import { LandedCard } from '../shared/pad/landed-card.tsx';
import { PadCard } from '../shared/pad/pad-card.tsx';
import { landedHere } from '../shared/pad/pad-flights.ts';
import { useFlights, useSites } from '../shared/queries.ts';
import { useMe } from '../shared/session/session.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { useNow } from '../shared/use-now.ts';
import { LoadCard } from './load-card.tsx';

/** Before the motors may turn: boxes go on. */
const LOADABLE: ReadonlySet<FlightState> = new Set<FlightState>([
  'UNITS_RESERVED',
  'DRONE_LEASED',
  'PLANNED',
]);

/** An issuer without a site works at the blood centre. */
const siteOf = (sites: readonly Site[], siteId: string | null): Site | undefined =>
  sites.find((site) => site.id === siteId) ?? sites.find((site) => site.role === 'blood_centre');

const Flights = ({ site, flights }: { site: Site; flights: readonly Flight[] }): ReactElement => {
  const { t } = useTranslation('issue');
  const now = useNow();
  const toLoad = flights.filter(
    (flight) => flight.kind === 'delivery' && flight.fromSiteId === site.id && LOADABLE.has(flight.state),
  );
  const landed = [
    ...landedHere(flights, site.id, now),
    ...flights.filter(
      (flight) => flight.standsElsewhere && flight.toSiteId !== site.id && flight.turnaround === null,
    ),
  ];
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {t('pad.load')}
      </Title>
      {toLoad.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('pad.noneToLoad')}
        </Text>
      )}
      {toLoad.map((flight) => (
        <LoadCard key={flight.id} flight={flight} />
      ))}
      <Title order={2} size="h5">
        {t('pad.landed')}
      </Title>
      {landed.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('pad.noneLanded')}
        </Text>
      )}
      {landed.map((flight) => (
        <LandedCard key={flight.id} flight={flight} />
      ))}
    </Stack>
  );
};

/** The pad of the blood centre: load, clear, drones that came home. */
export const IssuePadPage = (): ReactElement => {
  const { t } = useTranslation('issue');
  const { person } = useMe();
  const sites = useSites();
  const flights = useFlights('all');
  return (
    <QueryState query={sites} rows={2} height={160}>
      {(all) => {
        const site = siteOf(all, person.siteId);
        if (site === undefined) return <EmptyState icon="pin" text={t('pad.noPads')} />;
        return (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <QueryState query={flights} rows={2} height={160}>
              {(list) => <Flights site={site} flights={list} />}
            </QueryState>
            <Stack gap="sm">
              <Title order={2} size="h5">
                {t('pad.pads')}
              </Title>
              {site.pads.length === 0 && <EmptyState icon="pin" text={t('pad.noPads')} />}
              {site.pads.map((pad) => (
                <PadCard key={pad.id} pad={pad} />
              ))}
            </Stack>
          </SimpleGrid>
        );
      }}
    </QueryState>
  );
};
