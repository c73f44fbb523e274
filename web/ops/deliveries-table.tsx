import { Anchor, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { ORDER_STATES } from '../../server/orders/states.ts';
import { useContents } from '../console/contents.ts';
import { siteName } from '../console/order-queue.tsx';
import { call } from '../shared/client.ts';
import { useSites } from '../shared/live/queries.ts';
import { countdown, shortMoment } from '../shared/time.ts';
import { OrderStateBadge, UrgencyBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { useNow } from '../shared/use-now.ts';
import { useDeliveryTimes } from './delivery-times.ts';
import { FilterBar, Pager, SelectFilter } from './filter-fields.tsx';
import { dayEnd, dayStart, given, PAGE_SIZE, useFilters, viewOf } from './filters.ts';
import { intervalsOf, NOTHING_KNOWN, totalMs, type Milestones } from './intervals.ts';

/** The most that the service gives at once. */
const MOST_ROWS = 200;
const INTERVAL_ENDS = ['accepted', 'packed', 'takeoff', 'landed', 'received'] as const;

const Intervals = ({ at }: { at: Milestones | undefined }): ReactElement[] =>
  intervalsOf(at ?? NOTHING_KNOWN).map(({ to, ms }) => (
    <Table.Td key={to} ta="right" c={ms === null ? 'dimmed' : ''}>
      {ms === null ? '–' : countdown(ms)}
    </Table.Td>
  ));

const Total = ({ order, at }: { order: Order; at: Milestones | undefined }): ReactElement => {
  const { t } = useTranslation('ops');
  const ms = at === undefined ? null : totalMs(at);
  if (ms === null) return <Text size="sm">–</Text>;
  const over = order.submittedAt + ms - order.dueAt;
  return (
    <>
      <Text size="sm" fw={700}>
        {countdown(ms)}
      </Text>
      <Text size="xs" c={over > 0 ? 'var(--mantine-color-red-text)' : 'dimmed'}>
        {over > 0 ? t('deliveries.late', { time: countdown(over) }) : t('deliveries.onTime')}
      </Text>
    </>
  );
};

const Row = ({
  order,
  at,
  place,
}: {
  order: Order;
  at: Milestones | undefined;
  place: string;
}): ReactElement => {
  const now = useNow();
  const { t } = useTranslation('ops');
  const contents = useContents(order);
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={700}>
          {order.number}
        </Text>
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          {shortMoment(order.submittedAt, now)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{place}</Text>
        <Text size="xs" c="dimmed">
          {contents}
        </Text>
      </Table.Td>
      <Table.Td>
        <UrgencyBadge urgency={order.urgency} size="sm" />
      </Table.Td>
      <Table.Td>
        <OrderStateBadge state={order.state} size="sm" />
      </Table.Td>
      <Intervals at={at} />
      <Table.Td ta="right">
        <Total order={order} at={at} />
      </Table.Td>
      <Table.Td>
        {order.flight !== null && (
          <Anchor component={Link} size="sm" to={`/ops/flights/${order.flight.id}`}>
            {t('deliveries.flight')} · {order.flight.vehicleName}
          </Anchor>
        )}
      </Table.Td>
    </Table.Tr>
  );
};

/** Orders with the time each hand-over took. */
export const DeliveriesTable = (): ReactElement => {
  const { t } = useTranslation('ops');
  const { t: tEnum } = useTranslation('enums');
  const filters = useFilters();
  const sites = useSites().data?.sites;
  const state = ORDER_STATES.find((name) => name === filters.get('state'));
  const search = {
    view: viewOf(filters.get('view')),
    // The service filters by all but the state; a state is picked out of the most that one page may hold.
    limit: state === undefined ? PAGE_SIZE : MOST_ROWS,
    offset: state === undefined ? filters.offset : 0,
    ...given({
      siteId: filters.get('site'),
      q: filters.get('q'),
      from: dayStart(filters.get('from')),
      to: dayEnd(filters.get('to')),
    }),
  };
  const query = useQuery({
    queryKey: ['orders.list', search],
    queryFn: ({ signal }) => call(contract.orders.list, { query: search, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  const matching = (query.data?.orders ?? []).filter((order) => state === undefined || order.state === state);
  const rows = state === undefined ? matching : matching.slice(filters.offset, filters.offset + PAGE_SIZE);
  const times = useDeliveryTimes(rows);
  return (
    <Stack gap="sm">
      <FilterBar filters={filters} placeholder={t('filter.searchOrders')}>
        <SelectFilter
          filters={filters}
          name="state"
          label={t('filter.state')}
          any={t('filter.anyState')}
          options={ORDER_STATES.map((name) => ({ value: name, label: tEnum(`orderState.${name}`) }))}
        />
      </FilterBar>
      <QueryState query={query} rows={8} height={44}>
        {({ total }) =>
          rows.length === 0 ? (
            <EmptyState text={t('deliveries.empty')} />
          ) : (
            <>
              <Table.ScrollContainer minWidth={1260}>
                <Table striped verticalSpacing={5}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th miw={84}>{t('deliveries.order')}</Table.Th>
                      <Table.Th>{t('deliveries.hospital')}</Table.Th>
                      <Table.Th miw={184}>{t('deliveries.urgency')}</Table.Th>
                      <Table.Th miw={190}>{t('deliveries.state')}</Table.Th>
                      {INTERVAL_ENDS.map((to) => (
                        <Table.Th key={to} ta="right" style={{ whiteSpace: 'nowrap' }}>
                          {t(`deliveries.interval.${to}`)}
                        </Table.Th>
                      ))}
                      <Table.Th ta="right">{t('deliveries.total')}</Table.Th>
                      <Table.Th>{t('deliveries.flight')}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {rows.map((order) => (
                      <Row
                        key={order.id}
                        order={order}
                        at={times.get(order.id)}
                        place={siteName(sites, order.siteId)}
                      />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              {state !== undefined && total > MOST_ROWS && (
                <Text size="sm" role="note">
                  {t('deliveries.limited', { shown: MOST_ROWS, total })}
                </Text>
              )}
              <Pager filters={filters} total={state === undefined ? total : matching.length} />
            </>
          )
        }
      </QueryState>
    </Stack>
  );
};
