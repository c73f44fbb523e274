import { Alert, Anchor, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { call } from '../shared/client.ts';
import { languageOf, proofText, reasonOf } from '../shared/i18n/flight-words.ts';
import { useSites, useVehicles } from '../shared/live/queries.ts';
import { useMay } from '../shared/session/session.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { SlaClock } from '../shared/ui/sla-clock.tsx';
import { FlightStateBadge, UrgencyBadge } from '../shared/ui/state-badge.tsx';
import { AbortButton } from './abort-button.tsx';
import classes from './console.module.css';
import { useContents } from './contents.ts';
import { ControlRow } from './control-row.tsx';
import { FlightCommands } from './flight-commands.tsx';
import { ForecastCard } from './forecast-card.tsx';
import { phaseOf } from './flight-phase.ts';
import { LaunchSteps } from './launch-steps.tsx';
import { LiveFigures } from './live-figures.tsx';
import { siteName } from './order-queue.tsx';
import { PlanSummary } from './plan-summary.tsx';
import { PlanningSection } from './planning-section.tsx';
import { ResolveButton } from './resolve-button.tsx';
import { clockRuns } from './queue.ts';
import { SearchNow } from './search-now.tsx';
import { UrgentCard } from './urgent-card.tsx';
import { ReturnSection } from './return-section.tsx';

const OrderLine = ({ order }: { order: Order }): ReactElement => {
  const contents = useContents(order);
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs" mt={4}>
      <Group gap={6} wrap="nowrap" style={{ minWidth: 0 }}>
        <span className={classes['fixed']}>
          <UrgencyBadge urgency={order.urgency} size="sm" />
        </span>
        <Text size="xs" c="dimmed" truncate title={contents}>
          {contents}
        </Text>
      </Group>
      {clockRuns(order.state) && <SlaClock dueAt={order.dueAt} />}
    </Group>
  );
};

/** What goes as it should is not worth an alert. */
const QUIET = new Set(['planned', 'launch_step', 'as_planned', 'turnaround_done', 'received']);
/** A person's own doing, told without colour. */
const OWN = new Set(['commanded', 'readopted', 'aborted_by_person', 'person_decided', 'cancelled']);

/** Of the service: in words of the page where they are known, else marked as the English it is. */
const Sentence = ({ text }: { text: string }): ReactElement => {
  const words = proofText(text);
  return (
    <Text size="xs" lang={languageOf(words)}>
      {words}
    </Text>
  );
};

const Reason = ({ stateReason }: { stateReason: string }): ReactElement | null => {
  const reason = reasonOf(stateReason);
  if (reason === undefined || QUIET.has(reason.code)) return null;
  const own = OWN.has(reason.code);
  return (
    <Alert
      color={own ? 'gray' : 'orange'}
      p="xs"
      mt="xs"
      icon={<Icon name={own ? 'info' : 'alert'} size={16} />}
      title={reason.text}
    >
      {!own && reason.sentence !== reason.text && <Sentence text={reason.sentence} />}
    </Alert>
  );
};

const Header = ({ flight, order }: { flight: Flight; order: Order | undefined }): ReactElement => {
  const { t } = useTranslation('enums');
  const sites = useSites().data?.sites;
  return (
    <section className={classes['block']}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={700}>
          {t(`flightKind.${flight.kind}`)} {flight.orderNumber ?? ''} · {flight.vehicleName}
        </Text>
        <FlightStateBadge state={flight.state} />
      </Group>
      <Text size="sm">
        {siteName(sites, flight.fromSiteId)} → <b>{siteName(sites, flight.toSiteId)}</b>
      </Text>
      {order !== undefined && <OrderLine order={order} />}
      <Reason stateReason={flight.stateReason} />
    </section>
  );
};

const useOrder = (id: string | null): Order | undefined =>
  useQuery({
    queryKey: ['orders.get', id],
    enabled: id !== null,
    queryFn: ({ signal }) => call(contract.orders.get, { params: { id: id ?? '' }, signal }),
  }).data;

