import { NumberInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { call } from '../shared/client.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { newClick } from './click.ts';
import { REASON_MIN } from './reason-dialog.tsx';

/** The service knows the limits of the drone's profile; these only bound the field, m/s. */
const FIELD = { min: 3, max: 30, start: 10 } as const;

export const SpeedDialog = (props: { flight: Flight; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  const { flight, onClose } = props;
  const [speed, setSpeed] = useState<number | string>(FIELD.start);
  const [reason, setReason] = useState('');
  const send = useMutation({
    mutationFn: () =>
      call(contract.air.speed, {
        params: { id: flight.id },
        body: { groundSpeedMs: Number(speed), reason, ...newClick() },
      }),
    onSuccess: (next) => {
      client.setQueryData(['flights.get', flight.id], next);
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('air.speedTitle', { drone: flight.vehicleName })}
      saveLabel={t('air.speedSubmit')}
      ready={speed !== '' && reason.trim().length >= REASON_MIN}
      pending={send.isPending}
      error={send.error}
      onSave={() => send.mutate()}
      onClose={onClose}
    >
      <Stack gap="sm">
        <NumberInput
          label={t('air.speedLabel')}
          min={FIELD.min}
          max={FIELD.max}
          value={speed}
          onChange={setSpeed}
        />
        <TextInput
          label={t('command.abortReason')}
          value={reason}
          maxLength={300}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Stack>
    </FormDialog>
  );
};
