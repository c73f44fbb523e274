import { Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Order } from '../../server/api/contract/orders.ts';
import type { OrderState } from '../../server/orders/states.ts';
import { useBloodText } from '../shared/blood-text.ts';
import { clockTime, shortMoment } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { SlaClock } from '../shared/ui/sla-clock.tsx';
import { OrderStateBadge, UrgencyBadge } from '../shared/ui/state-badge.tsx';
import { useNow } from '../shared/use-now.ts';

const ENDED: ReadonlySet<OrderState> = new Set<OrderState>([
  'DELIVERED',
  'RECEIVED',
  'CLOSED',
  'REJECTED',
  'CANCELLED',
]);

/** True while the promise to deliver by a moment still runs. */
export const isClockRunning = (state: OrderState): boolean => !ENDED.has(state);

/** `悬浮红细胞 O RhD 阳性 × 2` for each line. */
export const useLinesText = (): ((order: Pick<Order, 'lines'>) => string) => {
  const { t } = useTranslation();
  const blood = useBloodText();
  return (order) =>
    order.lines
      .map((line) => `${blood.component(line.component)} ${blood.group(line)} × ${line.units}`)
      .join(t('semicolon'));
};

/** One order in a list. */
export const OrderCard = (props: { order: Order; to: string; active?: boolean }): ReactElement => {
  const { t } = useTranslation('hospital');
  const lines = useLinesText();
  const now = useNow();
  const { order } = props;
  const eta = order.flight?.etaAt ?? null;
  return (
    <Paper
      withBorder
      p="sm"
      component={Link}
      to={props.to}
      c="inherit"
      td="none"
      bg={props.active === true ? 'var(--mantine-primary-color-light)' : ''}
    >
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="wrap">
            <Text fw={700}>{order.number}</Text>
            <UrgencyBadge urgency={order.urgency} />
          </Group>
          {isClockRunning(order.state) ? (
            <SlaClock dueAt={order.dueAt} />
          ) : (
            <Text size="sm" c="dimmed">
              {shortMoment(order.submittedAt, now)}
            </Text>
          )}
        </Group>
        <Text size="sm">{lines(order)}</Text>
        <Group justify="space-between" gap="xs">
          <OrderStateBadge state={order.state} />
          {eta !== null && order.state === 'IN_FLIGHT' ? (
            <Group gap={4} wrap="nowrap">
              <Icon name="drone" size={14} />
              <Text size="sm" fw={600}>
                {t('list.eta', { time: clockTime(eta) })}
              </Text>
            </Group>
          ) : (
            <Text size="xs" c="dimmed">
              {t('list.requestNo', { no: order.requestNo })}
            </Text>
          )}
        </Group>
      </Stack>
    </Paper>
  );
};
