import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { VehicleLog } from '../../server/api/contract/vehicle-logs.ts';
import { addressOf, call } from '../shared/client.ts';
import { translated } from '../shared/i18n/translate.ts';
import { figure } from '../shared/live/format.ts';
import { fullMoment } from '../shared/time.ts';
import { Icon, type IconName } from '../shared/ui/icon.tsx';
import { ErrorState, QueryState } from '../shared/ui/states.tsx';
import classes from './ops.module.css';

/** While bytes come, and while they are waited for. */
const MOVING_MS = 1500;
const WAITING_MS = 10_000;
/** Height of one log: what is below it does not move when the log is found. */
const ROW_PX = 78;
const SETTLED: readonly VehicleLog['state'][] = ['verified', 'complete', 'failed'];
const MOVING: readonly VehicleLog['state'][] = ['searching', 'fetching', 'verifying'];

const ICONS: Readonly<Record<VehicleLog['state'], IconName>> = {
  waiting: 'clock',
  searching: 'refresh',
  fetching: 'refresh',
  verifying: 'refresh',
  verified: 'check',
  complete: 'check',
  failed: 'alert',
};
const COLORS: Partial<Record<VehicleLog['state'], string>> = {
  verified: 'teal',
  complete: 'teal',
  failed: 'red',
};

const kilobytes = (bytes: number | null): string =>
  bytes !== null && bytes >= 10_000_000
    ? figure(bytes / 1_000_000, 'MB', 1)
    : figure(bytes === null ? null : bytes / 1000, 'kB', 1);

const shareOf = ({ received, size }: VehicleLog): number =>
  size === null || size === 0 ? 0 : Math.min(1, received / size);

/** Words of what is in the way; its code where the pages do not know it. */
const reasonText = (code: string): string | undefined => {
  if (code === '') return undefined;
  return translated('ops', `log.reason.${code.replace('.', '_')}`) ?? code;
};

const Figures = ({ log }: { log: VehicleLog }): ReactElement => {
  const { t } = useTranslation('ops');
  const isHere = log.state === 'verified' || log.state === 'complete';
  const parts = isHere
    ? [
        kilobytes(log.size),
        log.crc32 === null ? undefined : `CRC-32 ${log.crc32}`,
        log.method === null ? undefined : t(`log.method.${log.method}`),
        log.fetchedAt === null ? undefined : fullMoment(log.fetchedAt),
      ]
    : [
        log.size === null
          ? undefined
          : t('log.progress', { received: kilobytes(log.received), size: kilobytes(log.size) }),
        log.size === null ? undefined : figure(Math.floor(shareOf(log) * 100), '%'),
        reasonText(log.reason),
      ];
  return (
    <Text size="xs" c="dimmed" className={classes['logFigures'] ?? ''}>
      {parts.filter((part) => part !== undefined).join(' · ')}
    </Text>
  );
};

const LogRow = ({ flight, log }: { flight: Flight; log: VehicleLog }): ReactElement => {
  const { t } = useTranslation('ops');
  const color = COLORS[log.state] ?? 'blue';
  const isHere = log.state === 'verified' || log.state === 'complete';
  const href = addressOf(contract.vehicleLogs.file, { params: { id: flight.id, logId: log.id } });
  return (
    <li className={classes['log']}>
      <Group justify="space-between" wrap="nowrap" gap="xs" mih={30}>
        <Group gap={6} wrap="nowrap">
          <Text span c={color} lh={0}>
            <Icon name={ICONS[log.state]} size={16} />
          </Text>
          <Text size="sm">{t(`log.state.${log.state}`)}</Text>
        </Group>
        {isHere && (
          <Button component="a" href={href} download size="compact-sm" variant="default">
            {t('log.download')}
          </Button>
        )}
      </Group>
      <Progress
        value={isHere ? 100 : shareOf(log) * 100}
        color={color}
        size="sm"
        my={4}
        aria-label={t('log.progressLabel')}
      />
      <Figures log={log} />
    </li>
  );
};

/** The drone's own logs of a flight: what is here, what is on its way, and what is in the way. */
export const FlightLogs = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('ops');
  const client = useQueryClient();
  const queryKey = ['flights', 'logs', flight.id];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => call(contract.vehicleLogs.list, { params: { id: flight.id }, signal }),
    refetchInterval: ({ state }) => {
      const logs = state.data?.logs ?? [];
      if (logs.some((log) => MOVING.includes(log.state))) return MOVING_MS;
      return logs.length > 0 && logs.every((log) => SETTLED.includes(log.state)) ? false : WAITING_MS;
    },
  });
  const again = useMutation({
    mutationFn: () => call(contract.vehicleLogs.fetch, { params: { id: flight.id }, body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return (
    <QueryState query={query} rows={1} height={64}>
      {({ logs, expected, landed }) => (
        <Stack gap={6}>
          {logs.length === 0 && (
            <Text size="sm" c="dimmed" mih={expected ? ROW_PX : 0}>
              {t(expected ? (landed ? 'log.soon' : 'log.afterLanding') : 'log.none')}
            </Text>
          )}
          <ul className={classes['logs']}>
            {logs.map((log) => (
              <LogRow key={log.id} flight={flight} log={log} />
            ))}
          </ul>
          {again.error !== null && <ErrorState error={again.error} />}
          {expected && (
            <Button
              size="compact-sm"
              variant="subtle"
              ml={-8}
              style={{ alignSelf: 'flex-start' }}
              disabled={!landed || !logs.some(({ state }) => SETTLED.includes(state))}
              loading={again.isPending}
              onClick={() => again.mutate()}
            >
              {t('log.again')}
            </Button>
          )}
        </Stack>
      )}
    </QueryState>
  );
};
