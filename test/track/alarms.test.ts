import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../server/core/access.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { createAlarms } from '../../server/track/alarm-service.ts';
import type { Condition } from '../../server/track/monitor.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { tempFolder } from '../support/temp-folder.ts';

const condition = (kind: string, severity: Condition['severity'] = 'warning'): Condition => ({
  kind,
  severity,
  subject: 'flight:f1',
  sentence: kind,
  params: {},
});

const DISPATCHER: Actor = {
  personId: 'd1',
  name: 'Wang',
  role: 'dispatcher',
  siteId: undefined,
  sessionId: undefined,
  requestId: undefined,
};

const world = () => {
  const clock = fakeClock();
  const store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
  const alarms = createAlarms({ store, clock, rng: seededRng(1) });
  const list = async () => {
    const listed = await alarms.list();
    return listed.ok ? listed.value.alarms : [];
  };
  return { clock, store, alarms, list };
};

describe('alarms', () => {
  it('raises a condition once until it is cleared, and again afterwards', async () => {
    const { store, alarms, list } = world();
    await alarms.raise(condition('vehicle.silent'));
    await alarms.raise(condition('vehicle.silent'));
    expect(await list()).toHaveLength(1);
    await alarms.clear('vehicle.silent', 'flight:f1');
    await alarms.raise(condition('vehicle.silent'));
    expect(await list()).toHaveLength(2);
    expect((await store.events({})).map(({ type }) => type)).toEqual([
      'alarm.raised',
      'alarm.cleared',
      'alarm.raised',
    ]);
    await store.close();
  });

  it('lists the worst first, and forgets what is over and acknowledged', async () => {
    const { clock, store, alarms, list } = world();
    await alarms.tell(condition('flight.failed', 'critical'));
    await alarms.raise(condition('order.sla'));
    const [failed, sla] = await list();
    expect([failed?.kind, sla?.kind]).toEqual(['flight.failed', 'order.sla']);
    const cause = { actor: DISPATCHER, now: clock.wall() };
    const first = await alarms.acknowledge(cause, failed?.id ?? '');
    expect(first).toMatchObject({ ok: true, value: { acknowledged: { by: 'Wang' } } });
    await alarms.acknowledge(cause, sla?.id ?? '');
    expect((await list()).map(({ kind }) => kind)).toEqual(['order.sla']);
    expect(await alarms.acknowledge(cause, 'nothing')).toMatchObject({ ok: false });
    await store.close();
  });
});
