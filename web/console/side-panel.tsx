import { ActionIcon, Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Vehicle } from '../../server/api/contract/fleet.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { useSites } from '../shared/live/queries.ts';
import { useMay } from '../shared/session/session.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { SlaClock } from '../shared/ui/sla-clock.tsx';
import { OrderStateBadge, UrgencyBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, ErrorState, LoadingState } from '../shared/ui/states.tsx';
import { AssignmentCard } from './assignment-card.tsx';
import { ByRoadButton } from './by-road-button.tsx';
import { ChooseDrone } from './choose-drone.tsx';
import classes from './console.module.css';
import { ControlRow } from './control-row.tsx';
import { useContents } from './contents.ts';
import { FlightPanel } from './flight-panel.tsx';
import type { Focus } from './focus.ts';
import { LiveFigures } from './live-figures.tsx';
import { siteName } from './order-queue.tsx';
import { canBeSent, clockRuns, waitsFor } from './queue.ts';
import { ReturnSection } from './return-section.tsx';
import type { Selection } from './selection.ts';

const OrderPanel = (props: { order: Order; onFlight: (id: string) => void }): ReactElement => {
  const { t } = useTranslation('console');
  const may = useMay();
  const sites = useSites().data?.sites;
  const { order } = props;
  const contents = useContents(order);
  const waits = waitsFor(order);
  const packed = canBeSent(order);
  return (
    <>
      <section className={classes['block']}>
        <Group justify="space-between" wrap="nowrap">
          <Text fw={700}>{order.number}</Text>
          <OrderStateBadge state={order.state} />
        </Group>
        <Text size="sm">
          → <b>{siteName(sites, order.siteId)}</b>
        </Text>
        <Group justify="space-between" mt={4}>
          <UrgencyBadge urgency={order.urgency} size="sm" />
          {clockRuns(order.state) && <SlaClock dueAt={order.dueAt} />}
        </Group>
        <Text size="sm" mt={4}>
          {contents}
        </Text>
        {order.boxes.map((box) => (
          <Text key={box.id} size="xs" c="dimmed">
            {box.boxNo} / {box.sealNo} · {box.massKg.toFixed(1)} kg
          </Text>
        ))}
        {order.note !== '' && (
          <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
            {order.note}
          </Text>
        )}
      </section>
      {order.flight === null || packed ? (
        <section className={classes['block']}>
          <AssignmentCard key={order.id} order={order} ready={packed} onCreated={props.onFlight} />
        </section>
      ) : null}
      {packed && may('flight.plan') ? (
        <ChooseDrone key={order.id} order={order} onCreated={props.onFlight} />
      ) : (
        <section className={classes['block']}>
          <Text size="sm" c="dimmed">
            {t('panel.waitsElsewhere', { what: t(`waits.${waits}`) })}
          </Text>
        </section>
      )}
      {packed && may('order.road') && <ByRoadButton order={order} />}
    </>
  );
};

const VehiclePanel = (props: { vehicle: Vehicle; onFlight: (id: string) => void }): ReactElement => {
  const { t } = useTranslation('console');
  const may = useMay();
  const { vehicle } = props;
  const sites = useSites().data?.sites;
  const site = sites?.find((candidate) => candidate.pads.some((pad) => pad.id === vehicle.padId));
  const away = site?.role === 'hospital' && vehicle.flightId === null && vehicle.state === 'READY';
  return (
    <>
      <section className={classes['block']}>
        <Text fw={700}>{vehicle.name}</Text>
        <Text size="sm">
          {site === undefined ? t('fleet.unknownPlace') : t('fleet.at', { place: siteName(sites, site.id) })}
          {vehicle.simulated ? ` · ${t('fleet.simulated')}` : ''}
        </Text>
        {vehicle.state === 'OUT_OF_SERVICE' && (
          <Text size="sm" fw={600}>
            {t('fleet.out', { reason: vehicle.stateReason })}
          </Text>
        )}
      </section>
      {away && <ReturnSection vehicleId={vehicle.id} delivery={undefined} onCreated={props.onFlight} />}
      <ControlRow vehicleId={vehicle.id} drone={vehicle.name} mayTake={may('flight.command')} />
      <LiveFigures vehicleId={vehicle.id} />
    </>
  );
};

const Body = (props: {
  selection: Selection;
  focus: Focus;
  holdAsked: number;
  onFlight: (id: string) => void;
}): ReactElement => {
  const { t } = useTranslation('console');
  const { selection, focus, onFlight } = props;
  if (selection.kind === 'none') {
    return (
      <div className={classes['block']}>
        <EmptyState text={t('panel.nothing')} icon="drone">
          <Text size="xs" ta="center">
            {t('panel.nothingHint')}
          </Text>
        </EmptyState>
      </div>
    );
  }
  if (focus.order !== undefined && (focus.order.flight === null || canBeSent(focus.order))) {
    return <OrderPanel order={focus.order} onFlight={onFlight} />;
  }
  if (focus.flight !== undefined) {
    return (
      <FlightPanel
        key={focus.flight.id}
        flight={focus.flight}
        holdAsked={props.holdAsked}
        onFlight={onFlight}
      />
    );
  }
  if (focus.error !== null) {
    return (
      <div className={classes['block']}>
        <ErrorState error={focus.error} />
      </div>
    );
  }
  if (focus.vehicle !== undefined && focus.vehicle.flightId === null) {
    return <VehiclePanel vehicle={focus.vehicle} onFlight={onFlight} />;
  }
  if (focus.loading) {
    return (
      <div className={classes['block']}>
        <LoadingState rows={4} />
      </div>
    );
  }
  return <EmptyState text={t('panel.notFound')} icon="info" />;
};

/** The right column. */
export const SidePanel = (props: {
  selection: Selection;
  focus: Focus;
  holdAsked: number;
  onSelect: (selection: Selection) => void;
}): ReactElement => {
  const { t } = useTranslation('console');
  const { selection, onSelect } = props;
  return (
    <>
      <div className={classes['head']}>
        <Text fw={700} size="sm" component="h2">
          {t('tab.flight')}
        </Text>
        {selection.kind !== 'none' && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('panel.close')}
            onClick={() => onSelect({ kind: 'none' })}
          >
            <Icon name="cross" />
          </ActionIcon>
        )}
      </div>
      <div className={classes['scroll']}>
        <Body
          selection={selection}
          focus={props.focus}
          holdAsked={props.holdAsked}
          onFlight={(id) => onSelect({ kind: 'flight', id })}
        />
      </div>
    </>
  );
};
