import {
  Button,
  FileInput,
  Group,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { issue } from '../../server/api/contract/common.ts';
import { contract } from '../../server/api/contract/contract.ts';
import { ApiError } from '../shared/api-error.ts';
import { call } from '../shared/client.ts';
import { fullMoment } from '../shared/time.ts';
import { IssueList } from '../shared/ui/issue-list.tsx';
import { ErrorState, QueryState } from '../shared/ui/states.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';
import { AirspaceDrafts } from '../shared/airspace/drafts.tsx';
import { AirspaceEditor } from './airspace-editor.tsx';
import { MAX_FILE_BYTES, readAirspaceFile, type AirspaceFile, type FileOutcome } from './airspace-file.ts';

const InUse = (): ReactElement => {
  const { t } = useTranslation('admin');
  const query = useQuery({
    queryKey: ['airspace'],
    queryFn: ({ signal }) => call(contract.fleet.airspace, { signal }),
  });
  return (
    <Paper withBorder p="sm">
      <Title order={2} size="h5" mb="xs">
        {t('airspace.inUse')}
      </Title>
      <QueryState query={query} rows={1} height={56}>
        {(airspace) => (
          <>
            <Text fw={700} size="lg">
              {t('airspace.version', { n: airspace.version })} · {airspace.name}
            </Text>
            <Text size="sm">{t('airspace.zones', { count: airspace.zones })}</Text>
            <Text size="sm" c="dimmed">
              {t('airspace.imported', {
                time: fullMoment(airspace.importedAt),
                name: airspace.importedBy,
              })}
            </Text>
          </>
        )}
      </QueryState>
    </Paper>
  );
};

const faultList = z.union([z.array(issue), z.object({ issues: z.array(issue) }).transform((d) => d.issues)]);

/** The faults of a refused file, where the service names them. */
const faultsOf = (error: unknown): z.infer<typeof faultList> => {
  if (!(error instanceof ApiError)) return [];
  const parsed = faultList.safeParse(error.details);
  return parsed.success ? parsed.data : [];
};

type ImportBody = { name: string; reason: string; format: AirspaceFile['format']; file: unknown };

const Import = (): ReactElement => {
  const { t } = useTranslation('admin');
  const [file, setFile] = useState<File | null>(null);
  const [read, setRead] = useState<FileOutcome>({ kind: 'none' });
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const create = useCreateKey();
  const choose = async (next: File | null): Promise<void> => {
    setFile(next);
    if (next === null) setRead({ kind: 'none' });
    else if (next.size > MAX_FILE_BYTES) setRead({ kind: 'large' });
    else {
      setRead(readAirspaceFile(await next.text()));
      setName((old) => (old === '' ? next.name.replace(/\.(geo)?json$/i, '') : old));
    }
  };
  const save = useStep(
    (body: ImportBody) =>
      create((idempotencyKey) => call(contract.airspaceDrafts.add, { body, idempotencyKey })),
    ['airspace'],
    () => {
      notifications.show({ color: 'teal', message: t('airspace.saved') });
      setFile(null);
      setRead({ kind: 'none' });
      setName('');
      setReason('');
    },
  );
  const body =
    read.kind === 'good' && name.trim() !== '' && reason.trim().length >= 3
      ? { name: name.trim(), reason: reason.trim(), format: read.format, file: read.file }
      : undefined;
  const fileError = (): string | undefined => {
    if (read.kind === 'bad') return t('airspace.badFile');
    if (read.kind === 'large') return t('airspace.tooLarge', { mb: MAX_FILE_BYTES / 1e6 });
    return undefined;
  };
  const faults = faultsOf(save.error);
  return (
    <Paper withBorder p="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (body !== undefined) save.mutate(body);
        }}
      >
        <Stack gap="sm">
          <Title order={2} size="h5">
            {t('airspace.import')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('airspace.hint')}
          </Text>
          <FileInput
            label={t('airspace.file')}
            placeholder={t('airspace.choose')}
            accept=".geojson,.json,application/geo+json,application/json"
            clearable
            value={file}
            error={fileError()}
            description={
              read.kind === 'good'
                ? t(`airspace.is.${read.format}`, { count: read.file.features.length })
                : ' '
            }
            onChange={(next) => void choose(next)}
          />
          <TextInput
            label={t('airspace.name')}
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label={t('airspace.reason')}
            maxLength={300}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {save.error !== null && <ErrorState error={save.error} />}
          <IssueList issues={faults} />
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} disabled={body === undefined}>
              {t('airspace.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
};

/** The airspace that routes are planned in, and a new version of it. */
export const AirspacePage = (): ReactElement => (
  <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: 'start' }}>
    <Stack gap="md">
      <InUse />
      <AirspaceDrafts />
      <Import />
    </Stack>
    <AirspaceEditor />
  </SimpleGrid>
);
