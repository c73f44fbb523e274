import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { ZONE_KINDS } from '../../server/plan/airspace.ts';
import { call } from '../shared/client.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';
import { changedFeatures, editableZones, type ZoneEdit } from './airspace-edits.ts';

type Edits = Readonly<Record<string, ZoneEdit>>;

/** Kind, heights and names of the zones in use, changed or left out, as a draft for a second person. */
export const AirspaceEditor = (): ReactElement | null => {
  const { t } = useTranslation(['zones', 'map']);
  const create = useCreateKey();
  const [edits, setEdits] = useState<Edits>({});
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const { data } = useQuery({
    queryKey: ['airspace', 'published'],
    queryFn: ({ signal }) => call(contract.fleet.airspace, { signal }),
  });
  const save = useStep(
    (file: unknown) =>
      create((idempotencyKey) =>
        call(contract.airspaceDrafts.add, {
          body: { name, reason, format: 'geojson', file },
          idempotencyKey,
        }),
      ),
    ['airspace'],
    () => {
      setEdits({});
      setReason('');
    },
  );
  if (data === undefined) return null;
  const change = (id: string, more: ZoneEdit): void =>
    setEdits({ ...edits, [id]: { ...edits[id], ...more } });
  const isReady = Object.keys(edits).length > 0 && name.trim() !== '' && reason.trim().length >= 3;
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('edit.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('edit.hint')}
        </Text>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('name')}</Table.Th>
              <Table.Th>{t('edit.kind')}</Table.Th>
              <Table.Th>{t('lower')}</Table.Th>
              <Table.Th>{t('upper')}</Table.Th>
              <Table.Th>{t('edit.remove')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {editableZones(data.geojson.features).map((zone) => {
              const now = { ...zone, ...edits[zone.id] };
              const height = (field: 'lower_m' | 'upper_m', label: string): ReactElement => (
                <NumberInput
                  size="xs"
                  hideControls
                  aria-label={`${zone.id} ${label}`}
                  value={now[field]}
                  onChange={(value) => typeof value === 'number' && change(zone.id, { [field]: value })}
                />
              );
              return (
                <Table.Tr key={zone.id}>
                  <Table.Td>
                    <TextInput
                      size="xs"
                      aria-label={`${zone.id} ${t('name')}`}
                      value={now.name_zh}
                      onChange={(event) => change(zone.id, { name_zh: event.currentTarget.value })}
                    />
                  </Table.Td>
                  <Table.Td>
                    <Select
                      size="xs"
                      allowDeselect={false}
                      aria-label={`${zone.id} ${t('edit.kind')}`}
                      data={[...ZONE_KINDS]}
                      value={now.kind}
                      onChange={(value) => value !== null && change(zone.id, { kind: value })}
                    />
                  </Table.Td>
                  <Table.Td>{height('lower_m', t('lower'))}</Table.Td>
                  <Table.Td>{height('upper_m', t('upper'))}</Table.Td>
                  <Table.Td>
                    <Checkbox
                      aria-label={`${zone.id} ${t('edit.remove')}`}
                      checked={now.removed ?? false}
                      onChange={(event) => change(zone.id, { removed: event.currentTarget.checked })}
                    />
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
        <TextInput
          label={t('edit.version')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {save.error !== null && <ErrorState error={save.error} />}
        <Group justify="flex-end">
          <Button
            disabled={!isReady}
            loading={save.isPending}
            onClick={() =>
              save.mutate({ ...data.geojson, features: changedFeatures(data.geojson.features, edits) })
            }
          >
            {t('edit.save')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
};
