import { Alert, Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../../server/api/contract/contract.ts';
import type { TotpEnrolment } from '../../../server/api/contract/totp.ts';
import { call } from '../client.ts';
import { CodeField, isCode } from '../ui/code-field.tsx';
import { ErrorState, QueryState } from '../ui/states.tsx';

const STATE_KEY = ['totp'];

/** The secret is in this page's memory only, until the dialog is closed. */
const Confirm = ({ enrolment }: { enrolment: TotpEnrolment }): ReactElement => {
  const { t } = useTranslation('preflight');
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => call(contract.totp.confirm, { body: { code } }),
    onSuccess: (state) => {
      client.setQueryData(STATE_KEY, state);
      notifications.show({ color: 'teal', message: t('code.done') });
    },
    onError: () => setCode(''),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('code.explain')}</Text>
        <img
          src={`data:image/svg+xml,${encodeURIComponent(enrolment.qrSvg)}`}
          alt={t('code.qr')}
          width={200}
          height={200}
          // Dark squares on white, in the dark too: cameras do not read the opposite.
          style={{ background: 'white', padding: 12, alignSelf: 'center' }}
        />
        <Text size="sm">
          {t('code.secret')}{' '}
          <Code style={{ overflowWrap: 'anywhere' }}>{enrolment.secret.match(/.{1,4}/g)?.join(' ')}</Code>
        </Text>
        <CodeField value={code} label={t('code.field')} onChange={setCode} />
        {confirm.error !== null && <ErrorState error={confirm.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={confirm.isPending} disabled={!isCode(code)}>
            {t('code.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Begin = (): ReactElement => {
  const { t } = useTranslation('preflight');
  const enrol = useMutation({ mutationFn: () => call(contract.totp.enrol), gcTime: 0 });
  if (enrol.data !== undefined) return <Confirm enrolment={enrol.data} />;
  return (
    <Stack gap="sm">
      {enrol.error !== null && <ErrorState error={enrol.error} />}
      <Button loading={enrol.isPending} onClick={() => enrol.mutate()}>
        {t('code.begin')}
      </Button>
    </Stack>
  );
};

const Contents = (): ReactElement => {
  const { t } = useTranslation('preflight');
  const query = useQuery({
    queryKey: STATE_KEY,
    queryFn: ({ signal }) => call(contract.totp.state, { signal }),
  });
  return (
    <QueryState query={query} rows={2} height={40}>
      {({ required, enrolled }) => (
        <Stack gap="sm">
          {!required && (
            <Alert color="grape" p="xs" title={t('code.offTitle')}>
              {t('code.off')}
            </Alert>
          )}
          {enrolled ? <Text size="sm">{t('code.enrolled')}</Text> : <Begin />}
        </Stack>
      )}
    </QueryState>
  );
};

/** Setting up the one-time codes of the person who is logged in. */
export const TotpDialog = (props: { opened: boolean; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('preflight');
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('code.title')}>
      {props.opened && <Contents />}
    </Modal>
  );
};
