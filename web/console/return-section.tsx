import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { isDefiniteRefusal } from '../shared/api-error.ts';
import { call } from '../shared/client.ts';
import { randomKey } from '../shared/random-key.ts';
import { useMay } from '../shared/session/session.tsx';
import { clockTimeS } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { ErrorState } from '../shared/ui/states.tsx';
import classes from './console.module.css';

/** The way home of a drone that stands at a hospital: a flight of its own, planned and checked like the first. */
export const ReturnSection = (props: {
  vehicleId: string;
  /** The delivery that brought it there; undefined when it stands there for another reason. */
  delivery: Flight | undefined;
  onCreated: (flightId: string) => void;
}): ReactElement => {
  const { t } = useTranslation('console');
  const may = useMay();
  const client = useQueryClient();
  const { vehicleId, delivery, onCreated } = props;
  const [key, setKey] = useState(randomKey);
  const create = useMutation({
    mutationFn: () =>
      call(contract.flights.create, { body: { kind: 'return', vehicleId }, idempotencyKey: key }),
    onSuccess: (flight) => {
      client.setQueryData(['flights.get', flight.id], flight);
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'flights.get' });
      onCreated(flight.id);
    },
    onError: (error) => {
      if (isDefiniteRefusal(error)) setKey(randomKey());
    },
  });
  const done = delivery?.turnaround ?? null;
  const waits = delivery !== undefined && done === null;
  return (
    <section className={classes['block']}>
      <Text size="sm" fw={700} mb={4}>
        {t('back.title')}
      </Text>
      {delivery !== undefined && (
        <Group gap={6} wrap="nowrap" mb="xs">
          <Icon name={waits ? 'hourglass' : 'check'} size={15} />
          <Text size="sm">
            {done === null
              ? t('back.wait')
              : t('back.ready', { name: done.by.name, time: clockTimeS(done.by.at) })}
          </Text>
        </Group>
      )}
      {create.error !== null && <ErrorState error={create.error} />}
      {may('flight.plan') && (
        <Button
          fullWidth
          size="md"
          disabled={waits}
          loading={create.isPending}
          onClick={() => create.mutate()}
        >
          {t('back.create')}
        </Button>
      )}
    </section>
  );
};
