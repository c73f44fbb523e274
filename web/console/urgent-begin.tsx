import { Button, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { APPLY_AHEAD_MS, URGENT_BASES, type UrgentBasis } from '../../server/flight/urgent-rules.ts';
import { call } from '../shared/client.ts';
import { fromLocalField, toLocalField } from '../shared/time.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { serverNow } from '../shared/use-now.ts';

const MINUTE_MS = 60_000;
/** To fill in the form and send it. */
const PAPER_MS = 10 * MINUTE_MS;
const ROUND_MS = 5 * MINUTE_MS;

/** The first take-off that can be applied for now, whole five minutes. */
const firstTakeoff = (basis: UrgentBasis): number => {
  const earliest = serverNow() + PAPER_MS + (basis === 'rescue' ? APPLY_AHEAD_MS : 0);
  return Math.ceil(earliest / ROUND_MS) * ROUND_MS;
};

type Times = { readonly basis: UrgentBasis; readonly takeoffAt: number | undefined };

/** Under which rule, and for which take-off. */
export const TimesFields = (props: { value: Times; onChange: (next: Times) => void }): ReactElement => {
  const { t } = useTranslation('urgent');
  const { value, onChange } = props;
  return (
    <Stack gap="xs">
      <Select
        label={t('basis.label')}
        allowDeselect={false}
        value={value.basis}
        data={URGENT_BASES.map((basis) => ({ value: basis, label: t(`basis.${basis}`) }))}
        onChange={(basis) => basis !== null && onChange({ basis, takeoffAt: firstTakeoff(basis) })}
      />
      <TextInput
        type="datetime-local"
        label={t('takeoff')}
        value={value.takeoffAt === undefined ? '' : toLocalField(value.takeoffAt)}
        onChange={(event) => onChange({ ...value, takeoffAt: fromLocalField(event.currentTarget.value) })}
      />
    </Stack>
  );
};

/** Begins an application for a flight, filled in from its plan. */
export const UrgentBegin = ({ flightId, again }: { flightId: string; again: boolean }): ReactElement => {
  const { t } = useTranslation('urgent');
  const client = useQueryClient();
  const create = useCreateKey();
  const [times, setTimes] = useState<Times>(() => ({
    basis: 'rescue',
    takeoffAt: firstTakeoff('rescue'),
  }));
  const begin = useMutation({
    mutationFn: () =>
      create((idempotencyKey) =>
        call(contract.urgent.begin, {
          params: { id: flightId },
          body: { basis: times.basis, takeoffAt: times.takeoffAt ?? 0 },
          idempotencyKey,
        }),
      ),
    onSuccess: () => client.invalidateQueries(),
  });
  return (
    <>
      <TimesFields value={times} onChange={setTimes} />
      {begin.error !== null && <ErrorState error={begin.error} />}
      <Button
        mt="xs"
        size="sm"
        loading={begin.isPending}
        disabled={times.takeoffAt === undefined}
        onClick={() => begin.mutate()}
      >
        {t(again ? 'again' : 'begin')}
      </Button>
    </>
  );
};
