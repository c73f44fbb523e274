import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { VehicleSigning } from '../../server/api/contract/signing.ts';
import { call } from '../shared/client.ts';
import { ReasonDialog } from '../shared/ui/reason-dialog.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';

type Action = 'give' | 'take' | 'forget' | 'recall';

const send = (
  action: Action,
  vehicle: VehicleSigning,
  { reason, idempotencyKey }: { reason: string; idempotencyKey: string },
): Promise<VehicleSigning> => {
  const params = { id: vehicle.vehicleId };
  const { giveKey, takeKey, recallKey } = contract.signing;
  switch (action) {
    case 'give':
      return call(giveKey, { params, body: { reason }, idempotencyKey });
    case 'recall':
      return call(recallKey, { params, body: { reason }, idempotencyKey });
    case 'take':
    case 'forget':
      return call(takeKey, { params, body: { reason, forget: action === 'forget' }, idempotencyKey });
  }
};

const ActionDialog = (props: {
  action: Action;
  vehicle: VehicleSigning;
  onClose: () => void;
}): ReactElement => {
  const { action, vehicle, onClose } = props;
  const { t } = useTranslation('signing');
  const { name } = vehicle;
  const create = useCreateKey();
  const step = useStep(
    (reason: string) => create((idempotencyKey) => send(action, vehicle, { reason, idempotencyKey })),
    ['signing'],
    (answer) => {
      const ended = action === 'take' || action === 'forget';
      const message = ended
        ? t('take.done', { name })
        : t(action === 'give' ? 'give.done' : 'recall.done', { name, id: answer.keyId ?? '' });
      notifications.show({ color: 'teal', message });
      onClose();
    },
  );
  const confirm =
    action === 'give' ? t(vehicle.keyId === null ? 'give.first' : 'give.other') : t(`${action}.button`);
  return (
    <ReasonDialog
      opened
      title={t(`${action}.title`, { name })}
      hint={t(`${action}.hint`)}
      confirm={confirm}
      pending={step.isPending}
      error={step.error}
      onConfirm={(reason) => step.mutate(reason)}
      onClose={onClose}
    />
  );
};

const actionsFor = ({ keyId, pendingKeyId, formerKeyIds, aboard, state }: VehicleSigning): Action[] => {
  const showsFormer = aboard !== null && formerKeyIds.includes(aboard);
  const has = keyId !== null || pendingKeyId !== null;
  return [
    ...(showsFormer ? (['recall'] as const) : (['give'] as const)),
    ...(has && aboard !== 'none' && !showsFormer ? (['take'] as const) : []),
    ...(has && state !== 'signed' ? (['forget'] as const) : []),
  ];
};

/** What may be done about a drone's key as it is now; the service decides again. */
export const SigningActions = ({ vehicle }: { vehicle: VehicleSigning }): ReactElement => {
  const { t } = useTranslation('signing');
  const [action, setAction] = useState<Action>();
  const label = (one: Action): string =>
    one === 'give' ? t(vehicle.keyId === null ? 'give.first' : 'give.other') : t(`${one}.button`);
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {actionsFor(vehicle).map((one) => (
        <Button
          key={one}
          variant="subtle"
          size="compact-sm"
          disabled={vehicle.busy}
          {...(one === 'take' || one === 'forget' ? { color: 'red' } : {})}
          onClick={() => setAction(one)}
        >
          {label(one)}
        </Button>
      ))}
      {action !== undefined && (
        <ActionDialog action={action} vehicle={vehicle} onClose={() => setAction(undefined)} />
      )}
    </Group>
  );
};
