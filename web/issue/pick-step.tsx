import { Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { parseDin } from '../../server/blood/din.ts';
import { call } from '../shared/client.ts';
import { errorText } from '../shared/i18n/translate.ts';
import { ScanFeedback } from '../shared/ui/scan-feedback.tsx';
import { ScanInput } from '../shared/ui/scan-input.tsx';
import { useFeedback } from '../shared/use-feedback.ts';
import { useScanQueue } from '../shared/use-scan-queue.ts';
import { useStep } from '../shared/use-step.ts';
import { countsOf } from './work.ts';

/** The number that a scan carries, as people read it on the label. */
export const dinOf = (raw: string): string => {
  const parsed = parseDin(raw);
  return parsed.ok ? parsed.value.din : raw.trim();
};

/** First person: take the reserved units out, each by its number. */
export const PickStep = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('issue');
  const { feedback, say } = useFeedback();
  const counts = countsOf(order);
  const pick = useStep(
    (scan: string) => call(contract.orders.pick, { params: { id: order.id }, body: { scan } }),
    ['orders', 'stock'],
  );
  const scan = useScanQueue((raw) =>
    pick.mutateAsync(raw).then(
      () => say('good', t('pick.ok', { din: dinOf(raw) })),
      (error: unknown) => say('bad', `${dinOf(raw)}: ${errorText(error)}`),
    ),
  );
  return (
    <Stack gap="xs">
      <ScanInput label={t('pick.scan')} autoFocus onScan={scan} />
      <ScanFeedback
        feedback={feedback}
        idle={t('pick.progress', { have: counts.picked, want: counts.want })}
      />
    </Stack>
  );
};
