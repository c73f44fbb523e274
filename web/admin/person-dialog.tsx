import { Alert, PasswordInput, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { login as loginSchema, newPassword, type Person } from '../../server/api/contract/accounts.ts';
import { contract } from '../../server/api/contract/contract.ts';
import { ROLES, type Role } from '../../server/core/access.ts';
import { call } from '../shared/client.ts';
import { useSites } from '../shared/queries.ts';
import { shortSiteName } from '../shared/site-name.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';

type PersonForm = { login: string; name: string; role: Role; siteId: string | null; password: string };

const formOf = (person: Person | undefined): PersonForm => ({
  login: person?.login ?? '',
  name: person?.name ?? '',
  role: person?.role ?? 'hospital',
  siteId: person?.siteId ?? null,
  password: '',
});

const needsSite = (role: Role): boolean => role === 'hospital';

const isReady = (form: PersonForm, isNew: boolean): boolean =>
  form.name.trim() !== '' &&
  (!isNew || loginSchema.safeParse(form.login).success) &&
  (newPassword.safeParse(form.password).success || (!isNew && form.password === '')) &&
  (!needsSite(form.role) || form.siteId !== null);

/** Creates a person, or changes name, role, site and password of one. */
export const PersonDialog = (props: { person: Person | undefined; onClose: () => void }): ReactElement => {
  const { t, i18n } = useTranslation('admin');
  const { t: tEnum } = useTranslation('enums');
  const { person, onClose } = props;
  const [form, setForm] = useState<PersonForm>(() => formOf(person));
  const sites = useSites().data ?? [];
  const create = useCreateKey();
  const isNew = person === undefined;
  const save = useStep(
    async (body: PersonForm): Promise<Person> => {
      if (isNew) {
        return create((idempotencyKey) => call(contract.accounts.createPerson, { body, idempotencyKey }));
      }
      const { name, role, siteId, password } = body;
      return call(contract.accounts.changePerson, {
        params: { id: person.id },
        body: { name, role, siteId, ...(password === '' ? {} : { password }) },
      });
    },
    ['people'],
    (saved) => {
      notifications.show({ color: 'teal', message: t('people.saved', { name: saved.name }) });
      onClose();
    },
  );
  const change = (part: Partial<PersonForm>): void => setForm({ ...form, ...part });
  const loginWrong = form.login !== '' && !loginSchema.safeParse(form.login).success;
  const passwordWrong = form.password !== '' && !newPassword.safeParse(form.password).success;
  return (
    <FormDialog
      title={isNew ? t('people.addTitle') : t('people.editTitle', { name: person.name })}
      ready={isReady(form, isNew)}
      pending={save.isPending}
      error={save.error}
      onSave={() => save.mutate(form)}
      onClose={onClose}
    >
      <TextInput
        label={t('people.login')}
        description={isNew ? t('people.loginRule') : undefined}
        disabled={!isNew}
        autoComplete="off"
        autoCapitalize="none"
        value={form.login}
        error={loginWrong}
        onChange={(event) => change({ login: event.currentTarget.value })}
      />
      <TextInput
        label={t('people.name')}
        autoComplete="off"
        maxLength={60}
        value={form.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Select
        label={t('people.role')}
        allowDeselect={false}
        value={form.role}
        data={ROLES.map((value) => ({ value, label: tEnum(`role.${value}`) }))}
        onChange={(value) => change({ role: ROLES.find((known) => known === value) ?? form.role })}
      />
      <Select
        label={t('people.site')}
        clearable
        placeholder={t('people.noSite')}
        error={needsSite(form.role) && form.siteId === null ? t('people.siteNeeded') : undefined}
        value={form.siteId}
        data={sites.map((site) => ({ value: site.id, label: shortSiteName(site, i18n.language) }))}
        onChange={(siteId) => change({ siteId })}
      />
      <PasswordInput
        label={isNew ? t('people.password') : t('people.newPassword')}
        description={isNew ? t('people.passwordRule') : t('people.keepPassword')}
        autoComplete="new-password"
        value={form.password}
        error={passwordWrong ? t('people.passwordRule') : undefined}
        onChange={(event) => change({ password: event.currentTarget.value })}
      />
      {!isNew && <Alert color="blue">{t('people.endsSessions')}</Alert>}
    </FormDialog>
  );
};
