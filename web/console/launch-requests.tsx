import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { LaunchRequestView } from '../../server/api/contract/preflight.ts';
import { call } from '../shared/client.ts';
import { inWords } from '../shared/i18n/flight-words.ts';
import { useSystemInfo } from '../shared/queries.ts';
import { useMay, useMe } from '../shared/session/session.tsx';
import { countdown } from '../shared/time.ts';
import { CodeField, isCode } from '../shared/ui/code-field.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { ErrorState } from '../shared/ui/states.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useNow } from '../shared/use-now.ts';
import classes from './console.module.css';
import { REASON_MIN } from './reason-dialog.tsx';
import { warningKey } from './warnings.ts';

/** A request lives for two minutes: one that was missed by the socket may not wait long. */
const ASK_MS = 3000;

export const isAsked = (flight: Flight): boolean => (flight.preflight?.request ?? null) !== null;

const useEnd = (id: string, onDone: () => void) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => call(contract.preflight.refuse, { params: { id }, body: { reason } }),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries(),
  });
};

/** What the first person sees while the second is asked. */
export const WaitingRequest = ({ flight }: { flight: Flight }): ReactElement | null => {
  const { t } = useTranslation('preflight');
  const me = useMe();
  const now = useNow();
  const request = flight.preflight?.request ?? null;
  const end = useEnd(request?.id ?? '', () => undefined);
  if (request === null) return null;
  const isOwn = request.requestedBy.personId === me.person.id;
  return (
    <Alert color="orange" p="xs" mb="xs" icon={<Icon name="hourglass" size={18} />}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600} role="timer">
          {isOwn
            ? t('launch.asked', { time: countdown(Math.max(0, request.expiresAt - now)) })
            : t('launch.askedBy', { name: request.requestedBy.name })}
        </Text>
        {isOwn && (
          <Button
            size="compact-sm"
            variant="default"
            loading={end.isPending}
            onClick={() => end.mutate(t('launch.withdraw'))}
          >
            {t('launch.withdraw')}
          </Button>
        )}
      </Group>
    </Alert>
  );
};

const Request = ({ request }: { request: LaunchRequestView }): ReactElement => {
  const { t } = useTranslation('preflight');
  const client = useQueryClient();
  const create = useCreateKey();
  const now = useNow();
  const needsCode = useSystemInfo().data?.totp === true;
  const [reason, setReason] = useState('');
  const [code, setCode] = useState('');
  const approve = useMutation({
    mutationFn: () =>
      create((idempotencyKey) =>
        call(contract.preflight.approve, {
          params: { id: request.id },
          body: { reason, code },
          idempotencyKey,
        }),
      ),
    onSuccess: () => notifications.show({ color: 'teal', message: t('second.done') }),
    onError: () => setCode(''),
    onSettled: () => client.invalidateQueries(),
  });
  const end = useEnd(request.id, () => undefined);
  const isSaid = reason.trim().length >= REASON_MIN;
  const error = approve.error ?? end.error;
  return (
    <Stack gap={6} component="article" aria-label={t('second.title')}>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
        <Text size="sm" fw={600}>
          {t('second.line', {
            name: request.requestedBy.name,
            vehicle: request.vehicleName,
            flight: request.flightNumber,
          })}
        </Text>
        <Text size="sm" fw={700} role="timer" style={{ whiteSpace: 'nowrap' }}>
          {t('second.left', { time: countdown(Math.max(0, request.expiresAt - now)) })}
        </Text>
      </Group>
      {request.reason !== '' && <Text size="sm">{t('second.why', { reason: request.reason })}</Text>}
      {inWords(request.issues).map((issue) => (
        <Text key={warningKey(issue)} size="sm">
          · {issue.sentence}
        </Text>
      ))}
      <TextInput
        label={t('second.reason')}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {needsCode && <CodeField value={code} onChange={setCode} />}
      {error !== null && <ErrorState error={error} />}
      <Group gap="xs">
        <Button
          size="sm"
          color="orange"
          loading={approve.isPending}
          disabled={!isSaid || (needsCode && !isCode(code))}
          onClick={() => approve.mutate()}
        >
          {t('second.confirm')}
        </Button>
        <Button
          size="sm"
          variant="default"
          loading={end.isPending}
          disabled={!isSaid}
          onClick={() => end.mutate(reason)}
        >
          {t('second.refuse')}
        </Button>
      </Group>
    </Stack>
  );
};

/** Launches that wait for this person's word; nothing where none does. */
export const LaunchRequests = (): ReactElement | null => {
  const { t } = useTranslation('preflight');
  const me = useMe();
  const may = useMay()('flight.approve');
  const { data } = useQuery({
    queryKey: ['flights.list', 'requests'],
    enabled: may,
    refetchInterval: ASK_MS,
    queryFn: ({ signal }) => call(contract.preflight.requests, { signal }),
  });
  const requests = data?.requests.filter(({ requestedBy }) => requestedBy.personId !== me.person.id) ?? [];
  if (requests.length === 0) return null;
  return (
    <section
      className={classes['block']}
      role="alert"
      aria-label={t('second.title')}
      style={{ overflowY: 'auto' }}
    >
      <Alert color="orange" p="xs" icon={<Icon name="alert" size={18} />} title={t('second.title')}>
        <Stack gap="sm">
          {requests.map((request) => (
            <Request key={request.id} request={request} />
          ))}
        </Stack>
      </Alert>
    </section>
  );
};
