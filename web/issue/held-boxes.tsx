import { Alert, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { FailedDelivery } from '../../server/api/contract/failures.ts';
import { rangeText, transportLimits } from '../../server/blood/temperature.ts';
import { call } from '../shared/client.ts';
import { useFailures } from '../shared/failures.ts';
import { useStep } from '../shared/use-step.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { isSecondComplete, NO_SECOND, SecondPersonFields } from '../shared/ui/second-person-fields.tsx';

type Box = FailedDelivery['boxes'][number];
type Outcome = 'release' | 'discard';

const REASON_MIN = 3;

const DecideDialog = (props: { box: Box; outcome: Outcome; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('failure');
  const client = useQueryClient();
  const { box, outcome, onClose } = props;
  const [reason, setReason] = useState('');
  const [temperatureC, setTemperatureC] = useState<number | null>(null);
  const [second, setSecond] = useState(NO_SECOND);
  const isRelease = outcome === 'release';
  const step = useStep(
    () =>
      call(contract.failures.decideBox, {
        params: { id: box.id },
        body: { outcome, reason, temperatureC, ...(isRelease ? { second } : {}) },
      }),
    ['orders', 'stock'],
    () => {
      void client.invalidateQueries();
      onClose();
    },
  );
  const ready =
    reason.trim().length >= REASON_MIN && (!isRelease || (temperatureC !== null && isSecondComplete(second)));
  return (
    <FormDialog
      title={t(isRelease ? 'releaseTitle' : 'discardTitle', { box: box.boxNo })}
      saveLabel={t(outcome)}
      ready={ready}
      pending={step.isPending}
      error={step.error}
      onSave={() => step.mutate(undefined)}
      onClose={onClose}
    >
      <Text size="sm">
        {t(isRelease ? 'releaseText' : 'discardText', {
          range: rangeText(transportLimits(box.temperatureClass).breach).replace('to', '–'),
        })}
      </Text>
      {isRelease && (
        <NumberInput
          label={t('temperature')}
          suffix=" °C"
          decimalScale={1}
          value={temperatureC ?? ''}
          onChange={(value) => setTemperatureC(typeof value === 'number' ? value : null)}
        />
      )}
      <TextInput
        label={t('reason')}
        value={reason}
        maxLength={300}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {isRelease && <SecondPersonFields value={second} onChange={setSecond} />}
    </FormDialog>
  );
};

const Held = ({ failure, box }: { failure: FailedDelivery; box: Box }): ReactElement => {
  const { t } = useTranslation('failure');
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined);
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm">{t('held', { box: box.boxNo, flight: failure.flightNumber, n: box.dins.length })}</Text>
      <Group gap={6}>
        <Button size="compact-sm" variant="default" onClick={() => setOutcome('release')}>
          {t('release')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setOutcome('discard')}>
          {t('discard')}
        </Button>
      </Group>
      {outcome !== undefined && (
        <DecideDialog box={box} outcome={outcome} onClose={() => setOutcome(undefined)} />
      )}
    </Group>
  );
};

const Replacement = ({ failure }: { failure: FailedDelivery }): ReactElement | null => {
  const { t } = useTranslation('failure');
  if (failure.state === 'OPEN')
    return (
      <Text size="sm">{t('openAtDesk', { order: failure.orderNumber, flight: failure.flightNumber })}</Text>
    );
  const means = failure.decided?.means;
  return means === null || means === undefined ? null : (
    <Text size="sm" fw={600}>
      {t(means === 'road' ? 'packForRoad' : 'packForDrone', { order: failure.orderNumber })}
    </Text>
  );
};

/** Flights that failed: what the desk has to pack anew, and boxes that nobody may use yet. */
export const HeldBoxes = (): ReactElement | null => {
  const { t } = useTranslation('failure');
  const failures = useFailures().data?.failures ?? [];
  if (failures.length === 0) return null;
  return (
    <Alert color="orange" icon={<Icon name="alert" size={18} />} title={t('deskTitle')} mb="md" role="alert">
      <Stack gap="xs">
        {failures.map((failure) => (
          <Stack key={failure.id} gap={4}>
            <Replacement failure={failure} />
            {failure.boxes
              .filter(({ state }) => state === 'HELD')
              .map((box) => (
                <Held key={box.id} failure={failure} box={box} />
              ))}
          </Stack>
        ))}
      </Stack>
    </Alert>
  );
};
