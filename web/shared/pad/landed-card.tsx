import { Alert, Button, Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../../server/api/contract/contract.ts';
import type { Flight } from '../../../server/api/contract/flights.ts';
import { call } from '../client.ts';
import { errorText } from '../i18n/translate.ts';
import { clockTime } from '../time.ts';
import { Icon } from '../ui/icon.tsx';
import { ScanFeedback } from '../ui/scan-feedback.tsx';
import { ScanInput } from '../ui/scan-input.tsx';
import { FlightStateBadge } from '../ui/state-badge.tsx';
import { ErrorState } from '../ui/states.tsx';
import { useFeedback } from '../use-feedback.ts';
import { useScanQueue } from '../use-scan-queue.ts';
import { useStep } from '../use-step.ts';

const Unload = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('hospital');
  const { feedback, say } = useFeedback();
  const unload = useStep(
    (boxNo: string) => call(contract.flights.unload, { params: { id: flight.id }, body: { boxNo } }),
    ['flights', 'orders'],
  );
  const scan = useScanQueue((raw) => {
    const boxNo = raw.toUpperCase();
    return unload.mutateAsync(boxNo).then(
      () => say('good', t('pads.unloaded', { boxNo })),
      (error: unknown) => say('bad', `${boxNo}: ${errorText(error)}`),
    );
  });
  return (
    <Stack gap="xs">
      <ScanInput label={t('pads.unloadScan')} onScan={scan} />
      <ScanFeedback feedback={feedback} idle={t('pads.unloadHint')} />
    </Stack>
  );
};

const Turnaround = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('hospital');
  const home = flight.kind === 'return';
  const [unloaded, setUnloaded] = useState(false);
  const [battery, setBattery] = useState(false);
  const [clear, setClear] = useState(false);
  const confirm = useStep(
    (_: undefined) =>
      call(contract.flights.turnaround, {
        params: { id: flight.id },
        body: { unloaded: true, batteryChanged: true, padClear: true },
      }),
    ['flights', 'vehicles', 'sites'],
  );
  if (flight.turnaround !== null) {
    const { by } = flight.turnaround;
    return <Text size="sm">{t('pads.tDone', { name: by.name, time: clockTime(by.at) })}</Text>;
  }
  return (
    <Stack gap="xs">
      <div>
        <Text fw={600} size="sm">
          {home ? t('pads.nextTitle') : t('pads.turnaround')}
        </Text>
        <Text size="sm" c="dimmed">
          {home ? t('pads.nextHint') : t('pads.turnaroundHint')}
        </Text>
      </div>
      <Checkbox
        size="md"
        label={t('pads.tUnloaded')}
        checked={unloaded}
        onChange={(event) => setUnloaded(event.currentTarget.checked)}
      />
      <Checkbox
        size="md"
        label={t('pads.tBattery')}
        checked={battery}
        onChange={(event) => setBattery(event.currentTarget.checked)}
      />
      <Checkbox
        size="md"
        label={t('pads.tClear')}
        checked={clear}
        onChange={(event) => setClear(event.currentTarget.checked)}
      />
      {confirm.error !== null && <ErrorState error={confirm.error} />}
      <Button
        loading={confirm.isPending}
        disabled={!unloaded || !battery || !clear}
        onClick={() => confirm.mutate(undefined)}
      >
        {home ? t('pads.nextConfirm') : t('pads.tConfirm')}
      </Button>
    </Stack>
  );
};

/** A drone that stands on a pad here: take the boxes off, make it ready for its way home. */
export const LandedCard = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('hospital');
  return (
    <Paper withBorder p="sm" component="section" aria-label={flight.vehicleName}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>
            {t('detail.drone', { name: flight.vehicleName })} · {flight.orderNumber ?? flight.number}
          </Text>
          <FlightStateBadge state={flight.state} />
        </Group>
        {flight.standsElsewhere && (
          <Text size="sm" fw={600}>
            {t('pads.elsewhere', { pad: flight.toPadId })}
          </Text>
        )}
        {flight.heldBoxes.length > 0 && (
          <Alert
            color="red"
            icon={<Icon name="alert" />}
            title={t('pads.held', { boxNos: flight.heldBoxes.join(', ') })}
          >
            {t('pads.heldHint')}
          </Alert>
        )}
        {flight.kind === 'delivery' && flight.turnaround === null && <Unload flight={flight} />}
        <Turnaround flight={flight} />
      </Stack>
    </Paper>
  );
};
