import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batteries } from '../../server/api/contract/batteries.ts';
import { contract } from '../../server/api/contract/contract.ts';
import { call } from '../shared/client.ts';
import { clockTime } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { ReasonDialog } from '../shared/ui/reason-dialog.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, ErrorState, QueryState } from '../shared/ui/states.tsx';
import { useStep } from '../shared/use-step.ts';
import { BatteryDialog, PutDialog } from './battery-dialogs.tsx';

type Pack = Batteries['batteries'][number];
type Drone = Batteries['drones'][number];

/** Charging goes on without facts. */
const RENEW_MS = 15_000;

const usePlace = (pack: Pack, drones: readonly Drone[]): string => {
  const { t } = useTranslation('battery');
  if (pack.state === 'ABOARD')
    return t('aboard', { drone: drones.find(({ vehicleId }) => vehicleId === pack.vehicleId)?.name ?? '' });
  if (pack.state === 'CHARGING' && pack.readyAt !== null && pack.chargeStartAt !== null) {
    const time = clockTime(pack.readyAt);
    return pack.chargeStartAt > pack.chargeAt
      ? t('queued', { start: clockTime(pack.chargeStartAt), time })
      : t('charging', { time });
  }
  return t(pack.state === 'RETIRED' ? 'retired' : 'shelf');
};

const PackSteps = ({ pack }: { pack: Pack }): ReactElement => {
  const { t } = useTranslation('battery');
  const [putting, setPutting] = useState(false);
  const step = useStep(
    (body: { state?: 'CHARGING' | 'SHELF' | 'RETIRED'; grounded?: boolean }) =>
      call(contract.batteries.change, { params: { id: pack.id }, body }),
    ['batteries.list'],
  );
  const byPerson = pack.grounded.includes('person');
  const button = (label: string, body: Parameters<typeof step.mutate>[0]): ReactElement => (
    <Button key={label} variant="subtle" size="compact-sm" onClick={() => step.mutate(body)}>
      {label}
    </Button>
  );
  return (
    <>
      <Group gap={4}>
        {button(byPerson ? t('release') : t('ground'), { grounded: !byPerson })}
        {pack.state !== 'ABOARD' && (
          <>
            {pack.state !== 'CHARGING' && button(t('toCharger'), { state: 'CHARGING' })}
            {pack.state !== 'SHELF' && button(t('toShelf'), { state: 'SHELF' })}
            {pack.state !== 'RETIRED' && button(t('retire'), { state: 'RETIRED' })}
            <Button variant="subtle" size="compact-sm" onClick={() => setPutting(true)}>
              {t('put')}
            </Button>
          </>
        )}
      </Group>
      {step.error !== null && <ErrorState error={step.error} />}
      {putting && <PutDialog batteryId={pack.id} onClose={() => setPutting(false)} />}
    </>
  );
};

const PackCard = ({ pack, drones }: { pack: Pack; drones: readonly Drone[] }): ReactElement => {
  const { t } = useTranslation('battery');
  const place = usePlace(pack, drones);
  const isGood = pack.grounded.length === 0;
  const known = (value: number | null, unit: string): string =>
    value === null ? t('unknown') : `${value} ${unit}`;
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs">
        <div>
          <Group gap="xs">
            <Text fw={600} size="sm" className="mono">
              {pack.id}
            </Text>
            <ToneBadge tone={isGood ? 'done' : 'critical'} icon={isGood ? 'check' : 'stop'} size="sm">
              {isGood
                ? t('flies')
                : `${t('grounded')}: ${pack.grounded.map((fault) => t(`why.${fault}`)).join(', ')}`}
            </ToneBadge>
          </Group>
          <Text size="sm">{place}</Text>
          <Text size="xs" c="dimmed">
            {t('figures', {
              pct: pack.chargePct,
              cycles: pack.cycles,
              health: known(pack.healthPct, '%'),
              imbalance: known(pack.imbalanceMv, 'mV'),
            })}
          </Text>
        </div>
        <PackSteps pack={pack} />
      </Group>
    </Paper>
  );
};

const DroneCard = ({ drone }: { drone: Drone }): ReactElement => {
  const { t } = useTranslation('battery');
  const [kind, setKind] = useState<'service' | 'fault'>();
  const step = useStep(
    (note: string) =>
      call(contract.batteries.maintain, {
        params: { id: drone.vehicleId },
        body: { kind: kind ?? 'fault', note },
      }),
    ['batteries.list'],
    () => setKind(undefined),
  );
  const isDue = drone.due.length > 0;
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="xs">
        <div>
          <Group gap="xs">
            <Text fw={600} size="sm">
              {drone.name}
            </Text>
            <ToneBadge tone={isDue ? 'critical' : 'done'} icon={isDue ? 'stop' : 'check'} size="sm">
              {isDue ? `${t('due')}: ${drone.due.map(({ code }) => t(`why.${code}`)).join(', ')}` : t('ok')}
            </ToneBadge>
          </Group>
          <Text size="xs" c="dimmed">
            {t('use', {
              hours: drone.flightHours,
              landings: drone.landings,
              faults: drone.faults,
              since: drone.servicedAt === null ? t('never') : new Date(drone.servicedAt).toLocaleDateString(),
            })}
          </Text>
        </div>
        <Group gap={4}>
          <Button variant="subtle" size="compact-sm" onClick={() => setKind('fault')}>
            {t('fault')}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => setKind('service')}>
            {t('service')}
          </Button>
        </Group>
      </Group>
      <ReasonDialog
        opened={kind !== undefined}
        title={`${drone.name}: ${kind === 'service' ? t('service') : t('fault')}`}
        hint={t('note')}
        confirm={kind === 'service' ? t('service') : t('fault')}
        pending={step.isPending}
        error={step.error}
        onConfirm={(note) => step.mutate(note)}
        onClose={() => setKind(undefined)}
      />
    </Paper>
  );
};

/** Every pack with where it is and whether it may fly, charging turns with times, and the services of drones. */
export const BatteriesPage = (): ReactElement => {
  const { t } = useTranslation('battery');
  const [adding, setAdding] = useState(false);
  const board = useQuery({
    queryKey: ['batteries.list'],
    refetchInterval: RENEW_MS,
    queryFn: ({ signal }) => call(contract.batteries.list, { signal }),
  });
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Title order={2} size="h5">
          {t('title')}
        </Title>
        <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
          {t('add')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t('hint')}
      </Text>
      <QueryState query={board} rows={3} height={64}>
        {({ batteries, drones, turnaroundP50S, turnarounds }) => (
          <>
            <Text size="sm" fw={600}>
              {turnaroundP50S === null
                ? t('noTurnaround')
                : t('turnaround', { min: (turnaroundP50S / 60).toFixed(1), n: turnarounds })}
            </Text>
            {batteries.length === 0 && <EmptyState text={t('none')} icon="info" />}
            {batteries.map((pack) => (
              <PackCard key={pack.id} pack={pack} drones={drones} />
            ))}
            <Title order={2} size="h5">
              {t('services')}
            </Title>
            {drones.map((drone) => (
              <DroneCard key={drone.vehicleId} drone={drone} />
            ))}
          </>
        )}
      </QueryState>
      {adding && <BatteryDialog onClose={() => setAdding(false)} />}
    </Stack>
  );
};
