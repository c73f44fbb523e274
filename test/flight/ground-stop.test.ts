import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cause } from '../../server/core/cause.ts';
import type { Actives } from '../../server/flight/active-service.ts';
import type { Collective } from '../../server/flight/collective-service.ts';
import { createGroundStop } from '../../server/flight/ground-stop-service.ts';
import type { FlightDeps } from '../../server/flight/record-service.ts';
import { createSafety } from '../../server/flight/safety-service.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { StoreUnavailable, type Store } from '../../server/store/store.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { actor } from './world-record.ts';

type FakeLaunch = { state: string; isOver: boolean; calledOff: boolean };

const activesOf = (launches: readonly FakeLaunch[]): Actives =>
  ({
    all: () =>
      launches.map((launch) => ({
        life: { state: launch.state },
        launch: { isOver: () => launch.isOver, feed: () => void (launch.calledOff = true) },
      })),
  }) as unknown as Actives;

const openStore = (path = join(tempFolder(), 'lifeline.db')) => ({ path, store: openSqliteStore(path) });

const stopsOn = (store: Store, launches: readonly FakeLaunch[] = []) => {
  const clock = fakeClock();
  const deps = { store, clock, log: () => {} } as unknown as FlightDeps;
  const stops = createGroundStop(deps, activesOf(launches));
  const safety = createSafety(stops, { view: () => undefined } as unknown as Collective);
  const cause = (): Cause => ({ actor: actor('dispatcher'), now: clock.wall() });
  return { clock, stops, safety, cause };
};

const launching = async () => ({ ok: true, value: 'launched' }) as const;

describe('ground stop', () => {
  it('[FS1] calls off what is not armed yet and leaves alone what is', async () => {
    const { store } = openStore();
    const uploading = { state: 'UPLOADED', isOver: false, calledOff: false };
    const armed = { state: 'CONFIRMED', isOver: false, calledOff: false };
    const flown = { state: 'EN_ROUTE', isOver: true, calledOff: false };
    const { safety, cause } = stopsOn(store, [uploading, armed, flown]);
    await safety.order(cause(), 'storm');
    expect([uploading, armed, flown].map(({ calledOff }) => calledOff)).toEqual([true, false, false]);
    await store.close();
  });

  it('[FS1] refuses launches while it is in force, and calls off one that was let in as it came', async () => {
    const { store } = openStore();
    const late = { state: 'PLANNED', isOver: false, calledOff: false };
    const { safety, cause } = stopsOn(store, [late]);
    const during = await safety.unlessStopped(async () => {
      await safety.order(cause(), 'storm');
      late.calledOff = false;
      return launching();
    });
    expect(during).toMatchObject({ ok: false, error: { code: 'flights.ground_stop' } });
    expect(late.calledOff).toBe(true);
    expect(await safety.unlessStopped(launching)).toMatchObject({
      ok: false,
      error: { code: 'flights.ground_stop' },
    });
    await safety.release(cause(), 'storm is over');
    expect(await safety.unlessStopped(launching)).toEqual({ ok: true, value: 'launched' });
    await store.close();
  });

  it('[FS1] is in force while nothing can be recorded, and is recorded afterwards', async () => {
    const { store } = openStore();
    let locked = true;
    const gated: Store = {
      ...store,
      read: store.read,
      transact: (cause, fn) =>
        locked ? Promise.reject(new StoreUnavailable('locked', 'locked')) : store.transact(cause, fn),
    };
    const { safety, cause, clock, stops } = stopsOn(gated);
    await safety.order(cause(), 'storm');
    expect(safety.view().stop).toMatchObject({ reason: 'storm' });
    locked = false;
    await clock.advanceAsync(1000);
    await stops.stop();
    const [event] = await store.events({ subject: 'flight:all' });
    expect(event).toMatchObject({ type: 'flight.ground_stop', data: { reason: 'storm' } });
    await store.close();
  });

  it('[FS1] keeps the word of the first', async () => {
    const { store } = openStore();
    const { safety, cause } = stopsOn(store);
    await safety.order(cause(), 'storm');
    await safety.order(cause(), 'second');
    expect(safety.view().stop?.reason).toBe('storm');
    await store.close();
  });

  it('[FS2] outlives a restart until a person ends it', async () => {
    const { store, path } = openStore();
    const first = stopsOn(store);
    await first.safety.order(first.cause(), 'storm');
    await store.close();
    const again = openSqliteStore(path);
    const second = stopsOn(again);
    await second.stops.load();
    expect(second.safety.view().stop?.reason).toBe('storm');
    await second.safety.release(second.cause(), 'over');
    const third = stopsOn(again);
    await third.stops.load();
    expect(third.safety.view().stop).toBeNull();
    expect(await third.safety.release(third.cause(), 'over')).toMatchObject({ ok: false });
    await again.close();
  });
});
