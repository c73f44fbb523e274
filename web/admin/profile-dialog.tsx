import { NumberInput, SimpleGrid, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { droneProfile, NJ10, type DroneProfile } from '../../server/plan/profile.ts';
import { call } from '../shared/client.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { useStep } from '../shared/use-step.ts';

type FigureField = Exclude<keyof DroneProfile, 'id' | 'name'>;

/** The figures of a profile in the order of the schema: a field that is added there appears here. */
const FIGURES = Object.keys(droneProfile.shape).filter(
  (field): field is FigureField => field !== 'id' && field !== 'name',
);

type ProfileForm = { id: string; name: string; figures: Record<FigureField, number | ''> };

const formOf = (profile: DroneProfile | undefined): ProfileForm => {
  const { id: _id, name: _name, ...figures } = profile ?? NJ10;
  return { id: profile?.id ?? '', name: profile?.name ?? '', figures };
};

/** Creates or changes a drone profile; a new one starts from the figures of the Nanjing class. */
export const ProfileDialog = (props: {
  profile: DroneProfile | undefined;
  onClose: () => void;
}): ReactElement => {
  const { t } = useTranslation('admin');
  const { profile, onClose } = props;
  const [form, setForm] = useState<ProfileForm>(() => formOf(profile));
  const parsed = droneProfile.safeParse({ id: form.id, name: form.name, ...form.figures });
  const faults = new Set((parsed.error?.issues ?? []).map((found) => String(found.path[0] ?? '')));
  const save = useStep(
    (body: DroneProfile) => call(contract.fleet.saveProfile, { params: { id: body.id }, body }),
    ['profiles'],
    (saved) => {
      notifications.show({ color: 'teal', message: t('profiles.saved', { name: saved.name }) });
      onClose();
    },
  );
  const fault = (field: string): string | undefined => (faults.has(field) ? t('profiles.fault') : undefined);
  return (
    <FormDialog
      title={profile === undefined ? t('profiles.addTitle') : t('profiles.editTitle', { name: profile.name })}
      size="lg"
      ready={parsed.success}
      pending={save.isPending}
      error={save.error}
      onSave={() => parsed.success && save.mutate(parsed.data)}
      onClose={onClose}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          label={t('profiles.field.id')}
          disabled={profile !== undefined}
          value={form.id}
          error={form.id === '' ? undefined : fault('id')}
          onChange={(event) => setForm({ ...form, id: event.currentTarget.value })}
        />
        <TextInput
          label={t('profiles.field.name')}
          maxLength={60}
          value={form.name}
          onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
        />
        {FIGURES.map((field) => (
          <NumberInput
            key={field}
            label={t(`profiles.field.${field}`)}
            hideControls
            value={form.figures[field]}
            error={fault(field)}
            onChange={(value) =>
              setForm({
                ...form,
                figures: { ...form.figures, [field]: typeof value === 'number' ? value : '' },
              })
            }
          />
        ))}
      </SimpleGrid>
    </FormDialog>
  );
};
