import { Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../server/api/contract/orders.ts';
import { useBloodText } from '../shared/blood-text.ts';
import { isoDate } from '../shared/time.ts';
import { UnitStateBadge } from '../shared/ui/state-badge.tsx';
import { unitsOf } from './work.ts';

/** The reserved units of one order. */
export const UnitTable = ({ order }: { order: Order }): ReactElement | null => {
  const { t } = useTranslation('issue');
  const blood = useBloodText();
  const units = unitsOf(order);
  if (units.length === 0) return null;
  const boxNo = new Map(order.boxes.map((box) => [box.id, box.boxNo]));
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table striped style={{ whiteSpace: 'nowrap' }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('table.din')}</Table.Th>
            <Table.Th>{t('table.component')}</Table.Th>
            <Table.Th>{t('table.group')}</Table.Th>
            <Table.Th>{t('table.expires')}</Table.Th>
            <Table.Th>{t('table.box')}</Table.Th>
            <Table.Th>{t('table.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {units.map((unit) => (
            <Table.Tr key={unit.id}>
              <Table.Td>
                <Text size="sm" className="mono" fw={600}>
                  {unit.din}
                </Text>
              </Table.Td>
              <Table.Td>{blood.component(unit.component)}</Table.Td>
              <Table.Td>{blood.group(unit)}</Table.Td>
              <Table.Td>{isoDate(unit.expiresAt)}</Table.Td>
              <Table.Td className="mono">{unit.boxId === null ? '' : (boxNo.get(unit.boxId) ?? '')}</Table.Td>
              <Table.Td>
                <UnitStateBadge state={unit.state} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
};
