import { Alert, Button, Group, List, Modal, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Separation } from '../../server/api/contract/intents.ts';
import { call } from '../shared/client.ts';
import { ForeignIntents } from '../shared/exchange/foreign-intents.tsx';
import { useMay } from '../shared/session/session.tsx';
import { clockTimeS, countdown } from '../shared/time.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { ErrorState, QueryState } from '../shared/ui/states.tsx';
import classes from './console.module.css';

/** Others move: a proposal is of the moment, milliseconds. */
const RENEW_MS = 10_000;

const ISSUES = ['preflight.conflict_flight', 'preflight.conflict_intent', 'preflight.pad_wanted'];

/** Whether somebody else is in the way of this flight. */
const isInConflict = ({ issues }: Flight): boolean => issues.some(({ id }) => ISSUES.includes(id));

type Wish = { readonly departAt: number | null; readonly cruiseRelAltM: number | null };

const Whom = ({ separation }: { separation: Separation }): ReactElement => {
  const { t } = useTranslation('exchange');
  return (
    <List size="sm">
      {separation.met.map(({ kind, name, from, to }) => (
        <List.Item key={`${kind}-${name}`}>
          {t(`separation.${kind}`, { name, from: clockTimeS(from), to: clockTimeS(to) })}
        </List.Item>
      ))}
      {separation.padWantedBy !== null && (
        <List.Item>{t('separation.pad', { name: separation.padWantedBy })}</List.Item>
      )}
    </List>
  );
};

const Ways = (props: {
  separation: Separation;
  pending: boolean;
  onTake: (wish: Wish) => void;
}): ReactElement => {
  const { t } = useTranslation('exchange');
  const { separation, pending, onTake } = props;
  const { departAt, delayS, cruiseRelAltM } = separation;
  const isFree = separation.met.length === 0 && separation.padWantedBy === null;
  if (isFree || (departAt === null && cruiseRelAltM === null))
    return <Text size="sm">{t(isFree ? 'separation.free' : 'separation.none')}</Text>;
  return (
    <Group gap="xs" mt={6}>
      {departAt !== null && (
        <Button
          size="compact-md"
          loading={pending}
          leftSection={<Icon name="clock" size={15} />}
          onClick={() => onTake({ departAt, cruiseRelAltM: null })}
        >
          {t('separation.delay', { at: clockTimeS(departAt), time: countdown((delayS ?? 0) * 1000) })}
        </Button>
      )}
      {cruiseRelAltM !== null && (
        <Button
          size="compact-md"
          variant="light"
          loading={pending}
          leftSection={<Icon name="drone" size={15} />}
          onClick={() => onTake({ departAt: null, cruiseRelAltM })}
        >
          {t('separation.height', { m: cruiseRelAltM })}
        </Button>
      )}
    </Group>
  );
};

/** Whom the flight would meet, and what keeps it clear at one press. Nothing where it meets nobody. */
export const SeparationCard = (props: {
  flight: Flight;
  onReplanned: (flight: Flight) => void;
}): ReactElement | null => {
  const { t } = useTranslation('exchange');
  const may = useMay();
  const { flight, onReplanned } = props;
  const { id } = flight;
  const conflict = isInConflict(flight);
  const query = useQuery({
    queryKey: ['intents.separation', id],
    enabled: conflict,
    refetchInterval: RENEW_MS,
    queryFn: ({ signal }) => call(contract.intents.separation, { params: { id }, signal }),
  });
  const take = useMutation({
    mutationFn: (wish: Wish) => call(contract.intents.separate, { params: { id }, body: wish }),
    onSuccess: onReplanned,
  });
  if (!conflict) return null;
  return (
    <section className={classes['block']}>
      <Alert color="red" p="xs" icon={<Icon name="stop" size={18} />} title={t('separation.title')}>
        <QueryState query={query} rows={1} height={48}>
          {(separation) => (
            <>
              <Whom separation={separation} />
              {may('flight.plan') && (
                <Ways separation={separation} pending={take.isPending} onTake={(wish) => take.mutate(wish)} />
              )}
            </>
          )}
        </QueryState>
        {take.error !== null && <ErrorState error={take.error} />}
      </Alert>
    </section>
  );
};

/** Opens what is known of other operators. */
export const ForeignIntentsButton = (): ReactElement => {
  const { t } = useTranslation('exchange');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
        {t('foreign.button')}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} size="lg" title={t('foreign.tab')}>
        <ForeignIntents />
      </Modal>
    </>
  );
};
