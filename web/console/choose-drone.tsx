import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { isDefiniteRefusal } from '../shared/api-error.ts';
import { call } from '../shared/client.ts';
import { freshness } from '../shared/live/age.ts';
import { figure } from '../shared/live/format.ts';
import { useLiveFleet } from '../shared/live/hooks.ts';
import { useSites, useVehicles } from '../shared/live/queries.ts';
import { randomKey } from '../shared/random-key.ts';
import { EmptyState, ErrorState, QueryState } from '../shared/ui/states.tsx';
import classes from './console.module.css';
import { choicesFor, type Choice, type Heard } from './drone-choice.ts';

const ChoiceRow = ({ choice }: { choice: Choice }): ReactElement => {
  const { t } = useTranslation('console');
  const { vehicle, batteryPct, why } = choice;
  return (
    <Radio
      value={vehicle.id}
      disabled={why !== undefined}
      label={
        <Group gap="xs">
          <Text span fw={600} size="sm">
            {vehicle.name}
          </Text>
          <Text span size="sm">
            {t('fleet.charge')} {figure(batteryPct, '%')}
          </Text>
          {why !== undefined && (
            <Text span size="xs">
              {t('panel.notReady', { why: t(`panel.why.${why}`) })}
            </Text>
          )}
        </Group>
      }
    />
  );
};

/** Takes a drone for a packed order. The fullest ready drone is proposed; the dispatcher may take another. */
export const ChooseDrone = (props: { order: Order; onCreated: (flightId: string) => void }): ReactElement => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  const vehicles = useVehicles();
  const live = useLiveFleet();
  const sites = useSites().data?.sites;
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const [key, setKey] = useState(randomKey);
  const create = useMutation({
    mutationFn: (vehicleId: string) =>
      call(contract.flights.create, {
        body: { kind: 'delivery', orderId: props.order.id, vehicleId },
        idempotencyKey: key,
      }),
    onSuccess: (flight) => {
      client.setQueryData(['flights.get', flight.id], flight);
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'flights.get' });
      props.onCreated(flight.id);
    },
    onError: (error) => {
      if (isDefiniteRefusal(error)) setKey(randomKey());
    },
  });
  const heard = (id: string): Heard => {
    const view = live.get(id);
    return {
      freshness: freshness(view?.ages.heartbeatMs ?? null),
      batteryPct: view?.vehicle.batteryPct ?? null,
    };
  };
  const centres = (sites ?? []).filter((site) => site.role === 'blood_centre');
  const pads = new Set(centres.flatMap((site) => site.pads.map((pad) => pad.id)));
  return (
    <section className={classes['block']}>
      <QueryState query={vehicles} rows={3} height={28}>
        {(data) => {
          const choices = choicesFor(data.vehicles, heard, pads);
          const ready = choices.filter((choice) => choice.why === undefined);
          const selected = ready.find((choice) => choice.vehicle.id === chosen) ?? ready[0];
          if (choices.length === 0) return <EmptyState text={t('panel.noDrone')} icon="drone" />;
          return (
            <Stack gap="sm">
              <Radio.Group
                label={t('panel.chooseDrone')}
                value={selected?.vehicle.id ?? ''}
                onChange={(value) => {
                  setChosen(value);
                  setKey(randomKey());
                }}
              >
                <Stack gap="xs" mt={6}>
                  {choices.map((choice) => (
                    <ChoiceRow key={choice.vehicle.id} choice={choice} />
                  ))}
                </Stack>
              </Radio.Group>
              {create.error !== null && <ErrorState error={create.error} />}
              <Button
                size="md"
                disabled={selected === undefined}
                loading={create.isPending}
                onClick={() => selected && create.mutate(selected.vehicle.id)}
              >
                {selected === undefined ? t('panel.noDrone') : t('panel.create')}
              </Button>
            </Stack>
          );
        }}
      </QueryState>
    </section>
  );
};
