import { Alert, Badge, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AirspaceDraft } from '../../../server/api/contract/airspace-drafts.ts';
import { contract } from '../../../server/api/contract/contract.ts';
import { call } from '../client.ts';
import { useMay } from '../session/session.tsx';
import { fullMoment } from '../time.ts';
import { ErrorState } from '../ui/states.tsx';
import { useCreateKey } from '../use-create.ts';
import { useStep } from '../use-step.ts';

const MIN_REASON = 3;
/** Longer lists are cut: the number says how many there are. */
const SHOWN = 12;

type Zone = AirspaceDraft['review']['added'][number];

const useZoneText = (): ((zone: Zone) => string) => {
  const { i18n } = useTranslation();
  return (zone) => (i18n.language === 'en' ? zone.nameEn : zone.nameZh);
};

const Part = ({ title, lines }: { title: string; lines: readonly string[] }): ReactElement | null => {
  if (lines.length === 0) return null;
  const rest = lines.length - SHOWN;
  return (
    <div>
      <Text size="sm" fw={600}>
        {title} ({lines.length})
      </Text>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {lines.slice(0, SHOWN).join(' · ')}
        {rest > 0 ? ` … +${rest}` : ''}
      </Text>
    </div>
  );
};

const Review = ({ review }: Pick<AirspaceDraft, 'review'>): ReactElement => {
  const { t } = useTranslation('zones');
  const text = useZoneText();
  const { added, removed, changed, flights } = review;
  return (
    <Stack gap={4}>
      {added.length + removed.length + changed.length === 0 && <Text size="sm">{t('draft.nothing')}</Text>}
      <Part title={t('draft.added')} lines={added.map(text)} />
      <Part title={t('draft.removed')} lines={removed.map(text)} />
      <Part
        title={t('draft.changed')}
        lines={changed.map(
          ({ zone, parts }) => `${text(zone)}: ${parts.map((part) => t(`draft.part.${part}`)).join(', ')}`,
        )}
      />
      {flights.length > 0 && (
        <Alert color="orange" p="xs" title={t('draft.flights', { n: flights.length })}>
          {flights.map(({ flightId, number, zones }) => (
            <Text key={flightId} size="sm">
              {number}: {zones.map(text).join(' · ')}
            </Text>
          ))}
        </Alert>
      )}
    </Stack>
  );
};

const Decision = ({ draft }: { draft: AirspaceDraft }): ReactElement => {
  const { t } = useTranslation('zones');
  const may = useMay();
  const create = useCreateKey();
  const [reason, setReason] = useState('');
  const wish = { params: { id: draft.id }, body: { reason } };
  const publish = useStep(
    () => create((idempotencyKey) => call(contract.airspaceDrafts.publish, { ...wish, idempotencyKey })),
    ['airspace'],
  );
  const withdraw = useStep(() => call(contract.airspaceDrafts.withdraw, wish), ['airspace']);
  const isShort = reason.trim().length < MIN_REASON;
  const error = publish.error ?? withdraw.error;
  return (
    <Stack gap="xs">
      {draft.isOwn && <Text size="sm">{t('draft.own')}</Text>}
      {draft.isStale && (
        <Text size="sm" c="var(--mantine-color-red-text)">
          {t('draft.stale')}
        </Text>
      )}
      <TextInput
        label={t('reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {error !== null && <ErrorState error={error} />}
      <Group justify="flex-end">
        <Button
          variant="default"
          size="sm"
          disabled={isShort}
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate(undefined)}
        >
          {t('draft.withdraw')}
        </Button>
        <Button
          size="sm"
          disabled={isShort || draft.isOwn || draft.isStale || !may('airspace.publish')}
          loading={publish.isPending}
          onClick={() => publish.mutate(undefined)}
        >
          {t('draft.publish')}
        </Button>
      </Group>
    </Stack>
  );
};

/** Airspace versions that wait for a second person. */
export const AirspaceDrafts = (): ReactElement | null => {
  const { t } = useTranslation('zones');
  const may = useMay();
  const query = useQuery({
    queryKey: ['airspace', 'drafts'],
    queryFn: ({ signal }) => call(contract.airspaceDrafts.list, { signal }),
    enabled: may('airspace.publish'),
  });
  const drafts = query.data?.drafts ?? [];
  if (drafts.length === 0) return null;
  return (
    <Stack gap="sm">
      {drafts.map((draft) => (
        <Paper key={draft.id} withBorder p="sm">
          <Stack gap="xs">
            <Group justify="space-between">
              <Text fw={700}>{t('draft.title', { name: draft.name })}</Text>
              <Badge color="orange">{t('draft.waits')}</Badge>
            </Group>
            <Text size="sm" c="dimmed">
              {t('by', { name: draft.by.name, time: fullMoment(draft.createdAt), reason: draft.reason })}
            </Text>
            <Review review={draft.review} />
            <Decision draft={draft} />
          </Stack>
        </Paper>
      ))}
    </Stack>
  );
};