const Abort = ({ flight }: { flight: Flight }): ReactElement | null =>
  useMay()('flight.launch') ? (
    <section className={classes['block']}>
      <AbortButton flight={flight} />
    </section>
  ) : null;

const Planned = (props: { flight: Flight; order: Order | undefined }): ReactElement => (
  <>
    <UrgentCard flight={props.flight} />
    <PlanningSection key={props.flight.plan?.hash ?? ''} flight={props.flight} order={props.order} />
    <LaunchSteps steps={props.flight.launch} />
    <Abort flight={props.flight} />
  </>
);

/** Offered while the drone of a delivery still stands where it has delivered. */
const WayHome = (props: { flight: Flight; onFlight: (flightId: string) => void }): ReactElement | null => {
  const { flight } = props;
  const vehicle = useVehicles().data?.vehicles.find(({ id }) => id === flight.vehicleId);
  const delivered = flight.state === 'LANDED' || flight.state === 'COMPLETED';
  const stands = vehicle?.padId === flight.toPadId && (vehicle.flightId ?? flight.id) === flight.id;
  if (flight.kind !== 'delivery' || !delivered || !stands) return null;
  return <ReturnSection vehicleId={flight.vehicleId} delivery={flight} onCreated={props.onFlight} />;
};

/** A flight that was launched: figures first, then how it came to fly and what was planned. */
const Launched = (props: { flight: Flight; onFlight: (flightId: string) => void }): ReactElement => {
  const { t } = useTranslation('console');
  const may = useMay();
  const { flight } = props;
  const phase = phaseOf(flight.state);
  return (
    <>
      {phase === 'launching' && (
        <>
          <LaunchSteps steps={flight.launch} />
          <Abort flight={flight} />
        </>
      )}
      {phase !== 'ended' && <LiveFigures vehicleId={flight.vehicleId} flight={flight} />}
      <WayHome flight={flight} onFlight={props.onFlight} />
      {phase === 'air' && <LaunchSteps steps={flight.launch} />}
      {flight.plan !== null && (
        <section className={classes['block']}>
          <PlanSummary plan={flight.plan} />
        </section>
      )}
      {may('review.read') && (
        <section className={classes['block']}>
          <Anchor component={Link} to={`/ops/flights/${flight.id}`} size="sm">
            {t('panel.review')}
          </Anchor>
        </section>
      )}
    </>
  );
};

/** Nobody knows where it is. */
const SOUGHT: ReadonlySet<Flight['state']> = new Set<Flight['state']>(['SILENT', 'LOST', 'UNKNOWN']);

/** One flight from its plan to its end, with what can be done now and nothing else. */
export const FlightPanel = (props: {
  flight: Flight;
  holdAsked: number;
  onFlight: (flightId: string) => void;
}): ReactElement => {
  const may = useMay();
  const { flight } = props;
  const order = useOrder(flight.orderId);
  const phase = phaseOf(flight.state);
  return (
    <>
      <Header flight={flight} order={order} />
      {phase === 'unclear' && may('flight.resolve') && (
        <section className={classes['block']}>
          <ResolveButton flight={flight} />
        </section>
      )}
      {phase !== 'planning' && phase !== 'ended' && <ForecastCard flightId={flight.id} />}
      {SOUGHT.has(flight.state) && may('review.read') && <SearchNow flightId={flight.id} />}
      <ControlRow vehicleId={flight.vehicleId} drone={flight.vehicleName} mayTake={may('flight.command')} />
      {may('flight.command') && <FlightCommands flight={flight} holdAsked={props.holdAsked} />}
      {phase === 'planning' ? (
        <Planned flight={flight} order={order} />
      ) : (
        <Launched flight={flight} onFlight={props.onFlight} />
      )}
    </>
  );
};
