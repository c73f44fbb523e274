import { Button, Checkbox, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order, OrderDraft } from '../../server/api/contract/orders.ts';
import { checkNote } from '../../server/orders/note-check.ts';
import { URGENCIES } from '../../server/orders/states.ts';
import { ApiError } from '../shared/api-error.ts';
import { call } from '../shared/client.ts';
import { recall, remember } from '../shared/remembered.ts';
import { ChoiceGrid } from '../shared/ui/choice-grid.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { IssueList } from '../shared/ui/issue-list.tsx';
import { TONE_COLOR, URGENCY_LOOK } from '../shared/ui/tones.ts';
import { serverNow } from '../shared/use-now.ts';
import { useSubmission } from '../shared/use-submission.ts';
import { LineFields } from './line-fields.tsx';
import { NeededByField } from './needed-by-field.tsx';
import classes from './new-order-page.module.css';
import {
  EMPTY_LINE,
  emptyForm,
  MOST_LINES,
  neededByOf,
  toDraft,
  type Faults,
  type OrderForm,
} from './order-form.ts';
import { SubmitBar } from './submit-bar.tsx';

const PHONE_KEY = 'ward-phone';

type FieldsProps = {
  form: OrderForm;
  faults: Faults;
  change: (part: Partial<OrderForm>) => void;
};

const UrgencyField = ({ form, faults, change }: FieldsProps): ReactElement => {
  const { t } = useTranslation('hospital');
  const { t: tEnum } = useTranslation('enums');
  const fault = faults.get('urgency');
  return (
    <ChoiceGrid
      label={t('form.urgency')}
      columns={4}
      value={form.urgency}
      error={fault && t(`form.fault.${fault}`)}
      choices={URGENCIES.map((value) => ({
        value,
        label: (
          <Stack gap={2} align="center">
            <Text span c={TONE_COLOR[URGENCY_LOOK[value].tone]} lh={1}>
              <Icon name={URGENCY_LOOK[value].icon} size={20} />
            </Text>
            {tEnum(`urgency.${value}`)}
          </Stack>
        ),
      }))}
      onChange={(urgency) => change({ urgency })}
    />
  );
};

const Lines = ({ form, faults, change }: FieldsProps): ReactElement => {
  const { t } = useTranslation('hospital');
  const many = form.lines.length > 1;
  const replace = (at: number, line: OrderForm['lines'][number]): void =>
    change({ lines: form.lines.map((old, index) => (index === at ? line : old)) });
  return (
    <Stack gap="sm">
      {form.lines.map((line, index) => (
        <LineFields
          key={index}
          line={line}
          number={many ? index + 1 : undefined}
          faultOf={(field) => faults.get(`lines.${index}.${field}`)}
          onChange={(next) => replace(index, next)}
          onRemove={
            many ? () => change({ lines: form.lines.filter((_, other) => other !== index) }) : undefined
          }
        />
      ))}
      {form.lines.length < MOST_LINES && (
        <Button
          variant="subtle"
          size="compact-sm"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<Icon name="plus" />}
          onClick={() => change({ lines: [...form.lines, EMPTY_LINE] })}
        >
          {t('form.addLine')}
        </Button>
      )}
    </Stack>
  );
};

