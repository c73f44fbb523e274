import { Badge, Button, VisuallyHidden } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useAlarms, useLiveRenewal, useOpenOrders } from '../shared/live/queries.ts';
import { AlarmList } from './alarm-list.tsx';
import { openAlarms, worstOpen } from './alarms.ts';
import { useAlarmSound } from './alarm-sound.ts';
import classes from './console.module.css';
import { useControlWatch } from './control-watch.tsx';
import { FailedDeliveries } from './failed-deliveries.tsx';
import { FleetList } from './fleet-list.tsx';
import { FlightMap } from './flight-map.tsx';
import { useFocus } from './focus.ts';
import { GroundStop } from './ground-stop.tsx';
import { LaunchRequests } from './launch-requests.tsx';
import { OrderQueue } from './order-queue.tsx';
import { Proposals } from './proposals.tsx';
import { rankOrders, waitsFor, waitsForDispatcher } from './queue.ts';
import { useSelection, type Selection } from './selection.ts';
import { ShortcutHelp, useShortcuts, type Action } from './shortcuts.tsx';
import { SidePanel } from './side-panel.tsx';
import { ZonesButton } from './zones-dialog.tsx';

/** On a narrow screen one of these fills it; on a wide one all are seen. */
const TABS = ['queue', 'map', 'flight'] as const;
type Tab = (typeof TABS)[number];

const Tabs = (props: { tab: Tab; mine: number; onTab: (tab: Tab) => void }): ReactElement => {
  const { t } = useTranslation('console');
  return (
    <div className={classes['tabs']} role="tablist">
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          aria-selected={tab === props.tab}
          className={classes['tab']}
          onClick={() => props.onTab(tab)}
        >
          {t(`tab.${tab}`)}
          {tab === 'queue' && props.mine > 0 && (
            <Badge size="sm" ml={6} color="orange" title={t('queue.yours')}>
              {props.mine}
            </Badge>
          )}
        </button>
      ))}
    </div>
  );
};

/** The dispatcher's and the safety officer's page. */
export const ConsolePage = (): ReactElement => {
  const { t } = useTranslation(['console', 'map']);
  useLiveRenewal();
  useControlWatch();
  const [selection, setSelection] = useSelection();
  const [tab, setTab] = useState<Tab>('queue');
  const [holdAsked, setHoldAsked] = useState(0);
  const [followAsked, setFollowAsked] = useState(0);
  const [help, setHelp] = useState(false);
  const focus = useFocus(selection);
  const alarms = useAlarms().data?.alarms ?? [];
  const { sound, toggle } = useAlarmSound(worstOpen(alarms), openAlarms(alarms).length);
  const orders = rankOrders(useOpenOrders().data?.orders ?? []);
  const mine = orders.filter((order) => waitsForDispatcher(waitsFor(order)));
  const vehicleId = focus.flight?.vehicleId ?? focus.vehicle?.id;
  const select = (next: Selection): void => {
    setSelection(next);
    if (next.kind !== 'none') setTab('flight');
  };
  const selectNext = (): void => {
    const current = selection.kind === 'order' ? mine.findIndex((order) => order.id === selection.id) : -1;
    const next = mine[(current + 1) % Math.max(1, mine.length)];
    if (next !== undefined) select({ kind: 'order', id: next.id });
  };
  const actions: Readonly<Record<Action, () => void>> = {
    next: selectNext,
    follow: () => setFollowAsked((n) => n + 1),
    hold: () => setHoldAsked((n) => n + 1),
    mute: toggle,
    escape: () => setSelection({ kind: 'none' }),
    help: () => setHelp(true),
  };
  useShortcuts((action) => actions[action]());
  const shown = (name: Tab): 'yes' | 'no' => (name === tab ? 'yes' : 'no');
  return (
    <div className={classes['page']}>
      <VisuallyHidden>
        <h1>{t('title')}</h1>
      </VisuallyHidden>
      <div className={classes['bar']}>
        <AlarmList sound={sound} onToggleSound={toggle} onSelect={select} />
        <LaunchRequests />
        <Proposals onSelect={select} />
        <GroundStop />
        <ZonesButton />
      </div>
      <div className={`${classes['column']} ${classes['left']}`} data-shown={shown('queue')}>
        <div className={`${classes['section']} ${classes['grow']}`} style={{ flexGrow: 3 }}>
          <FailedDeliveries />
          <OrderQueue
            selectedOrder={selection.kind === 'order' ? selection.id : (focus.flight?.orderId ?? undefined)}
            onSelect={select}
          />
        </div>
        <div className={`${classes['section']} ${classes['grow']}`} style={{ flexGrow: 2 }}>
          <FleetList selectedVehicle={vehicleId} onSelect={select} />
        </div>
      </div>
      <div className={classes['centre']} data-shown={shown('map')}>
        <FlightMap flight={focus.flight} vehicleId={vehicleId} followAsked={followAsked} onSelect={select} />
        <div className={classes['head']} style={{ minHeight: 30 }}>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            disabled={vehicleId === undefined}
            onClick={actions.follow}
          >
            {t('map:follow')}
          </Button>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={actions.help}>
            {t('keys.open')} ?
          </Button>
        </div>
      </div>
      <div className={`${classes['column']} ${classes['right']}`} data-shown={shown('flight')}>
        <SidePanel selection={selection} focus={focus} holdAsked={holdAsked} onSelect={select} />
      </div>
      <Tabs tab={tab} mine={mine.length} onTab={setTab} />
      <ShortcutHelp opened={help} onClose={() => setHelp(false)} />
    </div>
  );
};
