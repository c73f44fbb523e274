import { Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { call } from '../shared/client.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { REASON_MIN } from './reason-dialog.tsx';

const OUTCOMES = ['monitor', 'landed_at_destination', 'landed_at_origin', 'never_flew', 'lost'] as const;
type ResolveOutcome = (typeof OUTCOMES)[number];

const isOutcome = (value: string): value is ResolveOutcome => (OUTCOMES as readonly string[]).includes(value);

/** A person decides what became of a flight that the service does not know. Nothing is chosen beforehand. */
export const ResolveButton = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [outcome, setOutcome] = useState<ResolveOutcome | undefined>(undefined);
  const [reason, setReason] = useState('');
  const resolve = useMutation({
    mutationFn: (chosen: ResolveOutcome) =>
      call(contract.flights.resolve, { params: { id: flight.id }, body: { outcome: chosen, reason } }),
    onSuccess: (next) => {
      client.setQueryData(['flights.get', flight.id], next);
      void client.invalidateQueries();
      setOpened(false);
    },
  });
  return (
    <>
      <Button color="orange" size="md" fullWidth onClick={() => setOpened(true)}>
        {t('resolve.button')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('resolve.title')}
        closeOnClickOutside={false}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (outcome !== undefined) resolve.mutate(outcome);
          }}
        >
          <Stack gap="sm">
            <Text size="sm">{t('resolve.text')}</Text>
            <Radio.Group
              label={t('resolve.outcome')}
              value={outcome ?? ''}
              onChange={(value) => setOutcome(isOutcome(value) ? value : undefined)}
            >
              <Stack gap="xs" mt={4}>
                {OUTCOMES.map((value) => (
                  <Radio key={value} value={value} label={t(`resolve.outcomes.${value}`)} />
                ))}
              </Stack>
            </Radio.Group>
            <Textarea
              label={t('resolve.reason')}
              value={reason}
              maxLength={300}
              autosize
              minRows={2}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {resolve.error !== null && <ErrorState error={resolve.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                {t('command.cancel')}
              </Button>
              <Button
                type="submit"
                color="orange"
                loading={resolve.isPending}
                disabled={outcome === undefined || reason.trim().length < REASON_MIN}
              >
                {t('resolve.submit')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
};
