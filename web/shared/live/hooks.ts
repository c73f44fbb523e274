import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { LiveEvent, LiveFrame, LiveVehicle } from '../../../server/api/contract/live.ts';
import { liveStore, retainLive } from './connection.ts';
import type { LinkState } from './link-state.ts';
import type { Ages } from './live-store.ts';

/** React looks at telemetry at most this often; markers on the map do not go through React at all. */
const REACT_PERIOD_MS = 500;

/** The connection state; holds the connection open while mounted. */
export const useLiveStatus = (): LinkState => {
  useEffect(() => retainLive(), []);
  return useSyncExternalStore(
    (onChange) => liveStore.onStatus(onChange),
    () => liveStore.linkStatus(),
  );
};

/** Since when the service can record nothing; null while all is well. */
export const useFlightOnly = (): LiveFrame['flightOnly'] => {
  useEffect(() => retainLive(), []);
  return useSyncExternalStore(
    (onChange) => liveStore.onFrame(onChange),
    () => liveStore.flightOnly(),
  );
};

/** Since when launches are held for all; null while they are not. */
export const useGroundStopSince = (): number | null => {
  useEffect(() => retainLive(), []);
  return useSyncExternalStore(
    (onChange) => liveStore.onFrame(onChange),
    () => liveStore.groundStopSince(),
  );
};

/** Calls `handler` with each new batch of facts, in order, none twice. */
export const useLiveEvents = (handler: (events: readonly LiveEvent[]) => void): void => {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    const release = retainLive();
    const off = liveStore.onEvents((events) => latest.current(events));
    return () => {
      off();
      release();
    };
  }, []);
};

export type LiveView = { readonly vehicle: LiveVehicle; readonly ages: Ages };

const viewOf = (vehicleId: string): LiveView | undefined => {
  const held = liveStore.get(vehicleId);
  return held && { vehicle: held.vehicle, ages: liveStore.ages(held) };
};

/** One drone's telemetry with its ages now, at 2 Hz at most; undefined while there is none. */
export const useLiveVehicle = (vehicleId: string | undefined): LiveView | undefined => {
  const [view, setView] = useState<LiveView | undefined>(() =>
    vehicleId === undefined ? undefined : viewOf(vehicleId),
  );
  useEffect(() => {
    const release = retainLive();
    const read = (): void => setView(vehicleId === undefined ? undefined : viewOf(vehicleId));
    read();
    const timer = window.setInterval(read, REACT_PERIOD_MS);
    return () => {
      window.clearInterval(timer);
      release();
    };
  }, [vehicleId]);
  return view;
};

/** All drones, at 1 Hz: for lists. */
export const useLiveFleet = (): ReadonlyMap<string, LiveView> => {
  const [views, setViews] = useState<ReadonlyMap<string, LiveView>>(new Map());
  useEffect(() => {
    const release = retainLive();
    const read = (): void =>
      setViews(
        new Map(
          liveStore
            .all()
            .map((held) => [held.vehicle.vehicleId, { vehicle: held.vehicle, ages: liveStore.ages(held) }]),
        ),
      );
    read();
    const timer = window.setInterval(read, 2 * REACT_PERIOD_MS);
    // The first frame is shown at once: until then every drone would look as if it had no link.
    let seen = liveStore.all().length;
    const off = liveStore.onFrame(() => {
      const now = liveStore.all().length;
      if (now === seen) return;
      seen = now;
      read();
    });
    return () => {
      off();
      window.clearInterval(timer);
      release();
    };
  }, []);
  return views;
};
