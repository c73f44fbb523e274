import { Button, Table, Text } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Vehicle } from '../../server/api/contract/fleet.ts';
import { useSites } from '../shared/queries.ts';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { BaselineDialog } from './baseline-dialog.tsx';
import { useProfiles, useVehicles } from './queries.ts';
import { VehicleDialog } from './vehicle-dialog.tsx';

const StateCell = ({ vehicle }: { vehicle: Vehicle }): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tEnum } = useTranslation('enums');
  const ready = vehicle.state === 'READY';
  return (
    <>
      <ToneBadge tone={ready ? 'done' : 'critical'} icon={ready ? 'check' : 'stop'}>
        {tEnum(`vehicleState.${vehicle.state}`)}
      </ToneBadge>{' '}
      {vehicle.simulated && (
        <ToneBadge tone="ended" icon="info">
          {t('drones.simulated')}
        </ToneBadge>
      )}
      {vehicle.stateReason !== '' && (
        <Text size="xs" c="dimmed">
          {vehicle.stateReason}
        </Text>
      )}
    </>
  );
};

/** Registered drones. */
export const VehicleTable = (): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tCommon } = useTranslation();
  const { t: tIssue } = useTranslation('issue');
  const { t: tBaseline } = useTranslation('baseline');
  const [editing, setEditing] = useState<Vehicle>();
  const [comparing, setComparing] = useState<Vehicle>();
  const profiles = new Map((useProfiles().data ?? []).map((profile) => [profile.id, profile.name]));
  const pads = new Map((useSites().data ?? []).flatMap((site) => site.pads).map((pad) => [pad.id, pad.name]));
  const place = (vehicle: Vehicle): string => {
    if (vehicle.flightId !== null) return t('drones.flying');
    return vehicle.padId === null ? t('drones.nowhere') : (pads.get(vehicle.padId) ?? vehicle.padId);
  };
  return (
    <QueryState query={useVehicles()} rows={3} height={48}>
      {(vehicles) =>
        vehicles.length === 0 ? (
          <EmptyState icon="drone" text={t('drones.none')} />
        ) : (
          <Table.ScrollContainer minWidth={900}>
            <Table highlightOnHover style={{ whiteSpace: 'nowrap' }}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('drones.name')}</Table.Th>
                  <Table.Th>{t('drones.state')}</Table.Th>
                  <Table.Th>{t('drones.stands')}</Table.Th>
                  <Table.Th>{t('drones.profile')}</Table.Th>
                  <Table.Th>{t('drones.link')}</Table.Th>
                  <Table.Th ta="right">{t('drones.sysid')}</Table.Th>
                  <Table.Th>{t('drones.uid')}</Table.Th>
                  <Table.Th aria-label={tIssue('table.actions')} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {vehicles.map((vehicle) => (
                  <Table.Tr key={vehicle.id}>
                    <Table.Td fw={600}>{vehicle.name}</Table.Td>
                    <Table.Td>
                      <StateCell vehicle={vehicle} />
                    </Table.Td>
                    <Table.Td>{place(vehicle)}</Table.Td>
                    <Table.Td>{profiles.get(vehicle.profileId) ?? vehicle.profileId}</Table.Td>
                    <Table.Td className="mono">{vehicle.link}</Table.Td>
                    <Table.Td ta="right">
                      {vehicle.sysid}/{vehicle.compid}
                    </Table.Td>
                    <Table.Td className="mono">
                      <Text size="xs" className="mono" maw={180} truncate title={vehicle.uid}>
                        {vehicle.uid === '' ? t('drones.noUid') : vehicle.uid}
                      </Text>
                    </Table.Td>
                    <Table.Td ta="right">
                      <Button variant="subtle" size="compact-sm" onClick={() => setComparing(vehicle)}>
                        {tBaseline('open')}
                      </Button>
                      <Button variant="subtle" size="compact-sm" onClick={() => setEditing(vehicle)}>
                        {tCommon('action.edit')}
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            {comparing !== undefined && (
              <BaselineDialog vehicle={comparing} onClose={() => setComparing(undefined)} />
            )}
            {editing !== undefined && (
              <VehicleDialog vehicle={editing} onClose={() => setEditing(undefined)} />
            )}
          </Table.ScrollContainer>
        )
      }
    </QueryState>
  );
};
