import { Checkbox, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Tick } from '../../server/flight/preflight-table.ts';
import { call } from '../shared/client.ts';
import { clockTime } from '../shared/time.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { warningKey } from './warnings.ts';

const ID = 'preflight.tick_';

/** An issue that says that a tick of the dispatcher is missing. */
export const isOwnTick = (issueId: string): boolean => issueId.startsWith(ID);

/** The dispatcher's own list, after what the service checks by itself: who ticked, and when. */
export const OwnTicks = (props: {
  flight: Flight;
  names: readonly Tick[];
  disabled: boolean;
}): ReactElement => {
  const { flight, names, disabled } = props;
  const { t } = useTranslation('preflight');
  const client = useQueryClient();
  const tick = useMutation({
    mutationFn: (body: { tick: Tick; on: boolean }) =>
      call(contract.preflight.tick, { params: { id: flight.id }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['flights.get', flight.id] }),
  });
  const missing = new Set(flight.issues.map(({ id }) => id));
  return (
    <Stack gap={6} role="group" aria-label={t('ticks.title')}>
      <Text size="sm" fw={600}>
        {t('ticks.title')}{' '}
        <Text span size="xs" c="dimmed">
          {t('ticks.hint')}
        </Text>
      </Text>
      {names.map((name) => {
        const by = flight.preflight?.ticks.find((each) => each.tick === name)?.by;
        const isSaid = !missing.has(`${ID}${name}`) && by !== undefined;
        return (
          <Checkbox
            key={name}
            size="sm"
            checked={isSaid}
            disabled={disabled || tick.isPending}
            label={t(`ticks.${name}`)}
            description={isSaid ? t('ticks.by', { name: by.name, time: clockTime(by.at) }) : undefined}
            onChange={(event) => tick.mutate({ tick: name, on: event.currentTarget.checked })}
          />
        );
      })}
      {tick.error !== null && <ErrorState error={tick.error} />}
    </Stack>
  );
};

/** Who wants to launch without some of them takes that on, and asks a second person. */
export const WithoutTicks = (props: {
  issues: Flight['issues'];
  ticked: ReadonlySet<string>;
  onTick: (key: string, on: boolean) => void;
}): ReactElement | null => {
  const { t } = useTranslation('preflight');
  const keys = props.issues.filter(({ id }) => isOwnTick(id)).map(warningKey);
  if (keys.length === 0) return null;
  return (
    <Checkbox
      mt="xs"
      size="xs"
      color="orange"
      checked={keys.every((key) => props.ticked.has(key))}
      label={t('ticks.without', { n: keys.length })}
      onChange={(event) => {
        for (const key of keys) props.onTick(key, event.currentTarget.checked);
      }}
    />
  );
};
