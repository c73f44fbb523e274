import {
  Badge,
  Button,
  Divider,
  Group,
  Modal,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { WeatherView } from '../../server/api/contract/preflight.ts';
import { PRECIPITATION, type Precipitation } from '../../server/flight/weather.ts';
import { call } from '../shared/client.ts';
import { clockTime, fromLocalField, toLocalField } from '../shared/time.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { Approval, ApprovalForm } from './approvals.tsx';
import { Demo } from './demo-badge.tsx';
import { serverNow, useNow } from '../shared/use-now.ts';

const FIGURES = ['windMs', 'gustMs', 'windFromDeg', 'temperatureC', 'visibilityM'] as const;
type Figure = (typeof FIGURES)[number];
type Figures = Record<Figure, number | ''>;

const Report = ({ report }: { report: WeatherView | undefined }): ReactElement => {
  const { t } = useTranslation('preflight');
  const now = useNow();
  if (report === undefined) return <Text size="sm">{t('conditions.none')}</Text>;
  return (
    <div>
      <Text size="sm">
        {t('conditions.summary', { ...report, rain: t(`conditions.kind.${report.precipitation}`) })}
      </Text>
      <Group gap="xs">
        <Text size="xs" c="dimmed">
          {t('conditions.from', {
            source: report.source,
            name: report.by.name,
            time: clockTime(report.at),
          })}{' '}
          {t(`conditions.sourceKind.${report.kind}`)}
          {report.windFromDeg !== null && ` · ${t('conditions.windFrom', { deg: report.windFromDeg })}`}
        </Text>
        <Demo demo={report.demo} />
        {report.validUntil < now && (
          <Badge size="xs" color="orange">
            {t('conditions.old')}
          </Badge>
        )}
      </Group>
    </div>
  );
};

/** The newest report of each source; one line that says so where there is none. */
const newestOf = (reports: readonly WeatherView[]): readonly (WeatherView | undefined)[] => {
  const newest = reports.filter(
    (report, i) => reports.findIndex(({ source }) => source === report.source) === i,
  );
  return newest.length === 0 ? [undefined] : newest;
};

const WeatherForm = (): ReactElement => {
  const { t } = useTranslation('preflight');
  const client = useQueryClient();
  const create = useCreateKey();
  const [figures, setFigures] = useState<Figures>({
    windMs: '',
    gustMs: '',
    windFromDeg: '',
    temperatureC: '',
    visibilityM: '',
  });
  const [precipitation, setPrecipitation] = useState<Precipitation>('none');
  const [source, setSource] = useState('');
  const [at, setAt] = useState(() => toLocalField(serverNow()));
  // Without its direction plans take the air for calm, and say so.
  const isComplete =
    FIGURES.every((name) => name === 'windFromDeg' || figures[name] !== '') && source.trim().length > 1;
  const save = useMutation({
    mutationFn: () => {
      const given = figures as Record<Figure, number>;
      const windFromDeg = figures.windFromDeg === '' ? null : figures.windFromDeg;
      const body = { ...given, windFromDeg, precipitation, source, at: fromLocalField(at) ?? serverNow() };
      return create((idempotencyKey) => call(contract.preflight.reportWeather, { body, idempotencyKey }));
    },
    onSuccess: () => client.invalidateQueries(),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="xs">
        <SimpleGrid cols={2} spacing="xs">
          {FIGURES.map((name) => (
            <NumberInput
              key={name}
              label={t(`conditions.${name}`)}
              hideControls
              value={figures[name]}
              onChange={(value) => setFigures({ ...figures, [name]: typeof value === 'number' ? value : '' })}
            />
          ))}
          <Select
            label={t('conditions.precipitation')}
            allowDeselect={false}
            value={precipitation}
            data={PRECIPITATION.map((value) => ({ value, label: t(`conditions.kind.${value}`) }))}
            onChange={(value) => setPrecipitation(value ?? 'none')}
          />
          <TextInput
            type="datetime-local"
            label={t('conditions.at')}
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
          />
        </SimpleGrid>
        <TextInput
          label={t('conditions.source')}
          maxLength={80}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        {save.error !== null && <ErrorState error={save.error} />}
        <Group justify="flex-end">
          <Button type="submit" size="sm" loading={save.isPending} disabled={!isComplete}>
            {t('conditions.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Contents = (): ReactElement => {
  const { t } = useTranslation('preflight');
  const weather = useQuery({
    queryKey: ['flights.list', 'weather'],
    queryFn: ({ signal }) => call(contract.preflight.weather, { signal }),
  });
  const approvals = useQuery({
    queryKey: ['flights.list', 'approvals'],
    queryFn: ({ signal }) => call(contract.preflight.approvals, { signal }),
  });
  const inForce = approvals.data?.approvals ?? [];
  return (
    <Stack gap="sm">
      <Text fw={600} size="sm">
        {t('conditions.weather')}
      </Text>
      {newestOf(weather.data?.reports ?? []).map((report) => (
        <Report key={report?.id ?? ''} report={report} />
      ))}
      <WeatherForm />
      <Divider />
      <Text fw={600} size="sm">
        {t('conditions.approvals')}
      </Text>
      {inForce.length === 0 && <Text size="sm">{t('conditions.noApproval')}</Text>}
      {inForce.map((approval) => (
        <Approval key={approval.id} approval={approval} />
      ))}
      <ApprovalForm />
    </Stack>
  );
};

/** Weather and approvals as people enter them. */
export const ConditionsButton = (): ReactElement => {
  const { t } = useTranslation('preflight');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="subtle" mt={6} onClick={() => setOpened(true)}>
        {t('conditions.button')}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('conditions.title')} size="lg">
        <Contents />
      </Modal>
    </>
  );
};
