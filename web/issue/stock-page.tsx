import { Button, Group, Paper, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Unit } from '../../server/api/contract/stock.ts';
import { COMPONENTS, type Component } from '../../server/blood/component.ts';
import { UNIT_STATES, type UnitState } from '../../server/stock/states.ts';
import { useBloodText } from '../shared/blood-text.ts';
import { call } from '../shared/client.ts';
import { usePollMs } from '../shared/connection.ts';
import { storedReason } from '../shared/i18n/flight-words.ts';
import { useMay } from '../shared/session/session.tsx';
import { fullMoment } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { ReasonDialog } from '../shared/ui/reason-dialog.tsx';
import { UnitStateBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { useNow } from '../shared/use-now.ts';
import { useStep } from '../shared/use-step.ts';
import { AddUnitDialog } from './add-unit-dialog.tsx';
import { StockMatrix } from './stock-matrix.tsx';

type Filter = { component: Component | undefined; state: UnitState | undefined; q: string };

const QuarantineDialog = (props: { unit: Unit | undefined; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('issue');
  const { unit, onClose } = props;
  const quarantine = useStep(
    (reason: string) => call(contract.stock.quarantine, { params: { id: unit?.id ?? '' }, body: { reason } }),
    ['stock'],
    onClose,
  );
  return (
    <ReasonDialog
      key={unit?.id ?? ''}
      opened={unit !== undefined}
      title={t('stock.quarantineTitle', { din: unit?.din ?? '' })}
      hint={t('stock.quarantineHint')}
      confirm={t('stock.quarantine')}
      pending={quarantine.isPending}
      error={quarantine.error}
      onConfirm={quarantine.mutate}
      onClose={onClose}
    />
  );
};

const UnitRow = (props: { unit: Unit; now: number; onQuarantine?: (unit: Unit) => void }): ReactElement => {
  const { t } = useTranslation('issue');
  const blood = useBloodText();
  const { unit, now, onQuarantine } = props;
  return (
    <Table.Tr>
      <Table.Td className="mono">{unit.din}</Table.Td>
      <Table.Td>{blood.component(unit.component)}</Table.Td>
      <Table.Td>{blood.group(unit)}</Table.Td>
      <Table.Td ta="right">{unit.volumeMl} mL</Table.Td>
      <Table.Td>
        {fullMoment(unit.expiresAt)}
        {unit.expiresAt <= now && (
          <Text size="xs" c="red" fw={600}>
            {t('stock.expired')}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <UnitStateBadge state={unit.state} />
        {unit.stateReason !== '' && (
          <Text size="xs" c="dimmed">
            {storedReason(unit.stateReason)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{unit.orderNumber}</Table.Td>
      <Table.Td>
        {onQuarantine !== undefined && unit.state === 'AVAILABLE' && (
          <Button variant="subtle" color="red" size="compact-sm" onClick={() => onQuarantine(unit)}>
            {t('stock.quarantine')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
};

const UnitList = ({ filter }: { filter: Filter }): ReactElement => {
  const { t } = useTranslation('issue');
  const may = useMay();
  const now = useNow();
  const [picked, setPicked] = useState<Unit>();
  const query = useQuery({
    queryKey: ['stock', 'list', filter],
    queryFn: ({ signal }) => call(contract.stock.list, { query: { ...filter, limit: 200 }, signal }),
    refetchInterval: usePollMs(),
    placeholderData: (previous) => previous,
  });
  return (
    <QueryState query={query} rows={6} height={40}>
      {({ units, total }) =>
        units.length === 0 ? (
          <EmptyState icon="drop" text={t('stock.empty')} />
        ) : (
          <>
            <Text size="xs" c="dimmed">
              {t('stock.shown', { shown: units.length, total })}
            </Text>
            <Table.ScrollContainer minWidth={860}>
              <Table highlightOnHover style={{ whiteSpace: 'nowrap' }}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('table.din')}</Table.Th>
                    <Table.Th>{t('table.component')}</Table.Th>
                    <Table.Th>{t('table.group')}</Table.Th>
                    <Table.Th ta="right">{t('table.volume')}</Table.Th>
                    <Table.Th>{t('table.expires')}</Table.Th>
                    <Table.Th>{t('table.state')}</Table.Th>
                    <Table.Th>{t('table.order')}</Table.Th>
                    <Table.Th aria-label={t('table.actions')} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {units.map((unit) => (
                    <UnitRow
                      key={unit.id}
                      unit={unit}
                      now={now}
                      {...(may('stock.write') ? { onQuarantine: setPicked } : {})}
                    />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            <QuarantineDialog unit={picked} onClose={() => setPicked(undefined)} />
          </>
        )
      }
    </QueryState>
  );
};

/** Stock of the blood centre. */
export const StockPage = (): ReactElement => {
  const { t } = useTranslation('issue');
  const { t: tEnum } = useTranslation('enums');
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const [filter, setFilter] = useState<Filter>({ component: undefined, state: 'AVAILABLE', q: '' });
  const [q] = useDebouncedValue(filter.q.trim(), 250);
  return (
    <Stack gap="md">
      <Paper withBorder p="sm">
        <StockMatrix />
      </Paper>
      <Stack gap="xs">
        <Group justify="space-between" gap="sm" align="flex-end">
          <Title order={2} size="h5">
            {t('stock.list')}
          </Title>
          <Group gap="xs">
            <Select
              aria-label={t('table.component')}
              placeholder={t('stock.allComponents')}
              clearable
              w={160}
              value={filter.component ?? null}
              data={COMPONENTS.map((value) => ({ value, label: tEnum(`component.${value}`) }))}
              onChange={(value) =>
                setFilter({ ...filter, component: COMPONENTS.find((known) => known === value) })
              }
            />
            <Select
              aria-label={t('table.state')}
              placeholder={t('stock.allStates')}
              clearable
              w={140}
              value={filter.state ?? null}
              data={UNIT_STATES.map((value) => ({ value, label: tEnum(`unitState.${value}`) }))}
              onChange={(value) =>
                setFilter({ ...filter, state: UNIT_STATES.find((known) => known === value) })
              }
            />
            <TextInput
              aria-label={t('stock.search')}
              placeholder={t('stock.search')}
              w={200}
              maxLength={40}
              value={filter.q}
              onChange={(event) => setFilter({ ...filter, q: event.currentTarget.value })}
            />
            {may('stock.write') && (
              <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
                {t('stock.add')}
              </Button>
            )}
          </Group>
        </Group>
        <UnitList filter={{ ...filter, q }} />
      </Stack>
      <AddUnitDialog opened={adding} onClose={() => setAdding(false)} />
    </Stack>
  );
};
