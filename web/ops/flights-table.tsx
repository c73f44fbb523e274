import { Anchor, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { FLIGHT_KINDS, FLIGHT_STATES } from '../../server/flight/states.ts';
import { siteName } from '../console/order-queue.tsx';
import { call } from '../shared/client.ts';
import { distance, figure } from '../shared/live/format.ts';
import { useSites } from '../shared/live/queries.ts';
import { countdown, shortMoment } from '../shared/time.ts';
import { FlightStateBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { useNow } from '../shared/use-now.ts';
import { FilterBar, Pager, SelectFilter } from './filter-fields.tsx';
import { dayEnd, dayStart, given, PAGE_SIZE, useFilters, viewOf } from './filters.ts';

const Row = ({ flight, route }: { flight: Flight; route: string }): ReactElement => {
  const { t } = useTranslation('ops');
  const { t: tEnum } = useTranslation('enums');
  const now = useNow();
  const { summary } = flight;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} fw={700} size="sm" to={`/ops/flights/${flight.id}`}>
          {flight.number}
        </Anchor>
      </Table.Td>
      <Table.Td>{tEnum(`flightKind.${flight.kind}`)}</Table.Td>
      <Table.Td>{flight.orderNumber ?? '–'}</Table.Td>
      <Table.Td>{flight.vehicleName}</Table.Td>
      <Table.Td>
        <Text size="sm">{route}</Text>
      </Table.Td>
      <Table.Td>
        <FlightStateBadge state={flight.state} size="sm" />
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {flight.takeoffAt === null ? t('flights.none') : shortMoment(flight.takeoffAt, now)}
      </Table.Td>
      <Table.Td ta="right">{summary === null ? '–' : countdown(summary.flightS * 1000)}</Table.Td>
      <Table.Td ta="right">{distance(summary?.distanceM)}</Table.Td>
      <Table.Td ta="right">{figure(summary?.batteryUsedPct, '%', 1)}</Table.Td>
    </Table.Tr>
  );
};

/** All flights, newest first. */
export const FlightsTable = (): ReactElement => {
  const { t } = useTranslation('ops');
  const { t: tEnum } = useTranslation('enums');
  const filters = useFilters();
  const sites = useSites().data?.sites;
  const search = {
    view: viewOf(filters.get('view')),
    limit: PAGE_SIZE,
    offset: filters.offset,
    ...given({
      siteId: filters.get('site'),
      state: FLIGHT_STATES.find((name) => name === filters.get('state')),
      kind: FLIGHT_KINDS.find((name) => name === filters.get('kind')),
      q: filters.get('q'),
      from: dayStart(filters.get('from')),
      to: dayEnd(filters.get('to')),
    }),
  };
  const query = useQuery({
    queryKey: ['flights.list', search],
    queryFn: ({ signal }) => call(contract.flights.list, { query: search, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  return (
    <Stack gap="sm">
      <FilterBar filters={filters} placeholder={t('filter.searchFlights')}>
        <>
          <SelectFilter
            filters={filters}
            name="state"
            label={t('filter.state')}
            any={t('filter.anyState')}
            options={FLIGHT_STATES.map((name) => ({ value: name, label: tEnum(`flightState.${name}`) }))}
          />
          <SelectFilter
            filters={filters}
            name="kind"
            label={t('filter.kind')}
            any={t('filter.anyKind')}
            options={FLIGHT_KINDS.map((name) => ({ value: name, label: tEnum(`flightKind.${name}`) }))}
          />
        </>
      </FilterBar>
      <QueryState query={query} rows={8} height={36}>
        {({ flights, total }) =>
          flights.length === 0 ? (
            <EmptyState text={t('flights.empty')} icon="drone" />
          ) : (
            <>
              <Table.ScrollContainer minWidth={940}>
                <Table striped verticalSpacing={6}>
                  <Table.Thead>
                    <Table.Tr>
                      {(['number', 'kind', 'order', 'drone', 'route', 'state', 'takeoff'] as const).map(
                        (name) => (
                          <Table.Th key={name} miw={name === 'state' ? 150 : 76}>
                            {t(`flights.${name}`)}
                          </Table.Th>
                        ),
                      )}
                      {(['duration', 'distance', 'battery'] as const).map((name) => (
                        <Table.Th key={name} ta="right">
                          {t(`flights.${name}`)}
                        </Table.Th>
                      ))}
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {flights.map((flight) => (
                      <Row
                        key={flight.id}
                        flight={flight}
                        route={`${siteName(sites, flight.fromSiteId)} → ${siteName(sites, flight.toSiteId)}`}
                      />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              <Pager filters={filters} total={total} />
            </>
          )
        }
      </QueryState>
    </Stack>
  );
};
