import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cause } from '../../server/core/cause.ts';
import { monoMs } from '../../server/core/clock.ts';
import { NO_FACTS, type VehicleFacts } from '../../server/flight/ports.ts';
import { onStateOf } from '../../server/join/failed-flights.ts';
import { createIncidents } from '../../server/review/incident-service.ts';
import type { LastHeardOf } from '../../server/review/search-queries.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { actor, CENTRE, fillRecord, HOSPITAL } from '../flight/world-record.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { tempFolder } from '../support/temp-folder.ts';

const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

const FACTS: VehicleFacts = {
  ...NO_FACTS,
  position: {
    at: monoMs(0),
    value: {
      at: [(CENTRE[0] + HOSPITAL[0]) / 2, CENTRE[1]],
      altAmslM: 120,
      relAltM: 100,
      groundSpeedMs: 16,
      northMs: 0,
      eastMs: -16,
      climbMs: 0,
      headingDeg: 270,
    },
  },
  battery: { at: monoMs(0), value: 60 },
};

const PLAN = {
  plan: {
    hash: 'h',
    from: { at: CENTRE },
    to: { at: HOSPITAL },
    legs: [
      {
        from: CENTRE,
        to: HOSPITAL,
        relAltM: 100,
        distanceM: 1600,
        groundSpeedMs: 16,
        etaS: 100,
        minClearanceM: 50,
      },
    ],
    items: [],
    landingS: 20,
  },
  airspaceVersion: 1,
  plannedAt: 0,
};

const open = async () => {
  const store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
  stores.push(store);
  const clock = fakeClock();
  const rng = seededRng(1);
  const cause = (): Cause => ({ actor: actor('dispatcher'), now: clock.wall() });
  const lastHeard: LastHeardOf = () => ({ facts: FACTS, params: undefined, now: clock.mono() });
  await fillRecord(store, cause());
  await store.transact(cause(), ({ db }) =>
    db
      .insertInto('flights')
      .values({
        id: 'flight-1',
        number: 'F-0001',
        kind: 'delivery',
        state: 'SILENT',
        state_reason: '',
        order_id: 'order-1',
        vehicle_id: 'drone-1',
        from_pad_id: 'centre-1',
        to_pad_id: 'hospital-1',
        created_at: 0,
        launched_at: 1,
        takeoff_at: 2,
        landed_at: null,
        ended_at: null,
        plan_json: JSON.stringify(PLAN),
        issues_json: '[]',
        launch_json: '{}',
        launched_by_json: null,
        turnaround_json: null,
        summary_json: null,
      })
      .execute(),
  );
  const incidents = createIncidents({ store, clock, rng, lastHeard, log: () => {} });
  const onState = onStateOf({ rng, lastHeard });
  const step = (to: 'LOST' | 'UNKNOWN' | 'HOLDING', code: string): Promise<void> =>
    store.transact(cause(), async (tx) => {
      const row = await tx.selectFrom('flights').selectAll().executeTakeFirstOrThrow();
      await onState(tx, row, { to, code, reason: 'nobody hears it', isDiverted: false });
    });
  const list = async () => {
    const listed = await incidents.list();
    if (!listed.ok) throw new Error(listed.error.message);
    return listed.value.incidents;
  };
  return { store, clock, cause, incidents, step, list };
};

describe('incident records', () => {
  it.each([
    ['LOST', 'person_decided', 'lost'],
    ['UNKNOWN', 'no_climb', 'no_climb'],
    ['UNKNOWN', 'landed_elsewhere', 'landed_elsewhere'],
    ['UNKNOWN', 'disarmed_in_air', 'terminated'],
  ] as const)('%s for %s opens one of kind %s, once', async (to, code, kind) => {
    const { step, list } = await open();
    await step(to, code);
    await step(to, code);
    expect(await list()).toMatchObject([
      {
        kind,
        number: 'I-0001',
        state: 'OPEN',
        flightNumber: 'F-0001',
        vehicleName: 'D1',
        openedBy: { name: 'dispatcher' },
      },
    ]);
  });

  it('is not opened by a usual step', async () => {
    const { step, list } = await open();
    await step('HOLDING', 'commanded');
    expect(await list()).toEqual([]);
  });

  it('keeps where to look, what is aboard and whom to call', async () => {
    const { step, list, clock } = await open();
    clock.advance(30_000);
    await step('LOST', 'person_decided');
    const [incident] = await list();
    expect(incident?.facts.search?.silentS).toBe(30);
    expect(incident?.facts.search?.likely.length).toBeGreaterThan(8);
    expect(incident?.facts.contacts.map(({ siteId }) => siteId).sort()).toEqual(['centre', 'hospital']);
  });

  it('gives the search area of a silent flight at once, without a record', async () => {
    const { incidents, list } = await open();
    const found = await incidents.search('flight-1');
    expect(found.ok && found.value.search?.lastFix).toEqual(FACTS.position?.value.at);
    expect(await list()).toEqual([]);
  });

  it('is opened when a drone leaves its fence', async () => {
    const { store, cause, incidents, list } = await open();
    const stop = incidents.watch();
    await store.transact(cause(), (tx) =>
      tx.emit({
        type: 'flight.contingency_raised',
        subject: 'flight:flight-1',
        data: { contingency: 'geofence_breach', reason: 'it left its fence' },
      }),
    );
    await expect.poll(async () => (await list()).map(({ kind }) => kind)).toEqual(['fence_breach']);
    stop();
  });

  it('takes entries until it is closed with a finding, and none is changed', async () => {
    const { store, cause, incidents } = await open();
    const opened = await incidents.open(cause(), { flightId: null, sentence: 'a pad light is broken' });
    if (!opened.ok) throw new Error(opened.error.message);
    const { id } = opened.value;
    await incidents.addEntry(cause(), id, 'called the workshop');
    const closed = await incidents.close(cause(), id, 'bulb replaced');
    expect(closed).toMatchObject({
      ok: true,
      value: { state: 'CLOSED', finding: 'bulb replaced', entries: [{ text: 'called the workshop' }] },
    });
    expect(await incidents.addEntry(cause(), id, 'one more')).toMatchObject({
      ok: false,
      error: { code: 'review.incident_closed' },
    });
    const change = store.transact(cause(), ({ db }) =>
      db.updateTable('incident_entries').set({ text: 'x' }).execute(),
    );
    await expect(change).rejects.toThrow('append-only');
  });
});
