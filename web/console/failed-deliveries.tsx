import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { FailedDelivery } from '../../server/api/contract/failures.ts';
import { useBloodText } from '../shared/blood-text.ts';
import { call } from '../shared/client.ts';
import { useFailures } from '../shared/failures.ts';
import { errorText } from '../shared/i18n/translate.ts';
import { useSites } from '../shared/live/queries.ts';
import { useMay } from '../shared/session/session.tsx';
import { clockTime } from '../shared/time.ts';
import { FlightStateBadge } from '../shared/ui/state-badge.tsx';
import classes from './console.module.css';
import { siteName } from './order-queue.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

type Body = { means: 'drone' | 'road'; vehicleId: string | null };

const Units = ({ failure }: { failure: FailedDelivery }): ReactElement => {
  const { t } = useTranslation('failure');
  const { component, group } = useBloodText();
  if (failure.samePacked) return <Text size="sm">{t('samePacked')}</Text>;
  return (
    <>
      {failure.lines.map((line) => (
        <Text key={`${line.component}${line.abo}${line.rhd}`} size="sm">
          {component(line.component)} {group(line)}{' '}
          {line.missing === 0
            ? t('units', { n: line.needed, dins: line.units.map(({ din }) => din).join(', ') })
            : t('short', { missing: line.missing, n: line.needed })}
        </Text>
      ))}
    </>
  );
};

const Choices = ({ failure }: { failure: FailedDelivery }): ReactElement => {
  const { t } = useTranslation('failure');
  const client = useQueryClient();
  const accept = useMutation({
    mutationFn: (body: Body) => call(contract.failures.accept, { params: { id: failure.id }, body }),
    onSettled: () => client.invalidateQueries(),
  });
  const short = failure.lines.some(({ missing }) => missing > 0);
  const [best] = failure.drones;
  const fit = best !== undefined && best.against.length === 0;
  return (
    <Stack gap={4} mt={4}>
      {best !== undefined && (
        <Button
          size="compact-sm"
          variant={fit ? 'filled' : 'default'}
          disabled={short || !fit}
          loading={accept.isPending}
          onClick={() => accept.mutate({ means: 'drone', vehicleId: best.vehicleId })}
        >
          {t('byDrone', { name: best.name, time: clockTime(best.etaAt) })}
        </Button>
      )}
      {best !== undefined && !fit && (
        <Text size="xs" c="dimmed">
          {best.against.map((code) => t(`against.${code}`)).join(' · ')}
        </Text>
      )}
      <Button
        size="compact-sm"
        variant={fit ? 'default' : 'filled'}
        disabled={short}
        loading={accept.isPending}
        onClick={() => accept.mutate({ means: 'road', vehicleId: null })}
      >
        {t('byRoad', { time: clockTime(failure.road.etaAt) })}
      </Button>
      {accept.error !== null && (
        <Text size="xs" role="alert" c="var(--mantine-color-red-text)">
          {errorText(accept.error)}
        </Text>
      )}
      <ReasonDialog
        label={t('dismiss')}
        title={t('dismissTitle', { order: failure.orderNumber })}
        text={t('dismissText')}
        submit={t('dismissSubmit')}
        act={(reason) => call(contract.failures.dismiss, { params: { id: failure.id }, body: { reason } })}
      />
    </Stack>
  );
};

/** Deliveries that will not arrive by their flight, each with what can replace it now. */
export const FailedDeliveries = (): ReactElement | null => {
  const { t } = useTranslation('failure');
  const may = useMay();
  const sites = useSites().data?.sites;
  const open = (useFailures().data?.failures ?? []).filter(({ state }) => state === 'OPEN');
  if (open.length === 0) return null;
  return (
    <section className={`${classes['block']} ${classes['failed']}`} role="alert" aria-label={t('title')}>
      <Text fw={700} size="sm" c="var(--mantine-color-red-text)" component="h2">
        {t('title')}
      </Text>
      {open.map((failure) => (
        <div key={failure.id} style={{ paddingBlock: 6 }}>
          <Group gap={6}>
            <Text size="sm" fw={700}>
              {failure.orderNumber} → {siteName(sites, failure.siteId)}
            </Text>
            {failure.reason === 'receipt_refused' ? (
              <Text size="sm" fw={600}>
                {t('refused')}
              </Text>
            ) : (
              <FlightStateBadge state={failure.flightState} size="sm" />
            )}
          </Group>
          <Text size="xs" c="dimmed">
            {t('from', { flight: failure.flightNumber, time: clockTime(failure.openedAt) })}
          </Text>
          <Units failure={failure} />
          {may('order.road') && <Choices failure={failure} />}
        </div>
      ))}
    </section>
  );
};
