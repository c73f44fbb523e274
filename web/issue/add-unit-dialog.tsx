import { Button, Modal, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { contract } from '../../server/api/contract/contract.ts';
import type { Unit } from '../../server/api/contract/stock.ts';
import { componentFacts, COMPONENTS, type Component } from '../../server/blood/component.ts';
import { parseDin } from '../../server/blood/din.ts';
import { ABO_GROUPS, RHD_TYPES, type Abo, type Rhd } from '../../server/blood/group.ts';
import { call } from '../shared/client.ts';
import { fromLocalField } from '../shared/time.ts';
import { ChoiceGrid } from '../shared/ui/choice-grid.tsx';
import { SubmissionNote } from '../shared/ui/submission-note.tsx';
import { useSubmission } from '../shared/use-submission.ts';

type NewUnit = z.input<typeof contract.stock.add.body>;

type UnitForm = {
  scan: string;
  component: Component | undefined;
  abo: Abo | undefined;
  rhd: Rhd | undefined;
  productCode: string;
  volumeMl: number | undefined;
  expires: string;
};

const EMPTY: UnitForm = {
  scan: '',
  component: undefined,
  abo: undefined,
  rhd: undefined,
  productCode: '',
  volumeMl: undefined,
  expires: '',
};

const toNewUnit = (form: UnitForm): NewUnit | undefined => {
  const { component, abo, rhd, volumeMl } = form;
  const expiresAt = fromLocalField(form.expires);
  if (component === undefined || abo === undefined || rhd === undefined) return undefined;
  if (volumeMl === undefined || expiresAt === undefined || !parseDin(form.scan).ok) return undefined;
  const { scan, productCode } = form;
  return { scan: scan.trim(), component, abo, rhd, productCode: productCode.trim(), volumeMl, expiresAt };
};

const DinField = (props: { value: string; onChange: (value: string) => void }): ReactElement => {
  const { t } = useTranslation('issue');
  const parsed = props.value.trim() === '' ? undefined : parseDin(props.value);
  const words = (): string => {
    if (parsed?.ok !== true) return '';
    return parsed.value.checked
      ? t('stock.scanOk', { din: parsed.value.din })
      : t('stock.scanUnchecked', { din: parsed.value.din });
  };
  return (
    <TextInput
      label={t('stock.scan')}
      data-autofocus
      autoComplete="off"
      autoCapitalize="characters"
      classNames={{ input: 'mono' }}
      value={props.value}
      description={words()}
      error={parsed?.ok === false ? t('stock.scanBad') : undefined}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        // A scanner ends with Enter; the rest of the form is still to be filled in.
        if (event.key === 'Enter') event.preventDefault();
      }}
    />
  );
};

const AddUnitForm = ({ onDone }: { onDone: () => void }): ReactElement => {
  const { t } = useTranslation('issue');
  const { t: tHospital } = useTranslation('hospital');
  const { t: tEnum } = useTranslation('enums');
  const client = useQueryClient();
  const [form, setForm] = useState<UnitForm>(EMPTY);
  const change = (part: Partial<UnitForm>): void => setForm((old) => ({ ...old, ...part }));
  const handle = useSubmission<NewUnit, Unit>({
    send: (body, idempotencyKey) => call(contract.stock.add, { body, idempotencyKey }),
    onDone: (unit) => {
      notifications.show({ color: 'teal', message: t('stock.added', { din: unit.din }) });
      void client.invalidateQueries({ queryKey: ['stock'] });
      onDone();
    },
  });
  const draft = toNewUnit(form);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (draft !== undefined) handle.submit(draft);
      }}
    >
      <Stack gap="sm">
        <DinField value={form.scan} onChange={(scan) => change({ scan })} />
        <ChoiceGrid
          label={t('table.component')}
          columns={4}
          value={form.component}
          choices={COMPONENTS.map((value) => ({ value, label: tEnum(`component.${value}`) }))}
          onChange={(component) =>
            change({ component, volumeMl: form.volumeMl ?? componentFacts(component).defaultVolumeMl })
          }
        />
        <SimpleGrid cols={2} spacing="sm">
          <ChoiceGrid
            label={tHospital('form.abo')}
            columns={4}
            value={form.abo}
            choices={ABO_GROUPS.map((value) => ({ value, label: value }))}
            onChange={(abo) => change({ abo })}
          />
          <ChoiceGrid
            label={tHospital('form.rhd')}
            columns={2}
            value={form.rhd}
            choices={RHD_TYPES.map((value) => ({ value, label: tHospital(`form.rhdChoice.${value}`) }))}
            onChange={(rhd) => change({ rhd })}
          />
          <NumberInput
            label={t('stock.volume')}
            min={5}
            max={1000}
            allowDecimal={false}
            value={form.volumeMl ?? ''}
            onChange={(value) => change({ volumeMl: typeof value === 'number' ? value : undefined })}
          />
          <TextInput
            label={t('stock.productCode')}
            autoComplete="off"
            maxLength={16}
            value={form.productCode}
            onChange={(event) => change({ productCode: event.currentTarget.value })}
          />
        </SimpleGrid>
        <TextInput
          type="datetime-local"
          label={t('stock.expires')}
          value={form.expires}
          onChange={(event) => change({ expires: event.currentTarget.value })}
        />
        <SubmissionNote handle={handle} />
        <Button
          type="submit"
          loading={handle.state.kind === 'sending'}
          disabled={draft === undefined || handle.state.kind === 'unconfirmed'}
        >
          {t('stock.save')}
        </Button>
      </Stack>
    </form>
  );
};

/** Takes one unit into stock. */
export const AddUnitDialog = (props: { opened: boolean; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('issue');
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('stock.addTitle')} size="lg">
      <AddUnitForm onDone={props.onClose} />
    </Modal>
  );
};
