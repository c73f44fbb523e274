import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../server/api/contract/orders.ts';
import { freshness } from '../shared/live/age.ts';
import { figure } from '../shared/live/format.ts';
import { useLiveFleet } from '../shared/live/hooks.ts';
import { useSites, useVehicles } from '../shared/live/queries.ts';
import { EmptyState, ErrorState, QueryState } from '../shared/ui/states.tsx';
import { useProposed, useTake } from './assignment-card.tsx';
import classes from './console.module.css';
import { choicesFor, type Choice, type Heard } from './drone-choice.ts';
import { REASON_MIN } from './reason-dialog.tsx';

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

/** Takes a drone for a packed order: the proposed one, or another with a reason. */
export const ChooseDrone = (props: { order: Order; onCreated: (flightId: string) => void }): ReactElement => {
  const { t } = useTranslation('console');
  const { t: tAssign } = useTranslation('assign');
  const vehicles = useVehicles();
  const live = useLiveFleet();
  const sites = useSites().data?.sites;
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const [reason, setReason] = useState('');
  const proposed = useProposed(props.order.id)?.lift?.droneId;
  const take = useTake(props.order.id, props.onCreated);
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
          const selected = ready.find((choice) => choice.vehicle.id === (chosen ?? proposed)) ?? ready[0];
          const isOther = selected !== undefined && selected.vehicle.id !== proposed;
          if (choices.length === 0) return <EmptyState text={t('panel.noDrone')} icon="drone" />;
          return (
            <Stack gap="sm">
              <Radio.Group
                label={t('panel.chooseDrone')}
                value={selected?.vehicle.id ?? ''}
                onChange={setChosen}
              >
                <Stack gap="xs" mt={6}>
                  {choices.map((choice) => (
                    <ChoiceRow key={choice.vehicle.id} choice={choice} />
                  ))}
                </Stack>
              </Radio.Group>
              {isOther && (
                <TextInput
                  label={tAssign('reason')}
                  value={reason}
                  maxLength={300}
                  onChange={(event) => setReason(event.currentTarget.value)}
                />
              )}
              {take.error !== null && <ErrorState error={take.error} />}
              <Button
                size="md"
                variant="default"
                disabled={selected === undefined || (isOther && reason.trim().length < REASON_MIN)}
                loading={take.isPending}
                onClick={() =>
                  selected &&
                  take.mutate({
                    means: 'drone',
                    vehicleId: selected.vehicle.id,
                    reason: isOther ? reason : '',
                  })
                }
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
