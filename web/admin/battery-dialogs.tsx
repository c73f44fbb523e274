import { NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { id as idSchema } from '../../server/api/contract/common.ts';
import { contract } from '../../server/api/contract/contract.ts';
import { call } from '../shared/client.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';
import { ProfileSelect } from './drone-selects.tsx';
import { useVehicles } from './queries.ts';

const numberOf = (value: string | number): number | null => (typeof value === 'number' ? value : null);

/** Enters a pack by its label; it is on the shelf. */
export const BatteryDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const { t } = useTranslation('battery');
  const [label, setLabel] = useState('');
  const [profileId, setProfileId] = useState<string | null>(null);
  const [figures, setFigures] = useState({
    chargePct: 100,
    cycles: 0,
    healthPct: null as number | null,
    imbalanceMv: null as number | null,
  });
  const create = useCreateKey();
  const save = useStep(
    (profile: string) =>
      create((idempotencyKey) =>
        call(contract.batteries.create, {
          body: { id: label, profileId: profile, ...figures },
          idempotencyKey,
        }),
      ),
    ['batteries.list'],
    onClose,
  );
  return (
    <FormDialog
      title={t('addTitle')}
      ready={idSchema.safeParse(label).success && profileId !== null}
      pending={save.isPending}
      error={save.error}
      onSave={() => profileId !== null && save.mutate(profileId)}
      onClose={onClose}
    >
      <TextInput label={t('label')} value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
      <ProfileSelect value={profileId} onChange={setProfileId} />
      <SimpleGrid cols={2} spacing="sm">
        <NumberInput
          label={t('charge')}
          min={0}
          max={100}
          value={figures.chargePct}
          onChange={(value) => setFigures({ ...figures, chargePct: numberOf(value) ?? 0 })}
        />
        <NumberInput
          label={t('cycles')}
          min={0}
          value={figures.cycles}
          onChange={(value) => setFigures({ ...figures, cycles: numberOf(value) ?? 0 })}
        />
        <NumberInput
          label={t('health')}
          min={0}
          max={110}
          value={figures.healthPct ?? ''}
          onChange={(value) => setFigures({ ...figures, healthPct: numberOf(value) })}
        />
        <NumberInput
          label={t('imbalance')}
          min={0}
          value={figures.imbalanceMv ?? ''}
          onChange={(value) => setFigures({ ...figures, imbalanceMv: numberOf(value) })}
        />
      </SimpleGrid>
    </FormDialog>
  );
};

/** A pack was put into a drone. */
export const PutDialog = (props: { batteryId: string; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('battery');
  const vehicles = useVehicles().data ?? [];
  const [vehicleId, setVehicleId] = useState<string | null>(null);
  const put = useStep(
    (id: string) => call(contract.batteries.swap, { params: { id }, body: { batteryId: props.batteryId } }),
    ['batteries.list'],
    props.onClose,
  );
  return (
    <FormDialog
      title={`${t('put')}: ${props.batteryId}`}
      ready={vehicleId !== null}
      pending={put.isPending}
      error={put.error}
      onSave={() => vehicleId !== null && put.mutate(vehicleId)}
      onClose={props.onClose}
    >
      <Select
        label={t('drone')}
        value={vehicleId}
        data={vehicles.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={setVehicleId}
      />
    </FormDialog>
  );
};
