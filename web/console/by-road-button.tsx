import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { call } from '../shared/client.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { REASON_MIN } from './abort-button.tsx';
import classes from './console.module.css';

/** Gives a packed order to a ground courier, with a reason. */
export const ByRoadButton = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState('');
  const byRoad = useMutation({
    mutationFn: () => call(contract.orders.byRoad, { params: { id: order.id }, body: { reason } }),
    onSuccess: () => {
      void client.invalidateQueries();
      setOpened(false);
    },
  });
  return (
    <section className={classes['block']}>
      <Button size="compact-sm" variant="subtle" onClick={() => setOpened(true)}>
        {t('panel.byRoad')}…
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`${t('panel.byRoad')} · ${order.number}`}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            byRoad.mutate();
          }}
        >
          <Stack gap="sm">
            <Text size="sm">{t('panel.byRoadHint')}</Text>
            <TextInput
              label={t('command.abortReason')}
              value={reason}
              maxLength={300}
              data-autofocus
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {byRoad.error !== null && <ErrorState error={byRoad.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                {t('command.cancel')}
              </Button>
              <Button type="submit" loading={byRoad.isPending} disabled={reason.trim().length < REASON_MIN}>
                {t('panel.byRoad')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </section>
  );
};
