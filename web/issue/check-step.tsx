import { Radio, Stack } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { call } from '../shared/client.ts';
import { errorText } from '../shared/i18n/translate.ts';
import { useMe } from '../shared/session/session.tsx';
import { ScanFeedback } from '../shared/ui/scan-feedback.tsx';
import { ScanInput } from '../shared/ui/scan-input.tsx';
import {
  isSecondComplete,
  NO_SECOND,
  SecondPersonFields,
  type SecondPerson,
} from '../shared/ui/second-person-fields.tsx';
import { useFeedback } from '../shared/use-feedback.ts';
import { useScanQueue } from '../shared/use-scan-queue.ts';
import { useStep } from '../shared/use-step.ts';
import { dinOf } from './pick-step.tsx';
import { countsOf } from './work.ts';

type Who = 'inline' | 'own';

/** Second person: scan each unit again, at this device or in a session of their own. */
export const CheckStep = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('issue');
  const { person } = useMe();
  const { feedback, say } = useFeedback();
  const [who, setWho] = useState<Who>('inline');
  const [second, setSecond] = useState<SecondPerson>(NO_SECOND);
  const counts = countsOf(order);
  const check = useStep(
    (scan: string) =>
      call(contract.orders.check, {
        params: { id: order.id },
        body: who === 'inline' ? { scan, second } : { scan },
      }),
    ['orders', 'stock'],
  );
  const scan = useScanQueue(async (raw) => {
    if (who === 'inline' && !isSecondComplete(second)) {
      say('note', t('check.needSecond'));
      return;
    }
    await check.mutateAsync(raw).then(
      () => say('good', t('check.ok', { din: dinOf(raw) })),
      (error: unknown) => say('bad', `${dinOf(raw)}: ${errorText(error)}`),
    );
  });
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t('check.who')}
        description={t('check.different')}
        value={who}
        onChange={(value) => setWho(value === 'own' ? 'own' : 'inline')}
      >
        <Stack gap={6} mt={6}>
          <Radio value="inline" label={t('check.inline')} />
          <Radio value="own" label={t('check.own', { name: person.name })} />
        </Stack>
      </Radio.Group>
      {who === 'inline' && <SecondPersonFields value={second} onChange={setSecond} />}
      <ScanInput label={t('check.scan')} onScan={scan} />
      <ScanFeedback
        feedback={feedback}
        idle={t('check.progress', { have: counts.checked, want: counts.want })}
      />
    </Stack>
  );
};
