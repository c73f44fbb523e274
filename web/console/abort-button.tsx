import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { call } from '../shared/client.ts';
import { ErrorState } from '../shared/ui/states.tsx';

/** As the contract asks of a reason. */
export const REASON_MIN = 3;

/** Gives a flight up before take-off, with a reason. */
export const AbortButton = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState('');
  const abort = useMutation({
    mutationFn: () => call(contract.flights.abort, { params: { id: flight.id }, body: { reason } }),
    onSuccess: (next) => {
      client.setQueryData(['flights.get', flight.id], next);
      void client.invalidateQueries();
      setOpened(false);
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="red" onClick={() => setOpened(true)}>
        {t('command.abort')}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('command.abortTitle')}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            abort.mutate();
          }}
        >
          <Stack gap="sm">
            <Text size="sm">{t('command.abortText')}</Text>
            <TextInput
              label={t('command.abortReason')}
              value={reason}
              maxLength={300}
              data-autofocus
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {abort.error !== null && <ErrorState error={abort.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                {t('command.cancel')}
              </Button>
              <Button
                type="submit"
                color="red"
                loading={abort.isPending}
                disabled={reason.trim().length < REASON_MIN}
              >
                {t('command.abort')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
};
