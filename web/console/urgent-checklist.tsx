import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { UrgentApplication } from '../../server/api/contract/urgent.ts';
import { isConfirmed } from '../../server/flight/approval-corridor.ts';
import { addressOf, call } from '../shared/client.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { UrgentFiles } from '../shared/urgent/urgent-steps.tsx';
import { useNow } from '../shared/use-now.ts';
import { Approval } from './approvals.tsx';
import { AnswerButtons, SentButton } from './urgent-dialogs.tsx';
import { UrgentForm } from './urgent-form.tsx';

const Row = (props: { done: boolean; text: string; children?: ReactNode }): ReactElement => (
  <Group gap={6} wrap="nowrap" justify="space-between">
    <Group gap={6} wrap="nowrap">
      <span style={{ color: `var(--mantine-color-${props.done ? 'green' : 'orange'}-text)`, lineHeight: 1 }}>
        <Icon name={props.done ? 'check' : 'hourglass'} size={16} />
      </span>
      <Text size="sm" fw={props.done ? 400 : 600}>
        {props.text}
      </Text>
    </Group>
    {props.children}
  </Group>
);

/** Fixes what goes out, then gives the file. */
const ExportButtons = ({ flightId }: { flightId: string }): ReactElement => {
  const { t } = useTranslation('urgent');
  const client = useQueryClient();
  const params = { id: flightId };
  const give = useMutation({
    mutationFn: (format: 'pdf' | 'json') => call(contract.urgent.export, { params, body: { format } }),
    onSuccess: (_answer, format) => {
      void client.invalidateQueries();
      window.location.assign(addressOf(contract.urgent[format], { params }));
    },
  });
  return (
    <div>
      <Group gap={6} justify="flex-end">
        {(['pdf', 'json'] as const).map((format) => (
          <Button
            key={format}
            size="compact-sm"
            variant={format === 'pdf' ? 'light' : 'default'}
            loading={give.isPending && give.variables === format}
            onClick={() => give.mutate(format)}
          >
            {t(format)}
          </Button>
        ))}
      </Group>
      {give.error !== null && <ErrorState error={give.error} />}
    </div>
  );
};

const Filled = (props: { application: UrgentApplication; mayEdit: boolean }): ReactElement => {
  const { t } = useTranslation('urgent');
  const [opened, setOpened] = useState(false);
  const { application, mayEdit } = props;
  const { state, blanks } = application;
  const edits = mayEdit && state === 'draft';
  const isFull = blanks.length === 0;
  const blanksKey = state === 'draft' ? 'row.blanks' : 'row.blanksThen';
  return (
    <Row done={isFull} text={isFull ? t('row.filled') : t(blanksKey, { n: blanks.length })}>
      <Button
        size="compact-sm"
        variant={edits && !isFull ? 'filled' : 'default'}
        onClick={() => setOpened(true)}
      >
        {t(edits ? 'fill' : 'look')}
      </Button>
      {opened && <UrgentForm application={application} mayEdit={mayEdit} onClose={() => setOpened(false)} />}
    </Row>
  );
};

const Confirmed = ({ application }: { application: UrgentApplication }): ReactElement | null => {
  const { t } = useTranslation('urgent');
  const now = useNow();
  const confirmations = application.approval?.confirmations ?? null;
  if (confirmations === null) return null;
  const done = isConfirmed(confirmations, now);
  return <Row done={done} text={t(done ? 'row.confirmed' : 'row.needConfirm')} />;
};

/** From the export to the answer. */
const Sending = (props: { application: UrgentApplication; mayEdit: boolean }): ReactElement => {
  const { t } = useTranslation('urgent');
  const { application, mayEdit } = props;
  const { state, exported, flightId } = application;
  const drafting = state === 'draft' && mayEdit;
  return (
    <>
      <Row done={exported} text={t(exported ? 'row.exported' : 'row.export')}>
        {drafting ? (
          <ExportButtons flightId={flightId} />
        ) : (
          exported && <UrgentFiles application={application} />
        )}
      </Row>
      <Row done={state !== 'draft'} text={t(state === 'draft' ? 'row.send' : 'row.sent')}>
        {drafting && <SentButton id={flightId} disabled={!exported} />}
      </Row>
    </>
  );
};

/** What Art. 29 asks for before take-off, in its order: done, or with the button that does it. */
export const UrgentChecklist = (props: {
  application: UrgentApplication;
  mayEdit: boolean;
}): ReactElement => {
  const { t } = useTranslation('urgent');
  const { application, mayEdit } = props;
  const { state, approval } = application;
  return (
    <>
      <Filled application={application} mayEdit={mayEdit} />
      <Sending application={application} mayEdit={mayEdit} />
      <Row done={state === 'granted'} text={t(state === 'granted' ? 'row.answered' : 'row.answer')}>
        {state === 'sent' && mayEdit && <AnswerButtons application={application} />}
      </Row>
      <Confirmed application={application} />
      {approval !== null && mayEdit && <Approval approval={approval} />}
    </>
  );
};
