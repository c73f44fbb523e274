import { Button, Group, NumberInput, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import type { TemperatureClass } from '../../server/blood/component.ts';
import { call } from '../shared/client.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { SubmissionNote } from '../shared/ui/submission-note.tsx';
import { useSubmission } from '../shared/use-submission.ts';
import { toPack, type OrderUnit } from './work.ts';

/** Matches `label` of the contract. */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9-]{1,23}$/;

type PackBody = {
  boxNo: string;
  sealNo: string;
  temperatureClass: TemperatureClass;
  temperatureC?: number;
};

const isLabel = (text: string): boolean => LABEL.test(text.trim());

const PackForm = (props: {
  order: Order;
  temperatureClass: TemperatureClass;
  units: readonly OrderUnit[];
}): ReactElement => {
  const { t } = useTranslation('issue');
  const { t: tEnum } = useTranslation('enums');
  const client = useQueryClient();
  const { order, temperatureClass, units } = props;
  const [boxNo, setBoxNo] = useState('');
  const [sealNo, setSealNo] = useState('');
  const [temperatureC, setTemperatureC] = useState<number | ''>('');
  const handle = useSubmission<PackBody, Order>({
    send: (body, idempotencyKey) =>
      call(contract.orders.pack, { params: { id: order.id }, body, idempotencyKey }),
    onDone: (answer) => {
      client.setQueryData(['orders', 'one', order.id], answer);
      void client.invalidateQueries({ queryKey: ['orders'] });
      void client.invalidateQueries({ queryKey: ['stock'] });
    },
  });
  const sending = handle.state.kind === 'sending';
  const field = (label: string, value: string, change: (value: string) => void): ReactElement => (
    <TextInput
      label={label}
      placeholder={t('pack.scanHere')}
      autoComplete="off"
      autoCapitalize="characters"
      classNames={{ input: 'mono' }}
      value={value}
      error={value !== '' && !isLabel(value) ? t('pack.labelRule') : undefined}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        // A scanner ends with Enter: the number is in, the box is not closed by that.
        if (event.key === 'Enter') event.preventDefault();
      }}
    />
  );
  return (
    <Paper withBorder p="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          handle.submit({
            boxNo: boxNo.trim().toUpperCase(),
            sealNo: sealNo.trim().toUpperCase(),
            temperatureClass,
            ...(temperatureC === '' ? {} : { temperatureC }),
          });
        }}
      >
        <Stack gap="xs">
          <Text size="sm" fw={600}>
            {t('pack.content', {
              count: units.length,
              temperature: tEnum(`temperature.${temperatureClass}`),
            })}
          </Text>
          <Group gap="sm" align="flex-end" grow preventGrowOverflow={false}>
            {field(t('pack.boxNo'), boxNo, setBoxNo)}
            {field(t('pack.sealNo'), sealNo, setSealNo)}
            <NumberInput
              label={t('pack.temperature')}
              hideControls
              decimalScale={1}
              min={-200}
              max={80}
              value={temperatureC}
              onChange={(value) => setTemperatureC(typeof value === 'number' ? value : '')}
            />
            <Button
              type="submit"
              loading={sending}
              disabled={!isLabel(boxNo) || !isLabel(sealNo) || handle.state.kind === 'unconfirmed'}
              leftSection={<Icon name="box" size={18} />}
            >
              {t('pack.close')}
            </Button>
          </Group>
          <SubmissionNote handle={handle} />
        </Stack>
      </form>
    </Paper>
  );
};

/** Boxes that are closed, and a form for each temperature class that waits for one. */
export const PackStep = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('issue');
  const waiting = toPack(order);
  return (
    <Stack gap="xs">
      {order.boxes.map((box) => (
        <Paper key={box.id} withBorder p="sm">
          <Text size="sm" fw={600}>
            {t('pack.boxed', { boxNo: box.boxNo, sealNo: box.sealNo, kg: box.massKg.toFixed(1) })}
          </Text>
          <Text size="xs" c="dimmed">
            {t('pack.by', { packed: box.packedBy.name, checked: box.checkedBy.name })}
          </Text>
        </Paper>
      ))}
      {waiting.map((group) => (
        <PackForm key={group.temperatureClass} order={order} {...group} />
      ))}
      {waiting.length === 0 && order.boxes.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('pack.nothing')}
        </Text>
      )}
    </Stack>
  );
};
