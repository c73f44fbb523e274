import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { useHeard, useVehicles, type Heard } from './queries.ts';
import { RegisterDialog } from './register-dialog.tsx';

/** Each link by which it is heard, the one in use marked. */
const Paths = ({ heard }: { heard: Heard }): ReactElement => {
  const { t } = useTranslation('admin');
  if (heard.paths.length < 2) return <span className="mono">{heard.link}</span>;
  return (
    <Stack gap={2}>
      {heard.paths.map((path) => (
        <Group key={path.place} gap={6} wrap="nowrap" title={path.place}>
          <span className="mono">{path.link}</span>
          {path.active && (
            <ToneBadge tone="done" icon="live">
              {t('drones.pathInUse')}
            </ToneBadge>
          )}
          {!path.proven && !path.active && (
            <ToneBadge tone="attention" icon="alert">
              {t('drones.pathUnproven')}
            </ToneBadge>
          )}
          <Text size="xs" c="dimmed">
            {t('drones.ageValue', { s: (path.lastHeardMsAgo / 1000).toFixed(1) })}
            {path.loss !== null && ` · ${t('drones.pathLoss', { percent: Math.round(100 * path.loss) })}`}
          </Text>
        </Group>
      ))}
    </Stack>
  );
};

/** Autopilots whose heartbeat comes in now, registered or not. */
export const HeardTable = (): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tIssue } = useTranslation('issue');
  const [registering, setRegistering] = useState<Heard>();
  const names = new Map((useVehicles().data ?? []).map((vehicle) => [vehicle.id, vehicle.name]));
  const rows = (heard: readonly Heard[]): ReactElement[] =>
    heard.map((one) => (
      <Table.Tr key={`${one.link}/${one.sysid}/${one.compid}`}>
        <Table.Td>
          <Paths heard={one} />
        </Table.Td>
        <Table.Td ta="right">
          {one.sysid}/{one.compid}
        </Table.Td>
        <Table.Td>
          {one.autopilot} {one.firmware} · {one.type}
        </Table.Td>
        <Table.Td>
          <Text size="xs" className="mono" maw={220} truncate title={one.uid}>
            {one.uid === '' ? t('drones.noUid') : one.uid}
          </Text>
        </Table.Td>
        <Table.Td>{t('drones.ageValue', { s: (one.lastHeardMsAgo / 1000).toFixed(1) })}</Table.Td>
        <Table.Td ta="right">
          {one.registeredAs === null ? (
            <Button size="compact-sm" onClick={() => setRegistering(one)}>
              {t('drones.register')}
            </Button>
          ) : (
            <ToneBadge tone="done" icon="check">
              {t('drones.registeredAs', { name: names.get(one.registeredAs) ?? one.registeredAs })}
            </ToneBadge>
          )}
        </Table.Td>
      </Table.Tr>
    ));
  return (
    <QueryState query={useHeard()} rows={3} height={40}>
      {(heard) =>
        heard.length === 0 ? (
          <EmptyState icon="offline" text={t('drones.noneHeard')} />
        ) : (
          <Table.ScrollContainer minWidth={760}>
            <Table style={{ whiteSpace: 'nowrap' }}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('drones.link')}</Table.Th>
                  <Table.Th ta="right">{t('drones.sysid')}</Table.Th>
                  <Table.Th>{t('drones.autopilot')}</Table.Th>
                  <Table.Th>{t('drones.uid')}</Table.Th>
                  <Table.Th>{t('drones.age')}</Table.Th>
                  <Table.Th aria-label={tIssue('table.actions')} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>{rows(heard)}</Table.Tbody>
            </Table>
            {registering !== undefined && (
              <RegisterDialog heard={registering} onClose={() => setRegistering(undefined)} />
            )}
          </Table.ScrollContainer>
        )
      }
    </QueryState>
  );
};
