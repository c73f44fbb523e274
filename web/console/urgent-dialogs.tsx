import { Button, Checkbox, Group, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { UrgentApplication } from '../../server/api/contract/urgent.ts';
import { call } from '../shared/client.ts';
import { fromLocalField, toLocalField } from '../shared/time.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

/** A step of the application; the page's data is asked for anew after it. */
const useStep = <T,>(act: () => Promise<T>, onDone: () => void) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      void client.invalidateQueries();
      onDone();
    },
  });
};

const SentDialog = ({ id, onClose }: { id: string; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('urgent');
  const [via, setVia] = useState('');
  const [reference, setReference] = useState('');
  const send = useStep(
    () => call(contract.urgent.sent, { params: { id }, body: { via, reference } }),
    onClose,
  );
  return (
    <FormDialog
      title={t('sentForm.title')}
      ready={via.trim().length > 1}
      pending={send.isPending}
      error={send.error}
      onSave={() => send.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={t('sentForm.via')}
        data-autofocus
        maxLength={80}
        value={via}
        onChange={(event) => setVia(event.currentTarget.value)}
      />
      <TextInput
        label={t('sentForm.reference')}
        maxLength={60}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
      />
    </FormDialog>
  );
};

const GrantDialog = (props: { application: UrgentApplication; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('urgent');
  const { application, onClose } = props;
  const sent = application.steps.find(({ step }) => step === 'sent');
  const [form, setForm] = useState(() => ({
    reference: sent?.reference ?? '',
    from: toLocalField(application.window.from),
    to: toLocalField(application.window.to),
    needsConfirmation: false,
    note: '',
  }));
  const [from, to] = [fromLocalField(form.from), fromLocalField(form.to)];
  const grant = useStep(
    () =>
      call(contract.urgent.grant, {
        params: { id: application.flightId },
        body: { ...form, from: from ?? 0, to: to ?? 0 },
      }),
    onClose,
  );
  const field = (name: 'reference' | 'from' | 'to' | 'note', type = 'text'): ReactElement => (
    <TextInput
      type={type}
      label={t(`grantForm.${name}`)}
      maxLength={name === 'note' ? 200 : 60}
      value={form[name]}
      onChange={(event) => setForm({ ...form, [name]: event.currentTarget.value })}
    />
  );
  return (
    <FormDialog
      title={t('grantForm.title')}
      ready={form.reference.trim().length > 1 && from !== undefined && to !== undefined && to > from}
      pending={grant.isPending}
      error={grant.error}
      onSave={() => grant.mutate()}
      onClose={onClose}
    >
      <Text size="sm">{t('grantForm.hint')}</Text>
      {field('reference')}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        {field('from', 'datetime-local')}
        {field('to', 'datetime-local')}
      </SimpleGrid>
      <Checkbox
        label={t('grantForm.confirm')}
        checked={form.needsConfirmation}
        onChange={(event) => setForm({ ...form, needsConfirmation: event.currentTarget.checked })}
      />
      {field('note')}
    </FormDialog>
  );
};

/** Says that what was exported has been sent. */
export const SentButton = ({ id, disabled }: { id: string; disabled: boolean }): ReactElement => {
  const { t } = useTranslation('urgent');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant={disabled ? 'default' : 'filled'}
        disabled={disabled}
        onClick={() => setOpened(true)}
      >
        {t('markSent')}
      </Button>
      {opened && <SentDialog id={id} onClose={() => setOpened(false)} />}
    </>
  );
};

/** The authority's answer. */
export const AnswerButtons = ({ application }: { application: UrgentApplication }): ReactElement => {
  const { t } = useTranslation('urgent');
  const [opened, setOpened] = useState(false);
  return (
    <Group gap={6}>
      <Button size="compact-sm" onClick={() => setOpened(true)}>
        {t('markGranted')}
      </Button>
      <ReasonDialog
        label={t('markRefused')}
        title={t('refuseForm.title')}
        text={t('refuseForm.hint')}
        submit={t('markRefused')}
        color="red"
        act={(reason) =>
          call(contract.urgent.refuse, { params: { id: application.flightId }, body: { reason } })
        }
      />
      {opened && <GrantDialog application={application} onClose={() => setOpened(false)} />}
    </Group>
  );
};
