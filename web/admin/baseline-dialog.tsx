import { Alert, Button, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Baseline } from '../../server/api/contract/baseline.ts';
import { contract } from '../../server/api/contract/contract.ts';
import type { Vehicle } from '../../server/api/contract/fleet.ts';
import { call } from '../shared/client.ts';
import { currentLanguage } from '../shared/i18n/i18n.ts';
import { ErrorState, QueryState } from '../shared/ui/states.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';

/** As the contract asks of a reason. */
const REASON_MIN = 3;

type Difference = Baseline['differences'][number];

const withUnit = (text: string, unit: string): string => (unit === '' ? text : `${text} ${unit}`);

const DifferenceRow = ({ difference }: { difference: Difference }): ReactElement => {
  const { t } = useTranslation('baseline');
  const { name, expected, actual, unit, severity, whyEn, whyZh, writable } = difference;
  return (
    <Table.Tr>
      <Table.Td className="mono">{name}</Table.Td>
      <Table.Td className="mono">{withUnit(expected, unit)}</Table.Td>
      <Table.Td className="mono">{actual === null ? t('unread') : withUnit(actual, unit)}</Table.Td>
      <Table.Td>
        <Text size="sm">{currentLanguage() === 'zh' ? whyZh : whyEn}</Text>
        <Text size="xs" c="dimmed">
          {t(`severity.${severity}`)}
          {!writable && ` · ${t('byHand')}`}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
};

const Differences = ({ baseline }: { baseline: Baseline }): ReactElement => {
  const { t } = useTranslation('baseline');
  const { profile, checked, differences } = baseline;
  const about = t('about', { profile: t(`profile.${profile}`), checked });
  if (differences.length === 0)
    return (
      <Alert color="teal" title={t('none')}>
        {about}
      </Alert>
    );
  return (
    <Stack gap="xs">
      <Text size="sm">{about}</Text>
      <Table.ScrollContainer minWidth={640}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('parameter')}</Table.Th>
              <Table.Th>{t('expected')}</Table.Th>
              <Table.Th>{t('actual')}</Table.Th>
              <Table.Th>{t('why')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {differences.map((difference) => (
              <DifferenceRow key={difference.name} difference={difference} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
};

const Apply = ({ vehicle, count }: { vehicle: Vehicle; count: number }): ReactElement => {
  const { t } = useTranslation('baseline');
  const [reason, setReason] = useState('');
  const create = useCreateKey();
  const apply = useStep(
    () =>
      create((idempotencyKey) =>
        call(contract.baseline.apply, { params: { id: vehicle.id }, body: { reason }, idempotencyKey }),
      ),
    ['baseline'],
    () => notifications.show({ color: 'teal', message: t('done', { name: vehicle.name }) }),
  );
  return (
    <Stack gap="xs">
      <TextInput
        label={t('reason')}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {apply.error !== null && <ErrorState error={apply.error} />}
      <Group justify="flex-end">
        <Button
          loading={apply.isPending}
          disabled={reason.trim().length < REASON_MIN}
          onClick={() => apply.mutate(undefined)}
        >
          {t('apply', { count })}
        </Button>
      </Group>
    </Stack>
  );
};

/** Parameters of a drone against the profile that it has to fly by, read over the link; and setting it so. */
export const BaselineDialog = (props: { vehicle: Vehicle; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('baseline');
  const { vehicle, onClose } = props;
  const query = useQuery({
    queryKey: ['baseline', vehicle.id],
    queryFn: ({ signal }) => call(contract.baseline.get, { params: { id: vehicle.id }, signal }),
    // What is in the drone can be changed by others: it is read whenever somebody looks.
    staleTime: 0,
    retry: false,
  });
  return (
    <Modal opened onClose={onClose} size="xl" title={t('title', { name: vehicle.name })}>
      <QueryState query={query} rows={4} height={36}>
        {(baseline) => {
          const count = baseline.differences.filter(({ writable }) => writable).length;
          return (
            <Stack gap="md">
              <Differences baseline={baseline} />
              {count > 0 && <Apply vehicle={vehicle} count={count} />}
            </Stack>
          );
        }}
      </QueryState>
    </Modal>
  );
};