const ContactFields = ({ form, faults, change }: FieldsProps): ReactElement => {
  const { t } = useTranslation('hospital');
  const fault = (field: string): string | undefined => {
    const key = faults.get(field);
    return key === undefined ? undefined : t(`form.fault.${key}`);
  };
  const suspicious = checkNote(form.note);
  const asks = suspicious.length > 0 || faults.get('note') === 'noteConfirm';
  const warning = useRef<HTMLDivElement>(null);
  // The bar with the button covers the end of the page: a warning that nobody sees is none.
  useEffect(() => {
    if (asks) warning.current?.scrollIntoView({ block: 'nearest' });
  }, [asks]);
  return (
    <Stack gap="sm">
      <NeededByField
        value={neededByOf(form)}
        error={fault('neededBy')}
        onChange={(neededBy) => change({ neededBy })}
      />
      <SimpleGrid cols={2} spacing="sm">
        <TextInput
          size="md"
          label={t('form.requestNo')}
          placeholder="XQ-0317"
          autoComplete="off"
          autoCapitalize="characters"
          value={form.requestNo}
          error={fault('requestNo')}
          onChange={(event) => change({ requestNo: event.currentTarget.value })}
        />
        <TextInput
          size="md"
          type="tel"
          label={t('form.wardPhone')}
          placeholder="8012"
          autoComplete="off"
          value={form.wardPhone}
          error={fault('wardPhone')}
          onChange={(event) => change({ wardPhone: event.currentTarget.value })}
        />
      </SimpleGrid>
      <Textarea
        size="md"
        autosize
        minRows={1}
        maxRows={4}
        maxLength={200}
        label={t('form.note')}
        description={t('form.noteHint')}
        value={form.note}
        error={fault('note')}
        onChange={(event) => change({ note: event.currentTarget.value, noteConfirmed: false })}
      />
      <div ref={warning} className={classes['warning']}>
        <IssueList issues={suspicious} />
        {asks && (
          <Checkbox
            mt="xs"
            label={t('form.noteConfirm')}
            checked={form.noteConfirmed}
            onChange={(event) => change({ noteConfirmed: event.currentTarget.checked })}
          />
        )}
      </div>
    </Stack>
  );
};

const NO_FAULTS: Faults = new Map();

/** The order form: at most eight answers, the largest buttons first. */
export const NewOrderPage = (): ReactElement => {
  const { t } = useTranslation('hospital');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form, setForm] = useState<OrderForm>(() => emptyForm(recall(PHONE_KEY) ?? ''));
  const [faults, setFaults] = useState<Faults>(NO_FAULTS);
  const handle = useSubmission<OrderDraft, Order>({
    keepAs: 'order',
    send: (body, idempotencyKey) => call(contract.orders.create, { body, idempotencyKey }),
    onDone: (order) => {
      remember(PHONE_KEY, order.wardPhone);
      client.setQueryData(['orders', 'one', order.id], order);
      void client.invalidateQueries({ queryKey: ['orders', 'list'] });
      notifications.show({ color: 'teal', message: t('form.done', { number: order.number }) });
      void navigate(`/hospital/orders/${order.id}`, { replace: true });
    },
  });
  const change = (part: Partial<OrderForm>): void => {
    setForm((old) => ({ ...old, ...part }));
    setFaults(NO_FAULTS);
    if (handle.state.kind === 'refused') handle.reset();
  };
  const submit = (): void => {
    const result = toDraft(form, serverNow(), checkNote(form.note).length > 0);
    if (result.ok) {
      handle.submit(result.draft);
      return;
    }
    setFaults(result.faults);
    // After the faults are drawn, bring the first of them into view.
    requestAnimationFrame(() =>
      document.querySelector('[data-error="true"]')?.scrollIntoView({ block: 'center' }),
    );
  };
  const refused = handle.state.kind === 'refused' ? handle.state.error : undefined;
  const noteRefused = refused instanceof ApiError && refused.place === 'note';
  const shown: Faults = noteRefused ? new Map([['note', 'noteConfirm']]) : faults;
  const locked = handle.state.kind === 'unconfirmed' || handle.state.kind === 'sending';
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Title order={1} size="h4" mb="sm">
        {t('form.title')}
      </Title>
      <fieldset disabled={locked} className={classes['fields']}>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Stack gap="sm">
            <UrgencyField form={form} faults={shown} change={change} />
            <Lines form={form} faults={shown} change={change} />
          </Stack>
          <ContactFields form={form} faults={shown} change={change} />
        </SimpleGrid>
      </fieldset>
      <SubmitBar form={form} faults={shown} handle={handle} />
    </form>
  );
};
