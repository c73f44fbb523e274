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
import type { AirspaceApprovalView, WeatherView } from '../../server/api/contract/preflight.ts';
import { PRECIPITATION, type Precipitation } from '../../server/flight/weather.ts';
import { call } from '../shared/client.ts';
import { clockTime, fromLocalField, fullMoment, toLocalField } from '../shared/time.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { serverNow, useNow } from '../shared/use-now.ts';

const FIGURES = ['windMs', 'gustMs', 'temperatureC', 'visibilityM'] as const;
type Figure = (typeof FIGURES)[number];
type Figures = Record<Figure, number | ''>;

const Demo = ({ demo }: { demo: boolean }): ReactElement | null => {
  const { t } = useTranslation('preflight');
  return demo ? (
    <Badge size="xs" color="grape">
      {t('conditions.demo')}
    </Badge>
  ) : null;
};

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
          })}
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

const WeatherForm = (): ReactElement => {
  const { t } = useTranslation('preflight');
  const client = useQueryClient();
  const create = useCreateKey();
  const [figures, setFigures] = useState<Figures>({
    windMs: '',
    gustMs: '',
    temperatureC: '',
    visibilityM: '',
  });
  const [precipitation, setPrecipitation] = useState<Precipitation>('none');
  const [source, setSource] = useState('');
  const [at, setAt] = useState(() => toLocalField(serverNow()));
  const isComplete = FIGURES.every((name) => figures[name] !== '') && source.trim().length > 1;
  const save = useMutation({
    mutationFn: () => {
      const given = figures as Record<Figure, number>;
      const body = { ...given, precipitation, source, at: fromLocalField(at) ?? serverNow() };
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

const Approval = ({ approval }: { approval: AirspaceApprovalView }): ReactElement => {
  const { t } = useTranslation('preflight');
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () =>
      call(contract.preflight.withdrawApproval, {
        params: { id: approval.id },
        body: { reason: t('conditions.withdrawn') },
      }),
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <div>
        <Text size="sm">
          <b>{approval.number}</b> {fullMoment(approval.from)} – {fullMoment(approval.to)}
        </Text>
        <Group gap="xs">
          <Text size="xs" c="dimmed">
            {approval.by.name} {approval.note}
          </Text>
          <Demo demo={approval.demo} />
        </Group>
      </div>
      <Button
        size="compact-xs"
        variant="subtle"
        color="red"
        loading={withdraw.isPending}
        onClick={() => withdraw.mutate()}
      >
        {t('conditions.withdraw')}
      </Button>
    </Group>
  );
};

const HOUR_MS = 3_600_000;

const ApprovalForm = (): ReactElement => {
  const { t } = useTranslation('preflight');
  const client = useQueryClient();
  const create = useCreateKey();
  const [form, setForm] = useState(() => ({
    number: '',
    from: toLocalField(serverNow()),
    to: toLocalField(serverNow() + HOUR_MS),
    note: '',
  }));
  const [from, to] = [fromLocalField(form.from), fromLocalField(form.to)];
  const isComplete = form.number.trim().length > 1 && from !== undefined && to !== undefined && to > from;
  const save = useMutation({
    mutationFn: () => {
      const body = { number: form.number, note: form.note, from: from ?? 0, to: to ?? 0 };
      return create((idempotencyKey) => call(contract.preflight.addApproval, { body, idempotencyKey }));
    },
    onSuccess: () => client.invalidateQueries(),
  });
  const field = (name: keyof typeof form, label: string, type = 'text'): ReactElement => (
    <TextInput
      type={type}
      label={label}
      maxLength={60}
      value={form[name]}
      onChange={(event) => setForm({ ...form, [name]: event.currentTarget.value })}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="xs">
        <SimpleGrid cols={2} spacing="xs">
          {field('number', t('conditions.number'))}
          {field('note', t('conditions.note'))}
          {field('from', t('conditions.start'), 'datetime-local')}
          {field('to', t('conditions.end'), 'datetime-local')}
        </SimpleGrid>
        {save.error !== null && <ErrorState error={save.error} />}
        <Group justify="flex-end">
          <Button type="submit" size="sm" loading={save.isPending} disabled={!isComplete}>
            {t('conditions.add')}
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
      <Report report={weather.data?.reports[0]} />
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
