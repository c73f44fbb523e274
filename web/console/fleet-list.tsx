import { Group, Text } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site, Vehicle } from '../../server/api/contract/fleet.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { freshness } from '../shared/live/age.ts';
import { figure } from '../shared/live/format.ts';
import { useLiveFleet, type LiveView } from '../shared/live/hooks.ts';
import { useOpenFlights, useSites, useVehicles } from '../shared/live/queries.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { FlightStateBadge, ToneBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import classes from './console.module.css';
import { LinkAge } from './link-age.tsx';
import { siteName } from './order-queue.tsx';
import type { Selection } from './selection.ts';

const siteOfPad = (sites: readonly Site[] | undefined, padId: string | null): Site | undefined =>
  padId === null ? undefined : sites?.find((site) => site.pads.some((pad) => pad.id === padId));

const Where = (props: {
  vehicle: Vehicle;
  flight: Flight | undefined;
  sites: readonly Site[] | undefined;
}): ReactElement => {
  const { t } = useTranslation('console');
  const { vehicle, flight, sites } = props;
  const site = siteOfPad(sites, vehicle.padId);
  const place =
    site === undefined ? t('fleet.unknownPlace') : t('fleet.at', { place: siteName(sites, site.id) });
  const text =
    flight === undefined
      ? place
      : `${flight.orderNumber ?? flight.number} → ${siteName(sites, flight.toSiteId)}`;
  return (
    <Text size="xs" c="dimmed" truncate title={text}>
      {text}
    </Text>
  );
};

const VehicleState = (props: {
  vehicle: Vehicle;
  flight: Flight | undefined;
  heartbeatMs: number | null;
  opening: boolean;
}): ReactElement => {
  const { t } = useTranslation('console');
  const { vehicle, flight } = props;
  if (flight !== undefined) return <FlightStateBadge state={flight.state} size="sm" />;
  if (vehicle.state === 'OUT_OF_SERVICE') {
    return (
      <ToneBadge tone="ended" icon="cross" size="sm">
        {t('fleet.out', { reason: vehicle.stateReason })}
      </ToneBadge>
    );
  }
  // A drone that is not heard is not ready, whatever the register says.
  const state = freshness(props.heartbeatMs);
  if (state === 'never' && props.opening) {
    return (
      <ToneBadge tone="wait" icon="hourglass" size="sm">
        {t('live.connecting')}
      </ToneBadge>
    );
  }
  if (state === 'lost' || state === 'never') {
    return (
      <ToneBadge tone="ended" icon="offline" size="sm">
        {t('fleet.noLink')}
      </ToneBadge>
    );
  }
  return (
    <ToneBadge tone="done" icon="check" size="sm">
      {t('fleet.ready')}
    </ToneBadge>
  );
};

const VehicleRow = (props: {
  vehicle: Vehicle;
  live: LiveView | undefined;
  flight: Flight | undefined;
  sites: readonly Site[] | undefined;
  picked: boolean;
  opening: boolean;
  onPick: () => void;
}): ReactElement => {
  const { vehicle, live, flight, sites } = props;
  return (
    <button
      type="button"
      aria-pressed={props.picked}
      className={`${classes['row']} ${props.picked ? classes['picked'] : ''}`}
      onClick={props.onPick}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text span fw={700} size="sm" truncate>
          {vehicle.name}
        </Text>
        <Group gap={10} wrap="nowrap">
          <Group gap={3} wrap="nowrap">
            <Icon name="battery" size={15} />
            <Text span size="sm" fw={600}>
              {figure(live?.vehicle.batteryPct, '%')}
            </Text>
          </Group>
          <LinkAge ageMs={live?.ages.heartbeatMs ?? null} />
        </Group>
      </Group>
      <Group justify="space-between" wrap="nowrap" gap="xs" mt={3}>
        <span className={vehicle.state === 'READY' ? classes['fixed'] : undefined}>
          <VehicleState
            vehicle={vehicle}
            flight={flight}
            heartbeatMs={live?.ages.heartbeatMs ?? null}
            opening={props.opening}
          />
        </span>
        <Where vehicle={vehicle} flight={flight} sites={sites} />
      </Group>
    </button>
  );
};

/** A page that has just been opened cannot know yet which drones are heard. */
const OPENING_MS = 3000;

const useOpening = (): boolean => {
  const [opening, setOpening] = useState(true);
  useEffect(() => {
    const timer = window.setTimeout(() => setOpening(false), OPENING_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return opening;
};

/** Each drone with its state, charge, age of its link and where it is. */
export const FleetList = (props: {
  selectedVehicle: string | undefined;
  onSelect: (selection: Selection) => void;
}): ReactElement => {
  const { t } = useTranslation('console');
  const query = useVehicles();
  const live = useLiveFleet();
  const opening = useOpening();
  const flights = useOpenFlights().data?.flights;
  const sites = useSites().data?.sites;
  return (
    <>
      <div className={classes['head']}>
        <Text fw={700} size="sm" component="h2">
          {t('fleet.title')}
        </Text>
      </div>
      <div className={classes['scroll']}>
        <QueryState query={query} rows={3} height={52}>
          {({ vehicles }) =>
            vehicles.length === 0 ? (
              <EmptyState text={t('fleet.empty')} icon="drone" />
            ) : (
              vehicles.map((vehicle) => (
                <VehicleRow
                  key={vehicle.id}
                  vehicle={vehicle}
                  live={live.get(vehicle.id)}
                  flight={flights?.find((flight) => flight.id === vehicle.flightId)}
                  sites={sites}
                  opening={opening}
                  picked={vehicle.id === props.selectedVehicle}
                  onPick={() => props.onSelect({ kind: 'vehicle', id: vehicle.id })}
                />
              ))
            )
          }
        </QueryState>
      </div>
    </>
  );
};
