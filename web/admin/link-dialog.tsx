import { Alert, NumberInput, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import {
  BAUD_RATES,
  link as linkSchema,
  LINK_KINDS,
  type LinkAddress,
} from '../../server/api/contract/link.ts';
import { call } from '../shared/client.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';

type Kind = LinkAddress['kind'];
type Draft = {
  readonly name: string;
  readonly kind: Kind;
  readonly host: string;
  readonly port: number | string;
  readonly device: string;
  readonly baud: string;
  readonly priority: number | string;
};

/** 14550 is what ground stations listen on by custom; the next one is free more often. 5760 is a telemetry bridge. */
const USUAL_PORT: Readonly<Record<Kind, number>> = {
  udp: 14_551,
  'tcp-server': 5760,
  'tcp-client': 5760,
  serial: 0,
};

const FIRST: Draft = {
  name: '',
  kind: 'udp',
  host: '127.0.0.1',
  port: USUAL_PORT.udp,
  device: '/dev/ttyUSB0',
  baud: '57600',
  priority: 5,
};

/** What the API takes: a serial link has no address, any other one no device. */
const bodyOf = ({ device, baud, host, port, ...draft }: Draft): unknown =>
  draft.kind === 'serial' ? { ...draft, device, baud: Number(baud) } : { ...draft, host, port };

type FieldsProps = { readonly draft: Draft; readonly change: (change: Partial<Draft>) => void };

const SerialFields = ({ draft, change }: FieldsProps): ReactElement => {
  const { t } = useTranslation('admin');
  return (
    <>
      <TextInput
        label={t('links.device')}
        description={t('links.deviceRule')}
        value={draft.device}
        onChange={(event) => change({ device: event.currentTarget.value })}
      />
      <Select
        label={t('links.baud')}
        allowDeselect={false}
        data={BAUD_RATES.map(String)}
        value={draft.baud}
        onChange={(baud) => change({ baud: baud ?? FIRST.baud })}
      />
    </>
  );
};

const AddressFields = ({ draft, change }: FieldsProps): ReactElement => {
  const { t } = useTranslation('admin');
  return (
    <>
      <TextInput
        label={t(draft.kind === 'tcp-client' ? 'links.peer' : 'links.host')}
        value={draft.host}
        onChange={(event) => change({ host: event.currentTarget.value })}
      />
      <NumberInput
        label={t('links.port')}
        min={0}
        max={65_535}
        allowDecimal={false}
        value={draft.port}
        onChange={(port) => change({ port })}
      />
      {draft.host === '0.0.0.0' && <Alert color="orange">{t('links.openHint')}</Alert>}
    </>
  );
};

export const AddLinkDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const { t } = useTranslation('admin');
  const [draft, setDraft] = useState(FIRST);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const create = useCreateKey();
  const parsed = linkSchema.safeParse(bodyOf(draft));
  const save = useStep(
    (body: LinkAddress) => create((idempotencyKey) => call(contract.fleet.addLink, { body, idempotencyKey })),
    ['links', 'heard'],
    (added) => {
      notifications.show({ color: 'teal', message: t('links.saved', { name: added.name }) });
      onClose();
    },
  );
  const choose = (text: string | null): void => {
    const kind = LINK_KINDS.find((each) => each === text) ?? 'udp';
    change({ kind, port: USUAL_PORT[kind] });
  };
  return (
    <FormDialog
      title={t('links.add')}
      ready={parsed.success}
      pending={save.isPending}
      error={save.error}
      onSave={() => parsed.success && save.mutate(parsed.data)}
      onClose={onClose}
    >
      <TextInput
        label={t('links.name')}
        description={t('links.nameRule')}
        data-autofocus
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Select
        label={t('links.kind')}
        allowDeselect={false}
        data={LINK_KINDS.map((kind) => ({ value: kind, label: t(`links.kinds.${kind}`) }))}
        value={draft.kind}
        onChange={choose}
      />
      {draft.kind === 'serial' ? (
        <SerialFields draft={draft} change={change} />
      ) : (
        <AddressFields draft={draft} change={change} />
      )}
      <NumberInput
        label={t('links.priority')}
        description={t('links.priorityRule')}
        min={1}
        max={9}
        allowDecimal={false}
        value={draft.priority}
        onChange={(priority) => change({ priority })}
      />
    </FormDialog>
  );
};
