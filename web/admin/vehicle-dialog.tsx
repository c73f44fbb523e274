import { Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { vehicleStates, type Vehicle } from '../../server/api/contract/fleet.ts';
import { call } from '../shared/client.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { useStep } from '../shared/use-step.ts';
import { PadSelect, ProfileSelect } from './drone-selects.tsx';

type VehicleForm = Pick<Vehicle, 'name' | 'profileId' | 'homePadId' | 'padId' | 'state' | 'stateReason'>;

/** Changes a registered drone, says where it stands, takes it out of service. */
export const VehicleDialog = (props: { vehicle: Vehicle; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tEnum } = useTranslation('enums');
  const { vehicle, onClose } = props;
  const [form, setForm] = useState<VehicleForm>(() => {
    const { name, profileId, homePadId, padId, state, stateReason } = vehicle;
    return { name, profileId, homePadId, padId, state, stateReason };
  });
  const save = useStep(
    (body: VehicleForm) => {
      // What was not changed is not sent: where a drone stands may have changed meanwhile.
      const changed = Object.fromEntries(
        Object.entries(body).filter(([field, value]) => vehicle[field as keyof VehicleForm] !== value),
      );
      return call(contract.fleet.changeVehicle, { params: { id: vehicle.id }, body: changed });
    },
    ['vehicles'],
    (saved) => {
      notifications.show({ color: 'teal', message: t('drones.saved', { name: saved.name }) });
      onClose();
    },
  );
  const change = (part: Partial<VehicleForm>): void => setForm((old) => ({ ...old, ...part }));
  const out = form.state === 'OUT_OF_SERVICE';
  return (
    <FormDialog
      title={t('drones.editTitle', { name: vehicle.name })}
      ready={form.name.trim() !== '' && (!out || form.stateReason.trim() !== '')}
      pending={save.isPending}
      error={save.error}
      onSave={() => save.mutate(form)}
      onClose={onClose}
    >
      <TextInput
        label={t('drones.name')}
        maxLength={40}
        value={form.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <ProfileSelect value={form.profileId} onChange={(id) => id !== null && change({ profileId: id })} />
      <PadSelect
        label={t('drones.home')}
        value={form.homePadId}
        onChange={(id) => id !== null && change({ homePadId: id })}
      />
      <PadSelect
        label={t('drones.stands')}
        value={form.padId}
        clearable
        placeholder={t('drones.nowhere')}
        onChange={(padId) => change({ padId })}
      />
      <Select
        label={t('drones.state')}
        allowDeselect={false}
        value={form.state}
        data={vehicleStates.map((value) => ({ value, label: tEnum(`vehicleState.${value}`) }))}
        onChange={(value) => change({ state: vehicleStates.find((known) => known === value) ?? form.state })}
      />
      {out && (
        <TextInput
          label={t('drones.reason')}
          maxLength={200}
          value={form.stateReason}
          onChange={(event) => change({ stateReason: event.currentTarget.value })}
        />
      )}
    </FormDialog>
  );
};
