import { Button, FileInput, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../../server/api/contract/contract.ts';
import type { ForeignIntent } from '../../../server/api/contract/intents.ts';
import { call } from '../client.ts';
import { useMay } from '../session/session.tsx';
import { fullMoment } from '../time.ts';
import { EmptyState, ErrorState, QueryState } from '../ui/states.tsx';
import { useCreateKey } from '../use-create.ts';
import { useStep } from '../use-step.ts';
import { INTENT_FILE_BYTES, readJsonFile, type JsonFile } from './json-file.ts';

const QUERY = 'intents.list';

/** Letters that a reason needs at least. */
const REASON_CHARS = 3;

const Intent = ({ intent, mayChange }: { intent: ForeignIntent; mayChange: boolean }): ReactElement => {
  const { t } = useTranslation('exchange');
  const [reason, setReason] = useState('');
  const remove = useStep(
    () => call(contract.intents.remove, { params: { id: intent.id }, body: { reason } }),
    [QUERY],
  );
  return (
    <Paper withBorder p="xs">
      <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
        {intent.source} · {intent.reference}
      </Text>
      <Text size="sm">
        {t('foreign.validity', {
          from: fullMoment(intent.from),
          to: fullMoment(intent.to),
          n: intent.volumes,
          state: intent.state,
          priority: intent.priority,
        })}
      </Text>
      <Text size="xs" c="dimmed">
        {t('foreign.by', { name: intent.by.name, time: fullMoment(intent.by.at) })}
      </Text>
      {mayChange && (
        <Group gap="xs" mt={6} align="flex-end">
          <TextInput
            size="xs"
            flex={1}
            maxLength={300}
            label={t('foreign.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button
            size="xs"
            variant="default"
            loading={remove.isPending}
            disabled={reason.trim().length < REASON_CHARS}
            onClick={() => remove.mutate()}
          >
            {t('foreign.remove')}
          </Button>
        </Group>
      )}
      {remove.error !== null && <ErrorState error={remove.error} />}
    </Paper>
  );
};

const Import = (): ReactElement => {
  const { t } = useTranslation('exchange');
  const [source, setSource] = useState('');
  const [reference, setReference] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [read, setRead] = useState<JsonFile>({ kind: 'none' });
  const create = useCreateKey();
  const add = useStep(
    (intent: unknown) =>
      create((idempotencyKey) =>
        call(contract.intents.add, { body: { source, reference, intent }, idempotencyKey }),
      ),
    [QUERY],
    () => {
      setFile(null);
      setRead({ kind: 'none' });
      notifications.show({ message: t('foreign.added') });
    },
  );
  const choose = async (next: File | null): Promise<void> => {
    setFile(next);
    setRead(await readJsonFile(next, INTENT_FILE_BYTES));
  };
  const fault = read.kind === 'large' || read.kind === 'unreadable' ? t(`file.${read.kind}`) : undefined;
  const body = read.kind === 'good' && source.trim().length > 1 ? read.json : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (body !== undefined) add.mutate(body);
      }}
    >
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t('foreign.hint')}
        </Text>
        <Group gap="xs" grow align="flex-start">
          <TextInput
            label={t('foreign.source')}
            maxLength={80}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <TextInput
            label={t('foreign.reference')}
            maxLength={80}
            value={reference}
            onChange={(event) => setReference(event.currentTarget.value)}
          />
        </Group>
        <FileInput
          label={t('foreign.file')}
          accept=".json,application/json"
          clearable
          value={file}
          error={fault}
          onChange={(next) => void choose(next)}
        />
        {add.error !== null && <ErrorState error={add.error} />}
        <Group justify="flex-end">
          <Button type="submit" disabled={body === undefined} loading={add.isPending}>
            {t('foreign.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

/** Operational intents of others: what is known of them, and a new one from a file. */
export const ForeignIntents = (): ReactElement => {
  const { t } = useTranslation('exchange');
  const may = useMay();
  const mayChange = may('conditions.write') || may('airspace.manage');
  const query = useQuery({
    queryKey: [QUERY],
    queryFn: ({ signal }) => call(contract.intents.list, { signal }),
  });
  return (
    <Stack gap="sm" maw={760}>
      <Title order={2} size="h5">
        {t('foreign.title')}
      </Title>
      {mayChange && <Import />}
      <QueryState query={query} rows={2} height={70}>
        {({ intents }) =>
          intents.length === 0 ? (
            <EmptyState text={t('foreign.none')} icon="drone" />
          ) : (
            <Stack gap="xs">
              {intents.map((intent) => (
                <Intent key={intent.id} intent={intent} mayChange={mayChange} />
              ))}
            </Stack>
          )
        }
      </QueryState>
    </Stack>
  );
};
