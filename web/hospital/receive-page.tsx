import { Alert, Anchor, Button, SimpleGrid, Stack, Text, Textarea, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useParams } from 'react-router';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order, ReceiptDraft } from '../../server/api/contract/orders.ts';
import { call } from '../shared/client.ts';
import { useOrder } from '../shared/queries.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { QueryState } from '../shared/ui/states.tsx';
import { SubmissionNote } from '../shared/ui/submission-note.tsx';
import { useSubmission } from '../shared/use-submission.ts';
import { ReceiveBox } from './receive-box.tsx';
import { receiveFormOf, todoOf, toReceipt, type ReceiveForm, type Todo } from './receive-form.ts';
import { ReceiveUnits } from './receive-units.tsx';

const TODO_KEY = {
  box: 'receive.todoBox',
  seal: 'receive.todoSeal',
  temperature: 'receive.todoTemperature',
  reason: 'receive.todoReason',
} as const satisfies Record<Todo, string>;

const Receive = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('hospital');
  const { t: tCommon } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form, setForm] = useState<ReceiveForm>(() => receiveFormOf(order));
  const handle = useSubmission<ReceiptDraft, Order>({
    keepAs: `receipt.${order.id}`,
    send: (body, idempotencyKey) =>
      call(contract.orders.receive, { params: { id: order.id }, body, idempotencyKey }),
    onDone: (answer) => {
      client.setQueryData(['orders', 'one', order.id], answer);
      void client.invalidateQueries({ queryKey: ['orders'] });
      void navigate(`/hospital/orders/${order.id}`, { replace: true });
    },
  });
  const { todo, missing } = todoOf(form);
  const open = [
    ...todo.map((item) => t(TODO_KEY[item])),
    ...(missing > 0 ? [t('receive.todoUnits', { n: missing })] : []),
  ];
  const draft = toReceipt(form);
  const busy = handle.state.kind === 'sending' || handle.state.kind === 'unconfirmed';
  return (
    <Stack gap="sm">
      <Title order={1} size="h4">
        {t('receive.title', { number: order.number })}
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Stack gap="sm">
          {form.boxes.map((box, index) => (
            <ReceiveBox
              key={box.expected}
              box={box}
              temperatureClass={order.boxes.find((known) => known.boxNo === box.expected)?.temperatureClass}
              onChange={(next) =>
                setForm({ ...form, boxes: form.boxes.map((old, at) => (at === index ? next : old)) })
              }
            />
          ))}
        </Stack>
        <Stack gap="sm">
          <ReceiveUnits order={order} units={form.units} onChange={(units) => setForm({ ...form, units })} />
          <Textarea
            label={t('receive.note')}
            autosize
            minRows={1}
            maxLength={300}
            value={form.note}
            onChange={(event) => setForm({ ...form, note: event.currentTarget.value })}
          />
        </Stack>
      </SimpleGrid>
      {open.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('receive.todo', { list: open.join(tCommon('comma')) })}
        </Text>
      )}
      <SubmissionNote handle={handle} />
      <Button
        size="lg"
        w={{ base: '100%', md: 320 }}
        leftSection={<Icon name="check" size={20} />}
        loading={handle.state.kind === 'sending'}
        disabled={draft === undefined || busy}
        onClick={() => draft !== undefined && handle.submit(draft)}
      >
        {t('receive.sign')}
      </Button>
    </Stack>
  );
};

/** First signature of the receipt. */
export const ReceivePage = (): ReactElement => {
  const { t } = useTranslation('hospital');
  const { id = '' } = useParams();
  const query = useOrder(id);
  return (
    <Stack gap="sm">
      <Anchor component={Link} to={`/hospital/orders/${id}`} size="sm">
        ‹ {t('detail.back')}
      </Anchor>
      <QueryState query={query} rows={3} height={160}>
        {(order) => {
          if (order.receipt !== null) return <Navigate to={`/hospital/orders/${id}`} replace />;
          if (order.boxes.length === 0) return <Alert color="orange">{t('receive.notDelivered')}</Alert>;
          return <Receive key={order.id} order={order} />;
        }}
      </QueryState>
    </Stack>
  );
};
