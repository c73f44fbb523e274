import { Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../server/api/contract/orders.ts';
import type { Site } from '../../server/api/contract/fleet.ts';
import { currentLanguage } from '../shared/i18n/i18n.ts';
import { useOpenOrders, useSites } from '../shared/live/queries.ts';
import { clockTimeS } from '../shared/time.ts';
import { SlaClock } from '../shared/ui/sla-clock.tsx';
import { OrderStateBadge, UrgencyBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { useProposed, whyText } from './assignment-card.tsx';
import classes from './console.module.css';
import { useContents } from './contents.ts';
import { clockRuns, rankOrders, waitsFor, waitsForDispatcher } from './queue.ts';
import type { Selection } from './selection.ts';

export const siteName = (sites: readonly Site[] | undefined, id: string): string => {
  const site = sites?.find((candidate) => candidate.id === id);
  if (site === undefined) return id;
  return currentLanguage() === 'zh' ? site.nameZh : site.nameEn;
};

const OrderRow = (props: {
  order: Order;
  place: string;
  picked: boolean;
  onPick: () => void;
}): ReactElement => {
  const { t } = useTranslation('console');
  const { order } = props;
  const contents = useContents(order);
  const proposed = useProposed(order.id);
  const waits = waitsFor(order);
  const mine = waitsForDispatcher(waits);
  return (
    <button
      type="button"
      aria-pressed={props.picked}
      className={`${classes['row']} ${mine ? classes['mine'] : ''} ${props.picked ? classes['picked'] : ''}`}
      onClick={props.onPick}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Group gap={6} wrap="nowrap" className={classes['fixed'] ?? ''}>
          <UrgencyBadge urgency={order.urgency} size="sm" />
          <Text span fw={700} size="sm" style={{ whiteSpace: 'nowrap' }}>
            {order.number}
          </Text>
        </Group>
        {clockRuns(order.state) && <SlaClock dueAt={order.dueAt} />}
      </Group>
      <Text size="sm" truncate title={props.place}>
        {props.place}
      </Text>
      <Text size="xs" c="dimmed" truncate title={contents}>
        {contents}
      </Text>
      {proposed !== undefined && (
        <Text size="xs" lineClamp={2} title={whyText(proposed)}>
          {whyText(proposed)}
        </Text>
      )}
      <Group justify="space-between" gap="xs" mt={4} style={{ rowGap: 2 }}>
        <OrderStateBadge state={order.state} size="sm" />
        <Text size="xs" fw={mine ? 700 : 400} lh={1.3}>
          {t(mine ? 'queue.mine' : 'queue.waits', { what: t(`waits.${waits}`) })}
        </Text>
      </Group>
    </button>
  );
};

/** Open orders, the most urgent first, each with its clock, its state in words and what it waits for. */
export const OrderQueue = (props: {
  selectedOrder: string | undefined;
  onSelect: (selection: Selection) => void;
}): ReactElement => {
  const { t } = useTranslation('console');
  const query = useOpenOrders();
  const sites = useSites().data?.sites;
  const stale = query.isError && query.data !== undefined;
  return (
    <>
      <div className={classes['head']}>
        <Text fw={700} size="sm" component="h2">
          {t('queue.title')}
        </Text>
        <Text size="xs" c={stale ? 'orange' : 'dimmed'}>
          {stale
            ? t('queue.stale', { time: clockTimeS(query.dataUpdatedAt) })
            : t('queue.count', { n: query.data?.total ?? 0 })}
        </Text>
      </div>
      <div className={classes['scroll']}>
        <QueryState query={query} rows={4} height={84}>
          {({ orders }) =>
            orders.length === 0 ? (
              <EmptyState text={t('queue.empty')} />
            ) : (
              rankOrders(orders).map((order) => (
                <OrderRow
                  key={order.id}
                  order={order}
                  place={siteName(sites, order.siteId)}
                  picked={order.id === props.selectedOrder}
                  onPick={() => props.onSelect({ kind: 'order', id: order.id })}
                />
              ))
            )
          }
        </QueryState>
      </div>
    </>
  );
};
