import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { call } from '../shared/client.ts';
import { storedReason } from '../shared/i18n/flight-words.ts';
import { useMay, useMe } from '../shared/session/session.tsx';
import { clockTime } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { IssueList } from '../shared/ui/issue-list.tsx';
import {
  isSecondComplete,
  NO_SECOND,
  SecondPersonFields,
  type SecondPerson,
} from '../shared/ui/second-person-fields.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { ErrorState } from '../shared/ui/states.tsx';
import { useStep } from '../shared/use-step.ts';

type Receipt = NonNullable<Order['receipt']>;

const VERDICT_LOOK = {
  accept: { tone: 'done', icon: 'check' },
  refuse: { tone: 'critical', icon: 'cross' },
  quarantine: { tone: 'attention', icon: 'stop' },
} as const;

const Cosign = ({ order, receipt }: { order: Order; receipt: Receipt }): ReactElement | null => {
  const { t } = useTranslation('hospital');
  const me = useMe();
  const may = useMay();
  const [second, setSecond] = useState<SecondPerson>(NO_SECOND);
  const cosign = useStep(
    (person: SecondPerson | undefined) =>
      call(contract.orders.cosign, {
        params: { id: order.id },
        body: person === undefined ? {} : { second: person },
      }),
    ['orders', 'stock'],
  );
  if (!may('receipt.sign')) return null;
  if (me.person.id !== receipt.first.personId) {
    return (
      <Stack gap="sm">
        {cosign.error !== null && <ErrorState error={cosign.error} />}
        <Button
          size="lg"
          loading={cosign.isPending}
          leftSection={<Icon name="users" size={20} />}
          onClick={() => cosign.mutate(undefined)}
        >
          {t('receive.cosignOwn', { name: me.person.name })}
        </Button>
      </Stack>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        cosign.mutate(second);
      }}
    >
      <Stack gap="sm">
        <SecondPersonFields value={second} onChange={setSecond} disabled={cosign.isPending} />
        {cosign.error !== null && <ErrorState error={cosign.error} />}
        <Button
          type="submit"
          size="lg"
          loading={cosign.isPending}
          disabled={!isSecondComplete(second)}
          leftSection={<Icon name="users" size={20} />}
        >
          {t('receive.cosignInline')}
        </Button>
      </Stack>
    </form>
  );
};

/** What was signed for, with its findings, and the place for the second signature. */
export const ReceiptCard = ({ order, receipt }: { order: Order; receipt: Receipt }): ReactElement => {
  const { t } = useTranslation('hospital');
  const { t: tEnum } = useTranslation('enums');
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm">
        <Text fw={600} size="sm">
          {t('detail.receipt')}
        </Text>
        <IssueList issues={receipt.issues} />
        <Stack gap={4}>
          {receipt.boxes.map((box) => (
            <Group key={box.boxNo} gap="xs">
              <Text size="sm" fw={600}>
                {t('receive.box', { boxNo: box.boxNo })}
              </Text>
              <Text size="sm">{t('receive.temperatureRead', { value: box.temperatureC })}</Text>
              <Text size="sm">{box.sealIntact ? t('receive.sealIntact') : t('receive.sealBroken')}</Text>
            </Group>
          ))}
        </Stack>
        <Stack gap={4}>
          {receipt.units.map((unit) => (
            <Group key={unit.din} justify="space-between" gap="xs" wrap="nowrap">
              <div>
                <Text size="sm" className="mono">
                  {unit.din}
                </Text>
                {unit.reason !== '' && (
                  <Text size="xs" c="dimmed">
                    {storedReason(unit.reason)}
                  </Text>
                )}
              </div>
              <ToneBadge {...VERDICT_LOOK[unit.verdict]}>{tEnum(`verdict.${unit.verdict}`)}</ToneBadge>
            </Group>
          ))}
        </Stack>
        {receipt.note !== '' && <Text size="sm">{receipt.note}</Text>}
        <Text size="sm">
          {t('receive.first')}：
          {t('receive.signedBy', { name: receipt.first.name, time: clockTime(receipt.first.at) })}
        </Text>
        {receipt.second === null ? (
          <>
            <Alert color="orange" p="xs" icon={<Icon name="users" size={18} />}>
              {t('receive.secondOpen')}
            </Alert>
            <Cosign order={order} receipt={receipt} />
          </>
        ) : (
          <Text size="sm">
            {t('receive.second')}：
            {t('receive.signedBy', { name: receipt.second.name, time: clockTime(receipt.second.at) })}
          </Text>
        )}
      </Stack>
    </Paper>
  );
};
