import { Alert, Stack, Table, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SigningState, VehicleSigning } from '../../server/api/contract/signing.ts';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { QueryState } from '../shared/ui/states.tsx';
import type { Look } from '../shared/ui/tones.ts';
import { useSigning, type SigningList } from './queries.ts';
import { SigningActions } from './signing-actions.tsx';

const LOOK: Readonly<Record<SigningState, Look>> = {
  unsigned: { tone: 'attention', icon: 'info' },
  foreign: { tone: 'critical', icon: 'stop' },
  unproven: { tone: 'wait', icon: 'hourglass' },
  signed: { tone: 'done', icon: 'shield' },
  refused: { tone: 'critical', icon: 'stop' },
};

const StateCell = ({ vehicle }: { vehicle: VehicleSigning }): ReactElement => {
  const { t } = useTranslation('signing');
  const { tone, icon } = LOOK[vehicle.state];
  return (
    <>
      <ToneBadge tone={tone} icon={icon}>
        {t(`state.${vehicle.state}`)}
      </ToneBadge>
      {vehicle.reason !== null && <Text size="xs">{t(`reason.${vehicle.reason}`)}</Text>}
      {vehicle.busy && <Text size="xs">{t('busy')}</Text>}
    </>
  );
};

const KeyCell = ({ vehicle }: { vehicle: VehicleSigning }): ReactElement => {
  const { t } = useTranslation('signing');
  const { keyId, pendingKeyId, formerKeyIds, aboard } = vehicle;
  const isPlain = aboard === null || aboard === keyId || (aboard === 'none' && keyId === null);
  const details = [
    ...(pendingKeyId === null ? [] : [t('pending', { id: pendingKeyId })]),
    ...(isPlain ? [] : [aboard === 'none' ? t('aboardNone') : t('aboard', { id: aboard })]),
    ...(formerKeyIds.length === 0 ? [] : [t('former', { ids: formerKeyIds.join(', ') })]),
  ];
  return (
    <>
      <Text size="sm" className={keyId === null ? '' : 'mono'}>
        {keyId === null ? t('noKey') : t('key', { id: keyId })}
      </Text>
      {details.map((text) => (
        <Text key={text} size="xs" c="dimmed">
          {text}
        </Text>
      ))}
    </>
  );
};

const RefusedCell = ({ vehicle }: { vehicle: VehicleSigning }): ReactElement => {
  const { t } = useTranslation('signing');
  const reasons = Object.entries(vehicle.refused) as [keyof VehicleSigning['refused'], number][];
  const counted = reasons.filter(([, count]) => count > 0);
  return (
    <Text size="sm">
      {counted.length === 0
        ? '0'
        : counted.map(([why, count]) => t('counted', { reason: t(`reason.${why}`), count })).join(' · ')}
    </Text>
  );
};

const Notes = ({ clock, trustedLinks }: SigningList): ReactElement => {
  const { t } = useTranslation('signing');
  return (
    <>
      {clock.verdict !== 'good' && (
        <Alert color="orange">{t(`clock.${clock.verdict}`, { s: Math.round(clock.skewMs / 1000) })}</Alert>
      )}
      <Text size="sm" c="dimmed">
        {trustedLinks.length === 0 ? t('noTrusted') : t('trusted', { names: trustedLinks.join(', ') })}
      </Text>
    </>
  );
};

/** Whether each drone's messages are signed, with what, and what can be done about it. */
export const SigningSection = (): ReactElement => {
  const { t } = useTranslation('signing');
  const { t: tIssue } = useTranslation('issue');
  return (
    <Stack gap="xs">
      <div>
        <Title order={2} size="h5">
          {t('title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('lead')}
        </Text>
      </div>
      <QueryState query={useSigning()} rows={3} height={48}>
        {(list) => (
          <>
            <Notes {...list} />
            <Table.ScrollContainer minWidth={760}>
              <Table highlightOnHover>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('column.drone')}</Table.Th>
                    <Table.Th>{t('column.state')}</Table.Th>
                    <Table.Th>{t('column.key')}</Table.Th>
                    <Table.Th>{t('column.refused')}</Table.Th>
                    <Table.Th aria-label={tIssue('table.actions')} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.vehicles.map((vehicle) => (
                    <Table.Tr key={vehicle.vehicleId}>
                      <Table.Td fw={600}>{vehicle.name}</Table.Td>
                      <Table.Td>
                        <StateCell vehicle={vehicle} />
                      </Table.Td>
                      <Table.Td>
                        <KeyCell vehicle={vehicle} />
                      </Table.Td>
                      <Table.Td>
                        <RefusedCell vehicle={vehicle} />
                      </Table.Td>
                      <Table.Td ta="right">
                        <SigningActions vehicle={vehicle} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </>
        )}
      </QueryState>
    </Stack>
  );
};
