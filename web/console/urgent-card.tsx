import { Alert, Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { UrgentApplication } from '../../server/api/contract/urgent.ts';
import { URGENT_TICKS } from '../../server/flight/preflight-table.ts';
import { applyBy, decideBy, STANDING } from '../../server/flight/urgent-rules.ts';
import { call } from '../shared/client.ts';
import { useMay } from '../shared/session/session.tsx';
import { clockTime, countdown } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import type { Look } from '../shared/ui/tones.ts';
import { UrgentSteps, useUrgentApplication } from '../shared/urgent/urgent-steps.tsx';
import { useNow } from '../shared/use-now.ts';
import classes from './console.module.css';
import { OwnTicks } from './own-ticks.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { UrgentBegin } from './urgent-begin.tsx';
import { UrgentChecklist } from './urgent-checklist.tsx';

const LOOKS: Readonly<Record<UrgentApplication['state'], Look>> = {
  draft: { tone: 'work', icon: 'list' },
  sent: { tone: 'wait', icon: 'hourglass' },
  granted: { tone: 'done', icon: 'check' },
  refused: { tone: 'critical', icon: 'cross' },
  withdrawn: { tone: 'ended', icon: 'return' },
};

/** What is due next, and how long there is. */
const Deadline = ({ application }: { application: UrgentApplication }): ReactElement => {
  const { t } = useTranslation('urgent');
  const now = useNow();
  const { state, basis, takeoffAt } = application;
  const due = state === 'draft' ? applyBy(basis, takeoffAt) : decideBy(takeoffAt);
  const what = state === 'draft' ? 'by' : 'answerBy';
  const isLate = due !== undefined && now > due;
  const values = due === undefined ? {} : { time: clockTime(due), left: countdown(due - now) };
  return (
    <Text size="sm" fw={600} {...(isLate ? { c: 'red' } : {})}>
      {t('takeoffAt', { time: clockTime(takeoffAt) })}
      {state !== 'granted' &&
        ` · ${due === undefined ? t('by.special') : t(`${what}.${isLate ? 'late' : 'left'}`, values)}`}
    </Text>
  );
};

const Standing = (props: { application: UrgentApplication; flight: Flight }): ReactElement => {
  const { t } = useTranslation('urgent');
  const may = useMay();
  const { application, flight } = props;
  const mayEdit = may('conditions.write');
  return (
    <>
      <Deadline application={application} />
      {application.routeChanged && (
        <Alert color="orange" p="xs" icon={<Icon name="alert" size={16} />}>
          {t('routeChanged')}
        </Alert>
      )}
      <UrgentChecklist application={application} mayEdit={mayEdit} />
      <OwnTicks flight={flight} names={URGENT_TICKS} disabled={!may('flight.launch')} />
      <Text size="xs" c="dimmed">
        {t('after')}
      </Text>
      {mayEdit && (
        <div>
          <ReasonDialog
            label={t('withdraw')}
            title={t('withdraw')}
            text={t('withdrawHint')}
            submit={t('withdraw')}
            color="red"
            act={(reason) => call(contract.urgent.withdraw, { params: { id: flight.id }, body: { reason } })}
          />
        </div>
      )}
    </>
  );
};

const Begin = (props: { flight: Flight; again: boolean; needed: boolean }): ReactElement => {
  const { t } = useTranslation('urgent');
  const may = useMay();
  const { flight, again, needed } = props;
  const form = may('conditions.write') && <UrgentBegin flightId={flight.id} again={again} />;
  if (needed)
    return (
      <>
        <Text size="sm">{t('needed')}</Text>
        {form}
      </>
    );
  return (
    <details>
      <summary style={{ cursor: 'pointer', fontSize: 13 }}>{t('covered')}</summary>
      <div style={{ marginTop: 6 }}>{form}</div>
    </details>
  );
};

/** No approval has its time, or none of them its way. */
const UNCOVERED = ['preflight.approval_window', 'preflight.approval_corridor'];

/** The application for an urgent flight and the list of Art. 29: open where no approval covers the flight. */
export const UrgentCard = ({ flight }: { flight: Flight }): ReactElement | null => {
  const { t } = useTranslation('urgent');
  const query = useUrgentApplication(flight.id);
  // Without a plan nobody knows what would have to be covered.
  if (query.data === undefined || flight.plan === null) return null;
  const { application } = query.data;
  const stands = application !== null && STANDING.includes(application.state);
  const needed = flight.issues.some(({ id }) => UNCOVERED.includes(id));
  return (
    <section className={classes['block']} aria-label={t('title')}>
      <Stack gap={8}>
        {(stands || needed || application !== null) && (
          <Group justify="space-between" gap="xs">
            <Text fw={600} size="sm">
              {t('title')}
            </Text>
            {application !== null && (
              <ToneBadge {...LOOKS[application.state]} size="sm">
                {t(`state.${application.state}`)}
              </ToneBadge>
            )}
          </Group>
        )}
        {stands ? (
          <Standing application={application} flight={flight} />
        ) : (
          <Begin flight={flight} again={application !== null} needed={needed} />
        )}
        {application !== null && <UrgentSteps steps={application.steps} />}
      </Stack>
    </section>
  );
};
