import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssignmentView } from '../../server/api/contract/assignments.ts';
import type { Vehicle } from '../../server/api/contract/fleet.ts';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { isDefiniteRefusal } from '../shared/api-error.ts';
import { call } from '../shared/client.ts';
import { translated } from '../shared/i18n/translate.ts';
import { useAssignments, useVehicles } from '../shared/live/queries.ts';
import { randomKey } from '../shared/random-key.ts';
import { useMay } from '../shared/session/session.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { ErrorState } from '../shared/ui/states.tsx';

type Taken = { readonly means: 'drone' | 'road'; readonly vehicleId: string | null; readonly reason: string };

/** What is proposed for an order; undefined while it is not known, or for those who do not dispatch. */
export const useProposed = (orderId: string): AssignmentView | undefined => {
  const may = useMay();
  const { data } = useAssignments(may('flight.plan'));
  return data?.decisions.find((decision) => decision.orderId === orderId);
};

/** Why so, in one sentence. */
export const whyText = ({ why }: AssignmentView): string =>
  translated('assign', `why.${why.id}`, why.params) ?? why.id;

/** Drafts the flight, or hands the order to the road; `onCreated` gets the flight. */
export const useTake = (orderId: string, onCreated: (flightId: string) => void) => {
  const client = useQueryClient();
  // A repeated wish has the same key, another wish another one.
  const asked = useRef<{ wish: string; key: string }>(undefined);
  const keyOf = (body: Taken): string => {
    const wish = JSON.stringify(body);
    if (asked.current?.wish !== wish) asked.current = { wish, key: randomKey() };
    return asked.current.key;
  };
  const forget = (): void => {
    asked.current = undefined;
  };
  return useMutation({
    mutationFn: (body: Taken) =>
      call(contract.assignments.take, { params: { id: orderId }, body, idempotencyKey: keyOf(body) }),
    onSuccess: ({ flightId }) => {
      forget();
      void client.invalidateQueries();
      if (flightId !== null) onCreated(flightId);
    },
    onError: (error) => {
      if (isDefiniteRefusal(error)) forget();
    },
  });
};

/** What one click does now; undefined = nothing yet: the drone is still out. */
const acceptOf = (proposed: AssignmentView, drone: Vehicle | undefined): Taken | undefined => {
  if (proposed.choice === 'road') return { means: 'road', vehicleId: null, reason: '' };
  return drone === undefined || drone.flightId !== null
    ? undefined
    : { means: 'drone', vehicleId: drone.id, reason: '' };
};

const Reasons = ({ proposed }: { proposed: AssignmentView }): ReactElement => {
  const { t } = useTranslation('assign');
  const others = proposed.against.map(
    ({ id, params }) => translated('assign', `against.${id}`, params) ?? id,
  );
  return (
    <>
      <Text size="sm">{whyText(proposed)}</Text>
      {proposed.choice === 'road' && !proposed.roadVerified && (
        <Text size="xs" c="dimmed">
          {t('unverified')}
        </Text>
      )}
      {others.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('others')}: {others.join(' · ')}
        </Text>
      )}
    </>
  );
};

const Accept = (props: {
  orderId: string;
  accept: Taken;
  drone: string;
  onCreated: (flightId: string) => void;
}): ReactElement => {
  const { t } = useTranslation('assign');
  const take = useTake(props.orderId, props.onCreated);
  const { accept, drone } = props;
  return (
    <>
      {take.error !== null && <ErrorState error={take.error} />}
      <Button size="compact-md" loading={take.isPending} onClick={() => take.mutate(accept)}>
        {accept.means === 'road' ? t('acceptRoad') : t('accept', { drone })}
      </Button>
    </>
  );
};

/** What the service proposes for an order, with its reasons; a drone that can leave now, or the road, by one click. */
export const AssignmentCard = (props: {
  order: Order;
  ready: boolean;
  onCreated: (flightId: string) => void;
}): ReactElement | null => {
  const { t } = useTranslation('assign');
  const vehicles = useVehicles().data?.vehicles;
  const { order, ready, onCreated } = props;
  const proposed = useProposed(order.id);
  if (proposed === undefined) return null;
  const drone = vehicles?.find(({ id }) => id === proposed.lift?.droneId);
  const accept = acceptOf(proposed, drone);
  const isAir = proposed.choice === 'fly';
  return (
    <Alert
      variant="light"
      color={isAir ? 'blue' : 'orange'}
      icon={<Icon name={isAir ? 'drone' : 'alert'} />}
      title={t('title')}
    >
      <Stack gap={6}>
        <Reasons proposed={proposed} />
        {!ready && (
          <Text size="xs" c="dimmed">
            {t('later')}
          </Text>
        )}
        {ready && accept !== undefined && (
          <Accept orderId={order.id} accept={accept} drone={drone?.name ?? ''} onCreated={onCreated} />
        )}
      </Stack>
    </Alert>
  );
};
