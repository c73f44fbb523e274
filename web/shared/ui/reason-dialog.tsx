import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from './states.tsx';

/** Matches `reason` of the contract. */
const SHORTEST = 3;

/** Asks why before something is stopped; the sentence goes on the record. */
export const ReasonDialog = (props: {
  opened: boolean;
  title: string;
  hint?: string;
  confirm: string;
  keep?: string;
  pending: boolean;
  error: unknown;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}): ReactElement => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title}>
      <Stack gap="sm">
        {props.hint !== undefined && <Text size="sm">{props.hint}</Text>}
        <Textarea
          label={t('reason')}
          description={t('reasonHint')}
          data-autofocus
          autosize
          minRows={2}
          maxLength={300}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {props.error !== null && <ErrorState error={props.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={props.onClose}>
            {props.keep ?? t('action.cancel')}
          </Button>
          <Button
            color="red"
            loading={props.pending}
            disabled={reason.trim().length < SHORTEST}
            onClick={() => props.onConfirm(reason.trim())}
          >
            {props.confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
