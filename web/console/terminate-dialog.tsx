import { Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { call } from '../shared/client.ts';
import { isSecondComplete, NO_SECOND, SecondPersonFields } from '../shared/ui/second-person-fields.tsx';
import { ErrorState } from '../shared/ui/states.tsx';
import { newClick } from './click.ts';
import { HoldButton } from './hold-button.tsx';
import { REASON_MIN } from './reason-dialog.tsx';

/** Ends a flight where it is: a second person, the drone's name typed, and the button held. */
export const TerminateDialog = (props: { flight: Flight; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  const { flight, onClose } = props;
  const [how, setHow] = useState<'terminate' | 'parachute'>('parachute');
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [second, setSecond] = useState(NO_SECOND);
  const send = useMutation({
    mutationFn: () =>
      call(contract.air.terminate, {
        params: { id: flight.id },
        body: { how, reason, second, ...newClick() },
      }),
    onSuccess: (next) => {
      client.setQueryData(['flights.get', flight.id], next);
      onClose();
    },
  });
  const missing = [
    ...(reason.trim().length < REASON_MIN ? [t('air.missingReason')] : []),
    ...(typed.trim() === flight.vehicleName ? [] : [t('air.missingName', { drone: flight.vehicleName })]),
    ...(isSecondComplete(second) ? [] : [t('air.missingSecond')]),
  ];
  return (
    <Modal opened onClose={onClose} title={t('air.endTitle', { drone: flight.vehicleName })}>
      <Stack gap="sm">
        <SegmentedControl
          value={how}
          aria-label={t('air.how')}
          data={[
            { value: 'parachute', label: t('air.parachute') },
            { value: 'terminate', label: t('air.terminate') },
          ]}
          onChange={(value) => setHow(value === 'terminate' ? 'terminate' : 'parachute')}
        />
        <Text size="sm">{t(`air.${how}Text`)}</Text>
        <TextInput
          label={t('command.abortReason')}
          value={reason}
          maxLength={300}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <TextInput
          label={t('air.typeName', { drone: flight.vehicleName })}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <SecondPersonFields value={second} onChange={setSecond} disabled={send.isPending} />
        {send.error !== null && <ErrorState error={send.error} />}
        {missing.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('air.missing', { what: missing.join(t('air.and')) })}
          </Text>
        )}
        <HoldButton
          label={t(`air.${how}Hold`)}
          holdingLabel={t('launch.holding')}
          disabled={missing.length > 0 || send.isPending}
          onHeld={() => send.mutate()}
        />
      </Stack>
    </Modal>
  );
};
