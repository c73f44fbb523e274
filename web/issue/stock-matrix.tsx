import { Table, Text, Title, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { COMPONENTS } from '../../server/blood/component.ts';
import { ABO_GROUPS, RHD_TYPES } from '../../server/blood/group.ts';
import { useBloodText } from '../shared/blood-text.ts';
import { call, type CallOutput } from '../shared/client.ts';
import { usePollMs } from '../shared/connection.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { QueryState } from '../shared/ui/states.tsx';

type Row = CallOutput<typeof contract.stock.summary>['rows'][number];

const GROUPS = RHD_TYPES.flatMap((rhd) => ABO_GROUPS.map((abo) => ({ abo, rhd })));

const Cell = ({ row }: { row: Row | undefined }): ReactElement => {
  const { t } = useTranslation('issue');
  if (row === undefined || row.available + row.reserved === 0) {
    return (
      <Table.Td ta="right" c="dimmed">
        0
      </Table.Td>
    );
  }
  const expiring = row.expiring24h > 0;
  const figure = (
    <span>
      {expiring && (
        <Text span c="orange" mr={4} style={{ verticalAlign: 'middle' }}>
          <Icon name="hourglass" size={12} />
        </Text>
      )}
      <Text span fw={700} size="sm">
        {row.available}
      </Text>
      {row.reserved > 0 && (
        <Text span size="xs" c="dimmed">
          {' '}
          ({row.reserved})
        </Text>
      )}
    </span>
  );
  return (
    <Table.Td ta="right">
      {expiring ? (
        <Tooltip label={t('stock.expiring', { count: row.expiring24h })}>{figure}</Tooltip>
      ) : (
        figure
      )}
    </Table.Td>
  );
};

/** Available units by component and group. */
export const StockMatrix = (): ReactElement => {
  const { t } = useTranslation('issue');
  const blood = useBloodText();
  const query = useQuery({
    queryKey: ['stock', 'summary'],
    queryFn: ({ signal }) => call(contract.stock.summary, { signal }),
    refetchInterval: usePollMs(),
  });
  return (
    <>
      <Title order={2} size="h5">
        {t('stock.summary')}
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        {t('stock.legend')}
      </Text>
      <QueryState query={query} rows={7} height={32}>
        {({ rows }) => {
          const byKey = new Map(rows.map((row) => [`${row.component}|${row.abo}|${row.rhd}`, row]));
          return (
            <Table.ScrollContainer minWidth={640}>
              <Table verticalSpacing={6} withColumnBorders>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('table.component')}</Table.Th>
                    {GROUPS.map((group) => (
                      <Table.Th key={`${group.abo}${group.rhd}`} ta="right">
                        {blood.shortGroup(group)}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {COMPONENTS.map((component) => (
                    <Table.Tr key={component}>
                      <Table.Th scope="row">{blood.component(component)}</Table.Th>
                      {GROUPS.map(({ abo, rhd }) => (
                        <Cell key={`${abo}${rhd}`} row={byKey.get(`${component}|${abo}|${rhd}`)} />
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          );
        }}
      </QueryState>
    </>
  );
};
