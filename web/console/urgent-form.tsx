import { Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { UrgentApplication, UrgentField } from '../../server/api/contract/urgent.ts';
import { call } from '../shared/client.ts';
import { currentLanguage } from '../shared/i18n/i18n.ts';
import { shortMoment } from '../shared/time.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { useNow } from '../shared/use-now.ts';
import { TimesFields } from './urgent-begin.tsx';

const MOST_CHARS = 300;

type Texts = Readonly<Record<string, string>>;

const isFilledIn = ({ source, scope }: UrgentField): boolean => source !== 'record' && scope !== 'record';

const fieldsOf = ({ items }: UrgentApplication): UrgentField[] => items.flatMap(({ fields }) => fields);

const Blank = ({ required }: { required: boolean }): ReactElement => {
  const { t } = useTranslation('urgent');
  return required ? (
    <ToneBadge tone="attention" icon="alert" size="sm">
      {t('form.blank')}
    </ToneBadge>
  ) : (
    <Text span size="xs" c="dimmed">
      {t('form.optional')}
    </Text>
  );
};

const Known = ({ field }: { field: UrgentField }): ReactElement => {
  const language = currentLanguage();
  return (
    <div>
      <Text size="xs" c="dimmed">
        {field.label[language]}
      </Text>
      {field.value === null ? (
        <Blank required={field.required} />
      ) : (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {field.value[language]}
        </Text>
      )}
    </div>
  );
};

const Asked = (props: {
  field: UrgentField;
  begunAt: number;
  text: string;
  onText: (text: string) => void;
}): ReactElement => {
  const { t } = useTranslation('urgent');
  const now = useNow();
  const { field, begunAt, text, onText } = props;
  const missing = text.trim() === '';
  const said = field.by && { name: field.by.name, time: shortMoment(field.by.at, now) };
  const origin = said && t(field.by !== null && field.by.at < begunAt ? 'form.earlier' : 'form.said', said);
  return (
    <Textarea
      label={
        <>
          {field.label[currentLanguage()]} {missing && <Blank required={field.required} />}
        </>
      }
      description={origin ?? undefined}
      autosize
      minRows={1}
      maxRows={4}
      maxLength={MOST_CHARS}
      value={text}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
};

const Items = (props: {
  application: UrgentApplication;
  texts: Texts | undefined;
  onText: (key: string, text: string) => void;
}): ReactElement => {
  const { application, texts, onText } = props;
  const begunAt = application.steps[0]?.by.at ?? 0;
  return (
    <>
      {application.items.map(({ no, title, fields }) => (
        <section key={no}>
          <Text fw={600} size="sm" mb={4}>
            {no} {title[currentLanguage()]}
          </Text>
          <Stack gap={6}>
            {fields.map((field) =>
              texts !== undefined && isFilledIn(field) ? (
                <Asked
                  key={field.key}
                  field={field}
                  begunAt={begunAt}
                  text={texts[field.key] ?? ''}
                  onText={(text) => onText(field.key, text)}
                />
              ) : (
                <Known key={field.key} field={field} />
              ),
            )}
          </Stack>
        </section>
      ))}
    </>
  );
};

const textsOf = (application: UrgentApplication): Texts =>
  Object.fromEntries(
    fieldsOf(application)
      .filter(isFilledIn)
      .map(({ key, value }): [string, string] => [key, value?.zh ?? '']),
  );

const EditDialog = (props: { application: UrgentApplication; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('urgent');
  const client = useQueryClient();
  const { application, onClose } = props;
  const { flightId, flightNumber, basis, takeoffAt } = application;
  const [times, setTimes] = useState<{ basis: typeof basis; takeoffAt: number | undefined }>({
    basis,
    takeoffAt,
  });
  const [texts, setTexts] = useState(() => textsOf(application));
  const save = useMutation({
    mutationFn: () =>
      call(contract.urgent.save, {
        params: { id: flightId },
        body: { basis: times.basis, takeoffAt: times.takeoffAt ?? 0, answers: texts },
      }),
    onSuccess: () => {
      void client.invalidateQueries();
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('form.title', { number: flightNumber })}
      size="lg"
      ready={times.takeoffAt !== undefined}
      pending={save.isPending}
      error={save.error}
      onSave={() => save.mutate()}
      onClose={onClose}
    >
      <Text size="sm">{t('form.hint')}</Text>
      <TimesFields value={times} onChange={setTimes} />
      <Items
        application={application}
        texts={texts}
        onText={(key, text) => setTexts((before) => ({ ...before, [key]: text }))}
      />
      {application.exported && <Text size="sm">{t('form.changed')}</Text>}
    </FormDialog>
  );
};

/** The thirteen items: to be filled in while it is a draft, else to look at. */
export const UrgentForm = (props: {
  application: UrgentApplication;
  mayEdit: boolean;
  onClose: () => void;
}): ReactElement => {
  const { t } = useTranslation('urgent');
  const { application, mayEdit, onClose } = props;
  if (mayEdit && application.state === 'draft')
    return <EditDialog application={application} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} size="lg" title={t('form.title', { number: application.flightNumber })}>
      <Stack gap="sm">
        <Items application={application} texts={undefined} onText={() => undefined} />
      </Stack>
    </Modal>
  );
};
