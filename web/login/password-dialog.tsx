import { Alert, Button, Modal, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { call } from '../shared/client.ts';
import { useSession } from '../shared/session/session.tsx';
import { ErrorState } from '../shared/ui/states.tsx';

/** Matches `newPassword` of the contract. */
const SHORTEST = 10;

export const PasswordForm = (props: { onDone: () => void; must?: boolean }): ReactElement => {
  const { t } = useTranslation('login');
  const { refresh } = useSession();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const change = useMutation({
    mutationFn: () => call(contract.accounts.changePassword, { body: { current, next } }),
    onSuccess: () => {
      notifications.show({ message: t('changed') });
      refresh();
      props.onDone();
    },
  });
  const differ = again !== '' && next !== again;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <Stack gap="sm">
        {props.must === true && <Alert color="orange">{t('must')}</Alert>}
        <PasswordInput
          label={t('current')}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('next')}
          description={t('rule')}
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('again')}
          autoComplete="new-password"
          value={again}
          error={differ ? t('differ') : undefined}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        {change.isError && <ErrorState error={change.error} />}
        <Button
          type="submit"
          loading={change.isPending}
          disabled={current === '' || next.length < SHORTEST || next !== again}
        >
          {t('changeTitle')}
        </Button>
      </Stack>
    </form>
  );
};

export const PasswordDialog = (props: { opened: boolean; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('login');
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('changeTitle')}>
      <PasswordForm onDone={props.onClose} />
    </Modal>
  );
};
