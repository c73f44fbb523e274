import { NumberInput, Select, SimpleGrid, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { id as idSchema } from '../../server/api/contract/common.ts';
import { contract } from '../../server/api/contract/contract.ts';
import type { Site } from '../../server/api/contract/fleet.ts';
import type { LonLat } from '../../server/core/geo.ts';
import { call } from '../shared/client.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';
import { PositionField } from './position-field.tsx';

const SITE_ROLES = ['hospital', 'blood_centre'] as const;

type SiteForm = Omit<Site, 'pads' | 'position'> & { readonly position: LonLat | undefined };

const EMPTY: SiteForm = {
  id: '',
  role: 'hospital',
  nameZh: '',
  nameEn: '',
  address: '',
  phone: '',
  position: undefined,
  accuracyM: 50,
  enabled: true,
  roadMin: 38,
  roadVerified: false,
};

const formOf = (site: Site | undefined): SiteForm => {
  if (site === undefined) return EMPTY;
  const { pads: _pads, ...fields } = site;
  return fields;
};

const isReady = (form: SiteForm): boolean =>
  idSchema.safeParse(form.id).success &&
  form.nameZh.trim() !== '' &&
  form.nameEn.trim() !== '' &&
  form.position !== undefined;

/** Creates a site, or changes one. */
export const SiteDialog = (props: { site: Site | undefined; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tEnum } = useTranslation('enums');
  const { site, onClose } = props;
  const [form, setForm] = useState<SiteForm>(() => formOf(site));
  const create = useCreateKey();
  const save = useStep(
    async ({ id, role, ...fields }: SiteForm & { position: LonLat }): Promise<Site> =>
      site === undefined
        ? create((idempotencyKey) =>
            call(contract.fleet.createSite, { body: { id, role, ...fields }, idempotencyKey }),
          )
        : call(contract.fleet.changeSite, { params: { id: site.id }, body: fields }),
    ['sites'],
    (saved) => {
      notifications.show({ color: 'teal', message: t('sites.saved', { name: saved.nameZh }) });
      onClose();
    },
  );
  const change = (part: Partial<SiteForm>): void => setForm((old) => ({ ...old, ...part }));
  const text = (name: 'nameZh' | 'nameEn' | 'address' | 'phone', maxLength: number): ReactElement => (
    <TextInput
      label={t(`sites.${name}`)}
      maxLength={maxLength}
      value={form[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
  const idWrong = form.id !== '' && !idSchema.safeParse(form.id).success;
  return (
    <FormDialog
      title={site === undefined ? t('sites.addTitle') : t('sites.editTitle', { name: site.nameZh })}
      size="lg"
      ready={isReady(form)}
      pending={save.isPending}
      error={save.error}
      onSave={() => {
        const { position } = form;
        if (position !== undefined) save.mutate({ ...form, position });
      }}
      onClose={onClose}
    >
      {site === undefined && (
        <SimpleGrid cols={2} spacing="sm">
          <TextInput
            label={t('sites.id')}
            description={t('sites.idRule')}
            value={form.id}
            error={idWrong}
            onChange={(event) => change({ id: event.currentTarget.value })}
          />
          <Select
            label={t('sites.role')}
            description={' '}
            allowDeselect={false}
            value={form.role}
            data={SITE_ROLES.map((value) => ({ value, label: tEnum(`siteRole.${value}`) }))}
            onChange={(value) => change({ role: SITE_ROLES.find((known) => known === value) ?? form.role })}
          />
        </SimpleGrid>
      )}
      {text('nameZh', 60)}
      {text('nameEn', 80)}
      {text('address', 120)}
      <SimpleGrid cols={2} spacing="sm">
        {text('phone', 24)}
        <NumberInput
          label={t('sites.accuracy')}
          min={0}
          max={10_000}
          value={form.accuracyM}
          onChange={(value) => change({ accuracyM: typeof value === 'number' ? value : 0 })}
        />
      </SimpleGrid>
      <SimpleGrid cols={2} spacing="sm">
        <NumberInput
          label={t('sites.roadMin')}
          description={t('sites.roadHint')}
          min={1}
          max={600}
          value={form.roadMin}
          onChange={(value) =>
            // Another figure is another claim: it has to be confirmed again.
            typeof value === 'number' && change({ roadMin: value, roadVerified: false })
          }
        />
        <Switch
          mt="lg"
          label={t('sites.roadVerified')}
          checked={form.roadVerified}
          onChange={(event) => change({ roadVerified: event.currentTarget.checked })}
        />
      </SimpleGrid>
      <PositionField initial={form.position} onChange={(position) => change({ position })} />
      <Switch
        label={t('sites.enabled')}
        checked={form.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
    </FormDialog>
  );
};
