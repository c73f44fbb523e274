import { Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight, PlanView } from '../../server/api/contract/flights.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { isDefiniteRefusal } from '../shared/api-error.ts';
import { call } from '../shared/client.ts';
import { distance, number } from '../shared/live/format.ts';
import { useSites } from '../shared/live/queries.ts';
import { randomKey } from '../shared/random-key.ts';
import { countdown } from '../shared/time.ts';
import { UrgencyBadge } from '../shared/ui/state-badge.tsx';
import { ErrorState } from '../shared/ui/states.tsx';
import { ConnectionWarning } from './connection-warning.tsx';
import classes from './console.module.css';
import { useContents } from './contents.ts';
import { HoldButton } from './hold-button.tsx';
import { siteName } from './order-queue.tsx';

type LaunchDialogProps = {
  opened: boolean;
  flight: Flight;
  plan: PlanView;
  order: Order | undefined;
  acknowledged: string[];
  onClose: () => void;
};

const OrderFacts = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('console');
  const contents = useContents(order);
  return (
    <>
      <dt>{t('launch.order')}</dt>
      <dd>
        {order.number} <UrgencyBadge urgency={order.urgency} size="sm" />
      </dd>
      <dt>{t('launch.contents')}</dt>
      <dd>{contents}</dd>
      <dt>{t('launch.boxes')}</dt>
      <dd>{order.boxes.map((box) => `${box.boxNo} / ${box.sealNo}`).join(' · ')}</dd>
    </>
  );
};

const Facts = (props: Pick<LaunchDialogProps, 'flight' | 'plan' | 'order'>): ReactElement => {
  const { t } = useTranslation('console');
  const sites = useSites().data?.sites;
  const { flight, plan, order } = props;
  return (
    <dl className={classes['pairs']}>
      {order === undefined ? (
        <>
          <dt>{t('launch.contents')}</dt>
          <dd>{t('launch.empty')}</dd>
        </>
      ) : (
        <OrderFacts order={order} />
      )}
      <dt>{t('launch.drone')}</dt>
      <dd>{flight.vehicleName}</dd>
      <dt>{t('launch.destination')}</dt>
      <dd>{siteName(sites, flight.toSiteId)}</dd>
      <dt>{t('launch.distance')}</dt>
      <dd>
        {distance(plan.distanceM)} · {countdown(plan.flightS * 1000)}
      </dd>
      <dt>{t('launch.charge')}</dt>
      <dd>
        {t('launch.chargeText', {
          used: number(plan.batteryUsedPct, 1),
          left: number(plan.batteryLandingPct, 1),
          reserve: number(plan.reservePct),
        })}
      </dd>
    </dl>
  );
};

/**
 * The last word before take-off. The key stays until the service refuses for good: a launch whose answer did not come
 * can be asked for again without a second launch, also after the dialog was closed.
 */
export const LaunchDialog = (props: LaunchDialogProps): ReactElement => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  const { flight, plan, opened, onClose } = props;
  const [key, setKey] = useState(randomKey);
  const launch = useMutation({
    mutationFn: () =>
      call(contract.flights.launch, {
        params: { id: flight.id },
        body: { planHash: plan.hash, acknowledged: props.acknowledged },
        idempotencyKey: key,
      }),
    onSuccess: (next) => {
      client.setQueryData(['flights.get', flight.id], next);
      onClose();
    },
    onError: (error) => {
      if (isDefiniteRefusal(error)) setKey(randomKey());
      void client.invalidateQueries({ queryKey: ['flights.get', flight.id] });
    },
  });
  const { reset } = launch;
  useEffect(() => {
    if (opened) reset();
  }, [opened, reset]);
  return (
    <Modal opened={opened} onClose={onClose} title={t('launch.title')} size="md" closeOnClickOutside={false}>
      <Stack gap="md">
        <Facts flight={flight} plan={plan} order={props.order} />
        <ConnectionWarning />
        {launch.error !== null && <ErrorState error={launch.error} />}
        <div>
          <HoldButton
            label={t(launch.isPending ? 'launch.sending' : 'launch.hold')}
            holdingLabel={t('launch.holding')}
            disabled={launch.isPending}
            onHeld={() => launch.mutate()}
          />
          <Text size="xs" c="dimmed" mt={6}>
            {t('launch.holdHint')}
          </Text>
        </div>
      </Stack>
    </Modal>
  );
};
