import { Checkbox, SimpleGrid, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Vehicle } from '../../server/api/contract/fleet.ts';
import { call } from '../shared/client.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';
import { PadSelect, ProfileSelect } from './drone-selects.tsx';
import type { Heard } from './queries.ts';

/** Registers an autopilot that is heard; its numbers are as read from it and are not typed. */
export const RegisterDialog = (props: { heard: Heard; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('admin');
  const { heard, onClose } = props;
  const [name, setName] = useState('');
  const [profileId, setProfileId] = useState<string | null>(null);
  const [homePadId, setHomePadId] = useState<string | null>(null);
  const [simulated, setSimulated] = useState(false);
  const create = useCreateKey();
  const { link, sysid, compid, uid } = heard;
  const body =
    name.trim() === '' || profileId === null || homePadId === null
      ? undefined
      : { name: name.trim(), sysid, compid, link, uid, profileId, homePadId, simulated };
  const save = useStep(
    (fields: NonNullable<typeof body>): Promise<Vehicle> =>
      create((idempotencyKey) => call(contract.fleet.register, { body: fields, idempotencyKey })),
    ['vehicles', 'heard'],
    (vehicle) => {
      notifications.show({ color: 'teal', message: t('drones.saved', { name: vehicle.name }) });
      onClose();
    },
  );
  const read = (label: string, value: string): ReactElement => (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" className="mono" style={{ overflowWrap: 'anywhere' }}>
        {value}
      </Text>
    </div>
  );
  return (
    <FormDialog
      title={t('drones.registerTitle')}
      saveLabel={t('drones.register')}
      ready={body !== undefined}
      pending={save.isPending}
      error={save.error}
      onSave={() => body !== undefined && save.mutate(body)}
      onClose={onClose}
    >
      <SimpleGrid cols={2} spacing="xs">
        {read(t('drones.link'), link)}
        {read(`${t('drones.sysid')} / ${t('drones.compid')}`, `${sysid} / ${compid}`)}
        {read(t('drones.autopilot'), `${heard.autopilot} ${heard.firmware} · ${heard.type}`)}
        {read(t('drones.uid'), uid === '' ? t('drones.noUid') : uid)}
      </SimpleGrid>
      <TextInput
        label={t('drones.name')}
        placeholder="NJ-04"
        data-autofocus
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <ProfileSelect value={profileId} onChange={setProfileId} />
      <PadSelect label={t('drones.home')} value={homePadId} onChange={setHomePadId} />
      <Checkbox
        label={t('drones.isSimulated')}
        checked={simulated}
        onChange={(event) => setSimulated(event.currentTarget.checked)}
      />
    </FormDialog>
  );
};
