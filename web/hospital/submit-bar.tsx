import { Anchor, Button, Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Order, OrderDraft } from '../../server/api/contract/orders.ts';
import { useBloodText } from '../shared/blood-text.ts';
import { clockTime } from '../shared/time.ts';
import { SubmissionNote } from '../shared/ui/submission-note.tsx';
import { useNow } from '../shared/use-now.ts';
import type { SubmissionHandle } from '../shared/use-submission.ts';
import classes from './new-order-page.module.css';
import { neededAt, type Faults, type OrderForm } from './order-form.ts';

/** What will be sent, in words, beside the button that sends it. */
export const SubmitBar = (props: {
  form: OrderForm;
  faults: Faults;
  handle: SubmissionHandle<OrderDraft, Order>;
}): ReactElement => {
  const { t } = useTranslation('hospital');
  const { t: tCommon } = useTranslation();
  const blood = useBloodText();
  const now = useNow();
  const { form, faults, handle } = props;
  const at = neededAt(form, now);
  const lines = form.lines.map((line) =>
    line.component === undefined || line.abo === undefined || line.rhd === undefined
      ? t('form.summaryEmpty')
      : t('form.summary', {
          component: blood.component(line.component),
          group: blood.group({ abo: line.abo, rhd: line.rhd }),
          units: line.units,
        }),
  );
  const sending = handle.state.kind === 'sending' || handle.state.kind === 'done';
  return (
    <div className={classes['bar']}>
      <SubmissionNote handle={handle} />
      {handle.state.kind === 'unconfirmed' && (
        <Text size="xs" c="dimmed" my={4}>
          {t('form.leaveHint')}{' '}
          <Anchor component={Link} to="/hospital" size="xs" onClick={handle.reset}>
            {t('form.leave')}
          </Anchor>
        </Text>
      )}
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={600} lineClamp={2}>
            {lines.join(tCommon('semicolon'))}
          </Text>
          <Text size="xs" c={faults.size > 0 ? 'red' : 'dimmed'} role={faults.size > 0 ? 'alert' : undefined}>
            {faults.size > 0
              ? t('form.faults', { count: faults.size })
              : at !== undefined && t('form.by', { time: clockTime(at) })}
          </Text>
        </div>
        <Button
          type="submit"
          size="lg"
          px="lg"
          style={{ flex: 'none' }}
          loading={sending}
          disabled={handle.state.kind === 'unconfirmed'}
        >
          {t('form.submit')}
        </Button>
      </Group>
    </div>
  );
};
