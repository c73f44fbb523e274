import { NumberInput, SimpleGrid, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Site } from '../../server/api/contract/fleet.ts';
import type { LonLat } from '../../server/core/geo.ts';
import { call } from '../shared/client.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';
import { PositionField } from './position-field.tsx';

export type Pad = Site['pads'][number];

type PadForm = {
  readonly name: string;
  readonly position: LonLat | undefined;
  readonly elevationAmslM: number | undefined;
  readonly heightAboveGroundM: number | undefined;
  readonly surveyed: boolean;
};

const asNumber = (value: string | number): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** Creates a pad at a site, or changes one. */
export const PadDialog = (props: { site: Site; pad: Pad | undefined; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('admin');
  const { site, pad, onClose } = props;
  const [form, setForm] = useState<PadForm>(() => ({
    name: pad?.name ?? '',
    position: pad?.position ?? site.position,
    elevationAmslM: pad?.elevationAmslM,
    heightAboveGroundM: pad?.heightAboveGroundM ?? 0,
    surveyed: pad?.surveyed ?? false,
  }));
  const create = useCreateKey();
  const { name, position, elevationAmslM, heightAboveGroundM, surveyed } = form;
  const body =
    name.trim() === '' ||
    position === undefined ||
    elevationAmslM === undefined ||
    heightAboveGroundM === undefined
      ? undefined
      : { name, position, elevationAmslM, heightAboveGroundM, surveyed };
  const save = useStep(
    async (fields: NonNullable<typeof body>): Promise<Pad> =>
      pad === undefined
        ? create((idempotencyKey) =>
            call(contract.fleet.createPad, { params: { id: site.id }, body: fields, idempotencyKey }),
          )
        : call(contract.fleet.changePad, { params: { id: pad.id }, body: fields }),
    ['sites'],
    (saved) => {
      notifications.show({ color: 'teal', message: t('sites.saved', { name: saved.name }) });
      onClose();
    },
  );
  const change = (part: Partial<PadForm>): void => setForm((old) => ({ ...old, ...part }));
  return (
    <FormDialog
      title={pad === undefined ? t('sites.addPad') : t('sites.padTitle', { name: pad.name })}
      size="lg"
      ready={body !== undefined}
      pending={save.isPending}
      error={save.error}
      onSave={() => body !== undefined && save.mutate(body)}
      onClose={onClose}
    >
      <TextInput
        label={t('sites.padName')}
        maxLength={40}
        value={name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <PositionField initial={position} onChange={(next) => change({ position: next })} />
      <SimpleGrid cols={2} spacing="sm">
        <NumberInput
          label={t('sites.elevation')}
          decimalScale={2}
          min={-50}
          max={1500}
          value={elevationAmslM ?? ''}
          onChange={(value) => change({ elevationAmslM: asNumber(value) })}
        />
        <NumberInput
          label={t('sites.height')}
          decimalScale={2}
          min={0}
          max={600}
          value={heightAboveGroundM ?? ''}
          onChange={(value) => change({ heightAboveGroundM: asNumber(value) })}
        />
      </SimpleGrid>
      <Switch
        label={t('sites.surveyed')}
        checked={surveyed}
        onChange={(event) => change({ surveyed: event.currentTarget.checked })}
      />
    </FormDialog>
  );
};
