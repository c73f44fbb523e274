import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Control } from '../../server/api/contract/control.ts';
import { call } from '../shared/client.ts';
import { useControl } from '../shared/live/queries.ts';
import { clockTime } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { ErrorState } from '../shared/ui/states.tsx';
import classes from './console.module.css';

const useOwnerText = (): ((control: Control) => string) => {
  const { t } = useTranslation('control');
  return ({ mine, owner }) => {
    if (mine) return t('mine');
    return owner === null ? t('nobody') : t('other', { name: owner.name, time: clockTime(owner.at) });
  };
};

const TakeDialog = (props: { control: Control; drone: string; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('control');
  const client = useQueryClient();
  const { control, drone, onClose } = props;
  const { owner, epoch, vehicleId } = control;
  const take = useMutation({
    mutationFn: () => call(contract.control.take, { params: { id: vehicleId }, body: { epoch } }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['control.list'] }),
  });
  return (
    <Modal opened onClose={onClose} title={t('takeTitle', { drone })}>
      <Stack gap="md">
        <Text>
          {owner === null
            ? t('fromNobody', { drone })
            : t('fromOther', { drone, name: owner.name, time: clockTime(owner.at) })}
        </Text>
        <Text size="sm" c="dimmed">
          {t('always')}
        </Text>
        {take.error !== null && <ErrorState error={take.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button color="orange" data-autofocus loading={take.isPending} onClick={() => take.mutate()}>
            {t('take')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};

/** Whose console commands this drone, and taking it over. */
export const ControlRow = (props: {
  vehicleId: string;
  drone: string;
  mayTake: boolean;
}): ReactElement | null => {
  const { t } = useTranslation('control');
  const ownerText = useOwnerText();
  const [asking, setAsking] = useState(false);
  const control = useControl().data?.vehicles.find(({ vehicleId }) => vehicleId === props.vehicleId);
  if (control === undefined) return null;
  return (
    <section className={classes['block']} aria-label={ownerText(control)}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Group gap={6} wrap="nowrap">
          <Icon name="user" size={16} />
          <Text size="sm" fw={control.mine ? 700 : 500} role="status">
            {ownerText(control)}
          </Text>
        </Group>
        {props.mayTake && !control.mine && (
          <Button size="sm" h={44} flex="none" variant="default" onClick={() => setAsking(true)}>
            {t('take')}
          </Button>
        )}
      </Group>
      {control.quarantine && (
        <Text size="sm" fw={600} c="var(--mantine-color-orange-text)">
          {t('quarantine')}
        </Text>
      )}
      {asking && <TakeDialog control={control} drone={props.drone} onClose={() => setAsking(false)} />}
    </section>
  );
};
