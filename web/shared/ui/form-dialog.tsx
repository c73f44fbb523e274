import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from './states.tsx';

/** A form in a dialog: fields, the failure of the last attempt, save. */
export const FormDialog = (props: {
  title: string;
  size?: string;
  saveLabel?: string;
  ready: boolean;
  pending: boolean;
  error: unknown;
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
}): ReactElement => {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={props.onClose} title={props.title} size={props.size ?? 'md'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onSave();
        }}
      >
        <Stack gap="sm">
          {props.children}
          {props.error !== null && props.error !== undefined && <ErrorState error={props.error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={props.onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={props.pending} disabled={!props.ready}>
              {props.saveLabel ?? t('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
