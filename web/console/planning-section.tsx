import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { TICKS } from '../../server/flight/preflight-table.ts';
import { call } from '../shared/client.ts';
import { PlanFiles } from '../shared/exchange/plan-files.tsx';
import { useMay } from '../shared/session/session.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { ErrorState } from '../shared/ui/states.tsx';
import { ConnectionWarning } from './connection-warning.tsx';
import classes from './console.module.css';
import { ConditionsButton } from './conditions-dialog.tsx';
import { IssueRows } from './issue-rows.tsx';
import { LaunchDialog } from './launch-dialog.tsx';
import { isOwnTick, OwnTicks, WithoutTicks } from './own-ticks.tsx';
import { isAsked, WaitingRequest } from './launch-requests.tsx';
import { PlanSummary } from './plan-summary.tsx';
import { ForeignIntentsButton, SeparationCard } from './separation-card.tsx';
import { acknowledgedIds, isBlocked, missingTicks } from './warnings.ts';

type Load = { readonly n: number; readonly total: number } | undefined;

const loadOf = (order: Order | undefined, flightId: string): Load =>
  order && {
    n: order.boxes.filter((box) => box.loadedOn?.flightId === flightId).length,
    total: order.boxes.length,
  };

/** What still stands between the plan and the launch, in words. */
const Missing = (props: {
  flight: Flight;
  load: Load;
  loaded: boolean;
  blocked: boolean;
  missing: number;
}): ReactElement => {
  const { t } = useTranslation('console');
  const { t: tPreflight } = useTranslation('preflight');
  const { flight, load, loaded, blocked, missing } = props;
  return (
    <>
      {load !== undefined && (
        <Group gap={6} mb="xs" wrap="nowrap">
          <Icon name={loaded ? 'check' : 'hourglass'} size={15} />
          <Text size="sm" fw={loaded ? 400 : 600}>
            {t(loaded ? 'panel.loaded' : 'panel.notLoaded', load)}
          </Text>
        </Group>
      )}
      {blocked && (
        <Alert color="red" p="xs" mb="xs" icon={<Icon name="stop" size={18} />}>
          {t('plan.blocked')}
        </Alert>
      )}
      {!blocked && missing > 0 && !isAsked(flight) && (
        <Text size="sm" fw={600} mb="xs">
          {tPreflight('unacknowledged', { n: missing })}
        </Text>
      )}
    </>
  );
};

const LaunchControls = (props: {
  flight: Flight;
  order: Order | undefined;
  ticked: ReadonlySet<string>;
  onReplanned: (flight: Flight) => void;
}): ReactElement => {
  const { t } = useTranslation('console');
  const [launching, setLaunching] = useState(false);
  const { flight, order, ticked } = props;
  const replan = useMutation({
    mutationFn: () => call(contract.flights.replan, { params: { id: flight.id } }),
    onSuccess: props.onReplanned,
  });
  const load = flight.kind === 'delivery' ? loadOf(order, flight.id) : undefined;
  const loaded = flight.kind === 'return' || (load !== undefined && load.total > 0 && load.n === load.total);
  const blocked = isBlocked(flight.issues);
  // Only a fault of the plan itself goes away by planning again; the rest is checked anew by itself.
  const planBlocked = isBlocked(flight.issues.filter((issue) => issue.id.startsWith('plan.')));
  // A tick of the list that is missing is mended by ticking it there; who wants to launch without takes it on here.
  const missing = missingTicks(flight.issues, ticked);
  return (
    <section className={`${classes['block']} ${classes['launch']}`}>
      <ConnectionWarning />
      <Missing flight={flight} load={load} loaded={loaded} blocked={blocked} missing={missing} />
      {replan.error !== null && <ErrorState error={replan.error} />}
      <WaitingRequest flight={flight} />
      <Group gap="xs" mt="xs">
        <Button
          flex={1}
          size="md"
          disabled={flight.plan === null || blocked || missing > 0 || !loaded || isAsked(flight)}
          onClick={() => setLaunching(true)}
        >
          {t('launch.button')}
        </Button>
        <Button
          size="md"
          variant={planBlocked ? 'filled' : 'default'}
          loading={replan.isPending}
          onClick={() => replan.mutate()}
        >
          {t('plan.replan')}
        </Button>
      </Group>
      {flight.plan !== null && (
        <LaunchDialog
          opened={launching}
          flight={flight}
          plan={flight.plan}
          order={order}
          acknowledged={acknowledgedIds(flight.issues, ticked)}
          onClose={() => setLaunching(false)}
        />
      )}
    </section>
  );
};

/** The plan with its issues, what is still missing, and the way to launch. */
export const PlanningSection = (props: { flight: Flight; order: Order | undefined }): ReactElement => {
  const { t } = useTranslation('console');
  const may = useMay();
  const client = useQueryClient();
  const { flight, order } = props;
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const onTick = (key: string, on: boolean): void =>
    setTicked((before) => {
      const next = new Set(before);
      if (on) next.add(key);
      else next.delete(key);
      return next;
    });
  const onReplanned = (next: Flight): void => {
    setTicked(new Set());
    client.setQueryData(['flights.get', flight.id], next);
  };
  return (
    <>
      <section className={classes['block']}>
        {flight.plan === null ? <Text size="sm">{t('plan.none')}</Text> : <PlanSummary plan={flight.plan} />}
        {flight.plan !== null && <PlanFiles flightId={flight.id} />}
      </section>
      <SeparationCard flight={flight} onReplanned={onReplanned} />
      <section className={classes['block']}>
        <IssueRows
          issues={flight.issues.filter(({ id }) => !isOwnTick(id))}
          ticking={may('flight.launch') ? { ticked, onTick } : undefined}
        />
        {may('conditions.write') && <ConditionsButton />}
        {may('fleet.live') && <ForeignIntentsButton />}
      </section>
      <section className={classes['block']}>
        <OwnTicks flight={flight} names={TICKS} disabled={!may('flight.launch')} />
        {may('flight.launch') && <WithoutTicks issues={flight.issues} ticked={ticked} onTick={onTick} />}
      </section>
      {may('flight.launch') ? (
        <LaunchControls flight={flight} order={order} ticked={ticked} onReplanned={onReplanned} />
      ) : (
        <section className={classes['block']}>
          <Text size="sm" c="dimmed">
            {t('panel.needsRole')}
          </Text>
        </section>
      )}
    </>
  );
};
