import { Alert, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { PlanView } from '../../server/api/contract/plan-view.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { isDefiniteRefusal } from '../shared/api-error.ts';
import { call } from '../shared/client.ts';
import { distance, number } from '../shared/live/format.ts';
import { useSites } from '../shared/live/queries.ts';
import { randomKey } from '../shared/random-key.ts';
import { countdown } from '../shared/time.ts';
import { inWords } from '../shared/i18n/flight-words.ts';
import { useSystemInfo } from '../shared/queries.ts';
import { CodeField, isCode } from '../shared/ui/code-field.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { UrgencyBadge } from '../shared/ui/state-badge.tsx';
import { ErrorState } from '../shared/ui/states.tsx';
import { ConnectionWarning } from './connection-warning.tsx';
import classes from './console.module.css';
import { useContents } from './contents.ts';
import { HoldButton } from './hold-button.tsx';
import { siteName } from './order-queue.tsx';
import { warningKey } from './warnings.ts';

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

/** What one person cannot take on alone, and a word to the second one. */
const ForTwo = (props: {
  issues: Flight['issues'];
  reason: string;
  onReason: (reason: string) => void;
}): ReactElement => {
  const { t } = useTranslation('preflight');
  return (
    <Alert color="orange" p="xs" icon={<Icon name="alert" size={18} />} title={t('launch.forTwo')}>
      <Stack gap={4}>
        {props.issues.map((issue) => (
          <Text key={warningKey(issue)} size="sm">
            {issue.sentence}
          </Text>
        ))}
        <TextInput
          label={t('launch.reason')}
          maxLength={300}
          value={props.reason}
          onChange={(event) => props.onReason(event.currentTarget.value)}
        />
      </Stack>
    </Alert>
  );
};

/**
 * The last word before take-off. The key stays until the service refuses for good: a launch whose answer did not come
 * can be asked for again without a second launch, also after the dialog was closed.
 */
export const LaunchDialog = (props: LaunchDialogProps): ReactElement => {
  const { t } = useTranslation('console');
  const { t: tPreflight } = useTranslation('preflight');
  const client = useQueryClient();
  const { flight, plan, opened, onClose } = props;
  const [key, setKey] = useState(randomKey);
  const [code, setCode] = useState('');
  const [reason, setReason] = useState('');
  const needsCode = useSystemInfo().data?.totp === true;
  const forTwo = inWords(flight.issues).filter(({ severity }) => severity === 'warning');
  const launch = useMutation({
    mutationFn: () =>
      call(contract.flights.launch, {
        params: { id: flight.id },
        body: { planHash: plan.hash, acknowledged: props.acknowledged, reason, code },
        idempotencyKey: key,
      }),
    onSuccess: (next) => {
      client.setQueryData(['flights.get', flight.id], next);
      onClose();
    },
    onError: (error) => {
      // A code is taken once, and the next try needs the next one.
      setCode('');
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
        {forTwo.length > 0 && <ForTwo issues={forTwo} reason={reason} onReason={setReason} />}
        {needsCode && <CodeField value={code} onChange={setCode} />}
        <ConnectionWarning />
        {launch.error !== null && <ErrorState error={launch.error} />}
        <div>
          <HoldButton
            label={
              launch.isPending
                ? t('launch.sending')
                : forTwo.length > 0
                  ? tPreflight('launch.ask')
                  : t('launch.hold')
            }
            holdingLabel={t('launch.holding')}
            disabled={launch.isPending || (needsCode && !isCode(code))}
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
