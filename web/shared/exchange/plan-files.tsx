import { Button, FileButton, Group, List, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../../server/api/contract/contract.ts';
import { EXPORT_FORMATS, type PlanDifference } from '../../../server/api/contract/exchange.ts';
import { addressOf, call } from '../client.ts';
import { Icon } from '../ui/icon.tsx';
import { ErrorState } from '../ui/states.tsx';
import { PLAN_FILE_BYTES, readJsonFile, type JsonFile } from './json-file.ts';

/** Long outlines are told by their beginning. */
const SHOWN_CHARS = 120;

const Side = (props: { label: 'ours' | 'theirs'; text: string | null }): ReactElement => {
  const { t } = useTranslation('exchange');
  const text = props.text ?? t('file.nothing');
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {t(`file.${props.label}`, {
        text: text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text,
      })}
    </Text>
  );
};

const Differences = ({ differences }: { differences: readonly PlanDifference[] }): ReactElement => {
  const { t } = useTranslation('exchange');
  const isSame = differences.length === 0;
  return (
    <div role="status">
      <Group gap={6} wrap="nowrap" mt={6}>
        <Icon name={isSame ? 'check' : 'alert'} size={15} />
        <Text size="sm" fw={600}>
          {isSame ? t('file.same') : t('file.differs', { n: differences.length })}
        </Text>
      </Group>
      <List size="sm">
        {differences.map(({ part, item, what, ours, theirs }, index) => (
          <List.Item key={`${part}-${item}-${what}-${index}`}>
            {t('file.line', { part: t(`part.${part}`), item, what: t(`what.${what}`) })}
            <Side label="ours" text={ours} />
            <Side label="theirs" text={theirs} />
          </List.Item>
        ))}
      </List>
    </div>
  );
};

/** The plan for other programs, and another program's plan held against it. */
export const PlanFiles = ({ flightId }: { flightId: string }): ReactElement => {
  const { t } = useTranslation('exchange');
  const [read, setRead] = useState<JsonFile>({ kind: 'none' });
  const compare = useMutation({
    mutationFn: (plan: unknown) =>
      call(contract.exchange.compare, { params: { id: flightId }, body: { plan } }),
  });
  const choose = async (file: File | null): Promise<void> => {
    const next = await readJsonFile(file, PLAN_FILE_BYTES);
    setRead(next);
    compare.reset();
    if (next.kind === 'good') compare.mutate(next.json);
  };
  return (
    <details>
      <summary style={{ cursor: 'pointer', fontSize: 13 }}>{t('file.title')}</summary>
      <Group gap={6} mt={6}>
        {EXPORT_FORMATS.map((format) => (
          <Button
            key={format}
            component="a"
            size="compact-sm"
            variant="default"
            download
            href={addressOf(contract.exchange.export, { params: { id: flightId, format } })}
          >
            {t(`file.${format}`)}
          </Button>
        ))}
        <FileButton accept=".plan,application/json" onChange={(file) => void choose(file)}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="light" loading={compare.isPending}>
              {t('file.compare')}
            </Button>
          )}
        </FileButton>
      </Group>
      {(read.kind === 'large' || read.kind === 'unreadable') && (
        <Text size="sm" c="red" role="alert">
          {t(`file.${read.kind}`)}
        </Text>
      )}
      {compare.error !== null && <ErrorState error={compare.error} />}
      {compare.data !== undefined && <Differences differences={compare.data.differences} />}
    </details>
  );
};
