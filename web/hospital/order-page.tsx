import { Anchor, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import type { OrderState } from '../../server/orders/states.ts';
import { useBloodText } from '../shared/blood-text.ts';
import { call } from '../shared/client.ts';
import { storedReason } from '../shared/i18n/flight-words.ts';
import { useOrder, useOrderTimeline } from '../shared/queries.ts';
import { useMay } from '../shared/session/session.tsx';
import { clockTime, shortMoment } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { ReasonDialog } from '../shared/ui/reason-dialog.tsx';
import { SlaClock } from '../shared/ui/sla-clock.tsx';
import { OrderStateBadge, UrgencyBadge } from '../shared/ui/state-badge.tsx';
import { QueryState } from '../shared/ui/states.tsx';
import { TimelineList } from '../shared/ui/timeline-list.tsx';
import { useNow } from '../shared/use-now.ts';
import { useStep } from '../shared/use-step.ts';
import { FlightCard } from './flight-card.tsx';
import { isClockRunning } from './order-card.tsx';
import { ReceiptCard } from './receipt-card.tsx';
import { OrderSteps } from './steps.tsx';

/** Until launch; the service has the last word. */
const CANCELLABLE: ReadonlySet<OrderState> = new Set<OrderState>([
  'SUBMITTED',
  'ACCEPTED',
  'RESERVED',
  'PACKED',
  'REQUEUED',
]);

const Fact = (props: { label: string; children: ReactNode }): ReactElement => (
  <div>
    <Text size="xs" c="dimmed">
      {props.label}
    </Text>
    <Text size="sm" component="div">
      {props.children}
    </Text>
  </div>
);

const Facts = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('hospital');
  const now = useNow();
  return (
    <SimpleGrid cols={2} spacing="xs">
      <Fact label={t('detail.neededBy')}>{shortMoment(order.neededBy, now)}</Fact>
      <Fact label={t('detail.promised')}>{shortMoment(order.dueAt, now)}</Fact>
      <Fact label={t('detail.requestNo')}>{order.requestNo}</Fact>
      <Fact label={t('detail.wardPhone')}>{order.wardPhone}</Fact>
      {order.note !== '' && <Fact label={t('detail.note')}>{order.note}</Fact>}
    </SimpleGrid>
  );
};

const Lines = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('hospital');
  const blood = useBloodText();
  return (
    <Stack gap={4}>
      {order.lines.map((line) => (
        <Group key={line.id} justify="space-between" gap="xs" wrap="nowrap">
          <Text fw={600}>
            {blood.component(line.component)} {blood.group(line)} × {line.units}
          </Text>
          <Text size="sm" c="dimmed" style={{ flex: 'none' }}>
            {t('detail.reserved', { have: line.reserved.length, want: line.units })}
          </Text>
        </Group>
      ))}
    </Stack>
  );
};

const CancelButton = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('hospital');
  const [open, setOpen] = useState(false);
  const cancel = useStep(
    (reason: string) => call(contract.orders.cancel, { params: { id: order.id }, body: { reason } }),
    ['orders'],
    () => setOpen(false),
  );
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => setOpen(true)}>
        {t('detail.cancel')}
      </Button>
      <ReasonDialog
        opened={open}
        title={t('detail.cancelTitle', { number: order.number })}
        hint={t('detail.cancelHint')}
        confirm={t('detail.cancel')}
        keep={t('detail.cancelKeep')}
        pending={cancel.isPending}
        error={cancel.error}
        onConfirm={cancel.mutate}
        onClose={() => setOpen(false)}
      />
    </>
  );
};

const NextStep = ({ order }: { order: Order }): ReactElement | null => {
  const { t } = useTranslation('hospital');
  const may = useMay();
  if (order.state !== 'DELIVERED' || order.receipt !== null) return null;
  return (
    <Group grow gap="sm">
      {may('receipt.sign') && (
        <Button
          component={Link}
          to={`/hospital/orders/${order.id}/receive`}
          size="lg"
          leftSection={<Icon name="check" size={20} />}
        >
          {t('detail.receive')}
        </Button>
      )}
    </Group>
  );
};

const Timeline = ({ orderId }: { orderId: string }): ReactElement => {
  const { t } = useTranslation('hospital');
  const query = useOrderTimeline(orderId);
  return (
    <Paper withBorder p="sm">
      <Text fw={600} size="sm" mb="xs">
        {t('detail.timeline')}
      </Text>
      <QueryState query={query} rows={4} height={20}>
        {({ entries }) => <TimelineList entries={entries} />}
      </QueryState>
    </Paper>
  );
};

const OrderView = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('hospital');
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
      <Stack gap="sm">
        <Paper withBorder p="sm">
          <Stack gap="sm">
            <Group justify="space-between" gap="xs">
              <Group gap="xs">
                <Title order={1} size="h4">
                  {order.number}
                </Title>
                <UrgencyBadge urgency={order.urgency} />
              </Group>
              {isClockRunning(order.state) ? (
                <SlaClock dueAt={order.dueAt} size="md" />
              ) : (
                <Text size="sm" c="dimmed">
                  {t('detail.ordered', { time: clockTime(order.submittedAt) })}
                </Text>
              )}
            </Group>
            <OrderStateBadge state={order.state} size="lg" />
            {order.stateReason !== '' && (
              <Text size="sm">{t('detail.reason', { reason: storedReason(order.stateReason) })}</Text>
            )}
            <OrderSteps state={order.state} />
            <NextStep order={order} />
          </Stack>
        </Paper>
        {order.flight !== null && <FlightCard flight={order.flight} />}
        {order.receipt !== null && <ReceiptCard order={order} receipt={order.receipt} />}
      </Stack>
      <Stack gap="sm">
        <Paper withBorder p="sm">
          <Stack gap="sm">
            <Lines order={order} />
            <Facts order={order} />
            {CANCELLABLE.has(order.state) && (
              <div>
                <CancelButton order={order} />
              </div>
            )}
          </Stack>
        </Paper>
        <Timeline orderId={order.id} />
      </Stack>
    </SimpleGrid>
  );
};

/** One order of the hospital: where it is, what to do next, what happened. */
export const OrderPage = (): ReactElement => {
  const { t } = useTranslation('hospital');
  const { id = '' } = useParams();
  const query = useOrder(id);
  return (
    <Stack gap="sm">
      <Anchor component={Link} to="/hospital" size="sm">
        ‹ {t('detail.back')}
      </Anchor>
      <QueryState query={query} rows={3} height={140}>
        {(order) => <OrderView order={order} />}
      </QueryState>
    </Stack>
  );
};
