import { Anchor, Box, Group, Paper, ScrollArea, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Order } from '../../server/api/contract/orders.ts';
import { useBloodText } from '../shared/blood-text.ts';
import { useOrders } from '../shared/queries.ts';
import { useSiteName } from '../shared/site-name.ts';
import { SlaClock } from '../shared/ui/sla-clock.tsx';
import { OrderStateBadge, UrgencyBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { OrderWork } from './order-work.tsx';
import { queueOf } from './work.ts';

const QueueRow = ({ order, active }: { order: Order; active: boolean }): ReactElement => {
  const blood = useBloodText();
  const siteName = useSiteName();
  return (
    <Paper
      withBorder
      p="xs"
      component={Link}
      to={`/issue/orders/${order.id}`}
      c="inherit"
      td="none"
      aria-current={active ? 'true' : undefined}
      bg={active ? 'var(--mantine-primary-color-light)' : ''}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Group gap={6} wrap="nowrap">
          <UrgencyBadge urgency={order.urgency} />
          <Text fw={700} size="sm">
            {order.number}
          </Text>
        </Group>
        <SlaClock dueAt={order.dueAt} />
      </Group>
      <Text size="sm" mt={4}>
        {order.lines
          .map((line) => `${blood.component(line.component)} ${blood.shortGroup(line)} × ${line.units}`)
          .join(' · ')}
      </Text>
      <Group justify="space-between" gap="xs" mt={4} wrap="nowrap">
        <Text size="xs" c="dimmed" truncate>
          {siteName(order.siteId)}
        </Text>
        <OrderStateBadge state={order.state} size="sm" />
      </Group>
    </Paper>
  );
};

const Queue = ({ activeId }: { activeId: string | undefined }): ReactElement => {
  const { t } = useTranslation('issue');
  const query = useOrders('open', 200);
  return (
    <QueryState query={query} rows={5} height={88}>
      {({ orders }) => {
        const queue = queueOf(orders);
        if (queue.length === 0) return <EmptyState icon="drop" text={t('queue.empty')} />;
        return (
          <Stack gap={6}>
            <Text size="xs" c="dimmed">
              {t('queue.count', { count: queue.length })}
            </Text>
            {queue.map((order) => (
              <QueueRow key={order.id} order={order} active={order.id === activeId} />
            ))}
          </Stack>
        );
      }}
    </QueryState>
  );
};

/** The queue on the left, the work on the right; one after the other on a phone. */
export const OrdersDesk = (): ReactElement => {
  const { t } = useTranslation('issue');
  const { id } = useParams();
  const wide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  if (!wide) {
    if (id === undefined) return <Queue activeId={id} />;
    return (
      <Stack gap="sm">
        <Anchor component={Link} to="/issue" size="sm">
          ‹ {t('queue.back')}
        </Anchor>
        <OrderWork key={id} />
      </Stack>
    );
  }
  return (
    <Group align="flex-start" gap="lg" wrap="nowrap">
      <ScrollArea.Autosize mah="calc(100dvh - 150px)" w={380} style={{ flex: 'none' }} offsetScrollbars>
        <Queue activeId={id} />
      </ScrollArea.Autosize>
      <Box style={{ flex: 1, minWidth: 0 }}>
        {id === undefined ? <EmptyState icon="list" text={t('queue.choose')} /> : <OrderWork key={id} />}
      </Box>
    </Group>
  );
};
