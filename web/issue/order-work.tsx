import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import type { OrderState } from '../../server/orders/states.ts';
import { useBloodText } from '../shared/blood-text.ts';
import { call } from '../shared/client.ts';
import { storedReason } from '../shared/i18n/flight-words.ts';
import { useOrder } from '../shared/queries.ts';
import { useSiteName } from '../shared/site-name.ts';
import { shortMoment } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { IssueList } from '../shared/ui/issue-list.tsx';
import { ReasonDialog } from '../shared/ui/reason-dialog.tsx';
import { SlaClock } from '../shared/ui/sla-clock.tsx';
import { OrderStateBadge, ToneBadge, UrgencyBadge } from '../shared/ui/state-badge.tsx';
import { ErrorState, QueryState } from '../shared/ui/states.tsx';
import { useNow } from '../shared/use-now.ts';
import { useStep } from '../shared/use-step.ts';
import { CheckStep } from './check-step.tsx';
import { PackStep } from './pack-step.tsx';
import { PickStep } from './pick-step.tsx';
import { UnitTable } from './unit-table.tsx';
import { countsOf, unitsOf, wantedUnits } from './work.ts';

const Head = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('issue');
  const blood = useBloodText();
  const siteName = useSiteName();
  const now = useNow();
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Title order={1} size="h4">
            {order.number}
          </Title>
          <UrgencyBadge urgency={order.urgency} size="lg" />
          <OrderStateBadge state={order.state} size="lg" />
        </Group>
        <SlaClock dueAt={order.dueAt} size="xl" />
      </Group>
      <Text size="sm" c="dimmed">
        {[
          siteName(order.siteId),
          t('order.neededBy', { time: shortMoment(order.neededBy, now) }),
          t('order.requestNo', { no: order.requestNo }),
          t('order.phone', { phone: order.wardPhone }),
        ].join(' · ')}
      </Text>
      {order.note !== '' && <Text size="sm">{t('order.note', { note: order.note })}</Text>}
      {order.lines.map((line) => (
        <Text key={line.id} fw={700} size="lg">
          {blood.component(line.component)} {blood.group(line)} × {line.units}
        </Text>
      ))}
    </Stack>
  );
};

const Decide = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('issue');
  const [rejecting, setRejecting] = useState(false);
  const renew = ['orders', 'stock'];
  const accept = useStep((_: undefined) => call(contract.orders.accept, { params: { id: order.id } }), renew);
  const reject = useStep(
    (reason: string) => call(contract.orders.reject, { params: { id: order.id }, body: { reason } }),
    renew,
    () => setRejecting(false),
  );
  const short = order.state === 'ACCEPTED';
  return (
    <Stack gap="sm">
      {short && (
        <Alert color="orange" icon={<Icon name="alert" size={18} />}>
          {t('order.shortage', { have: unitsOf(order).length, want: wantedUnits(order) })}
        </Alert>
      )}
      <IssueList issues={accept.data?.issues ?? []} />
      {accept.error !== null && <ErrorState error={accept.error} />}
      <Group gap="sm">
        <Button
          size="md"
          loading={accept.isPending}
          leftSection={<Icon name="check" size={18} />}
          onClick={() => accept.mutate(undefined)}
        >
          {short ? t('order.acceptAgain') : t('order.accept')}
        </Button>
        <Button size="md" variant="subtle" color="red" onClick={() => setRejecting(true)}>
          {t('order.reject')}
        </Button>
      </Group>
      <ReasonDialog
        opened={rejecting}
        title={t('order.rejectTitle', { number: order.number })}
        hint={t('order.rejectHint')}
        confirm={t('order.reject')}
        pending={reject.isPending}
        error={reject.error}
        onConfirm={reject.mutate}
        onClose={() => setRejecting(false)}
      />
    </Stack>
  );
};

const Step = (props: {
  title: string;
  hint: string;
  done: string | undefined;
  children: ReactNode;
}): ReactElement => (
  <Paper withBorder p="sm">
    <Group justify="space-between" gap="xs" mb={props.done === undefined ? 'xs' : 0}>
      <Text fw={700}>{props.title}</Text>
      {props.done === undefined ? (
        <Text size="sm" c="dimmed">
          {props.hint}
        </Text>
      ) : (
        <ToneBadge tone="done" icon="check">
          {props.done}
        </ToneBadge>
      )}
    </Group>
    {props.done === undefined && props.children}
  </Paper>
);

const Pack = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('issue');
  const { want, picked, checked } = countsOf(order);
  return (
    <Stack gap="sm">
      <Step title={t('pick.title')} hint={t('pick.hint')} done={picked === want ? t('pick.done') : undefined}>
        <PickStep order={order} />
      </Step>
      {picked > 0 && (
        <Step
          title={t('check.title')}
          hint={t('check.hint')}
          done={checked === want ? t('check.done') : undefined}
        >
          <CheckStep order={order} />
        </Step>
      )}
      {checked > 0 && (
        <Step title={t('pack.title')} hint={t('pack.hint')} done={undefined}>
          <PackStep order={order} />
        </Step>
      )}
    </Stack>
  );
};

const Packed = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('issue');
  return (
    <Stack gap="sm">
      <Alert color="blue" icon={<Icon name="drone" size={18} />}>
        <Group justify="space-between" gap="sm">
          <Text size="sm">{t('order.waitingLaunch')}</Text>
          <Button component={Link} to="/issue/pad" variant="default" size="compact-md">
            {t('order.toPad')}
          </Button>
        </Group>
      </Alert>
      <PackStep order={order} />
    </Stack>
  );
};

const TO_DECIDE: ReadonlySet<OrderState> = new Set<OrderState>(['SUBMITTED', 'ACCEPTED', 'REQUEUED']);

const Body = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('issue');
  // A flight that failed brings its boxes back as they were packed; without boxes the blood is picked anew.
  if (order.state === 'REQUEUED' && order.boxes.length > 0) return <Packed order={order} />;
  if (TO_DECIDE.has(order.state)) return <Decide order={order} />;
  if (order.state === 'RESERVED') return <Pack order={order} />;
  if (order.state === 'PACKED') return <Packed order={order} />;
  const stopped = order.state === 'REJECTED' || order.state === 'CANCELLED';
  return <Text c="dimmed">{stopped ? storedReason(order.stateReason) : t('order.gone')}</Text>;
};

/** The work on one order, from accepting it to the closed boxes. */
export const OrderWork = (): ReactElement => {
  const { id = '' } = useParams();
  const query = useOrder(id);
  return (
    <QueryState query={query} rows={3} height={120}>
      {(order) => (
        <Stack gap="md" key={order.id}>
          <Head order={order} />
          <Body order={order} />
          <UnitTable order={order} />
        </Stack>
      )}
    </QueryState>
  );
};
