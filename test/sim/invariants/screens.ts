import { ORDER_STEPS } from '../../../server/orders/life-cycle.ts';
import { mayRead } from '../../../server/api/visibility.ts';
import type { LiveEvent } from '../../../server/api/contract/live.ts';
import type { StoredEvent } from '../../../server/core/events.ts';
import type { EventRow } from '../../../server/store/schema.ts';
import { openScreen, type Screen } from '../screens.ts';
import type { Invariant } from './invariant.ts';

const LOGINS = ['east1', 'south1', 'dispatcher1', 'safety1', 'issuer1'];
const FIRST_STREAM = 500;
/** A page that was connected for that long has caught up, ms. */
const CAUGHT_UP_MS = 5000;

const ORDER_STATES: Readonly<Record<string, string>> = {
  'order.submitted': 'SUBMITTED',
  ...Object.fromEntries(Object.values(ORDER_STEPS).map(({ event, to }) => [event, to])),
};

/** What a page shows of orders and flights: their states, from nothing but what it was told. */
export const projectionOf = (facts: readonly LiveEvent[]): Map<string, string> => {
  const shown = new Map<string, string>();
  for (const { type, subject, data } of facts) {
    if (type === 'flight.state') shown.set(subject, String(data['to']));
    const state = ORDER_STATES[type];
    if (state !== undefined) shown.set(subject, state);
  }
  return shown;
};

const STATES = `SELECT 'order:' || id AS subject, state FROM orders UNION ALL SELECT 'flight:' || id, state FROM flights`;

const storedOf = (row: EventRow): StoredEvent =>
  ({
    seq: row.seq,
    at: row.at,
    type: row.type,
    subject: row.subject,
    siteId: row.site_id ?? undefined,
    actorId: row.actor_id,
    actorName: row.actor_name,
    data: JSON.parse(row.data_json) as Record<string, unknown>,
  }) as StoredEvent;

/** What has changed so late that pages may not know yet. */
const RECENT = 'SELECT DISTINCT subject FROM events WHERE seq > ?';

/** INV-D9: every page that is connected has been told what it may know, each fact once and in order, and shows what is. */
export const screensConverge: Invariant = ({ world, broken, shown }) => {
  const screens: Screen[] = [];
  const commits: { readonly at: number; readonly seq: number }[] = [];
  const last = new Map<Screen, number>();
  const take = (screen: Screen, events: readonly LiveEvent[]): void => {
    for (const { seq } of events) {
      if (seq <= (last.get(screen) ?? 0)) broken('INV-D9', `${screen.login} is told fact ${seq} again`);
      last.set(screen, seq);
    }
    shown(screen.login, events);
  };
  const compare = (screen: Screen, known: readonly EventRow[]): void => {
    const wanted = known.filter((row) => mayRead(screen.actor, storedOf(row))).map(({ seq }) => seq);
    const upTo = known.at(-1)?.seq ?? 0;
    const told = screen.facts.map(({ seq }) => seq).filter((seq) => seq <= upTo);
    const gap = wanted.find((seq, i) => seq !== told[i]);
    if (gap !== undefined || wanted.length !== told.length)
      return broken(
        'INV-D9',
        `${screen.login} was told ${told.length} of ${wanted.length} facts, not ${gap}`,
      );
    if (screen.actor.role === 'hospital') return;
    const projection = projectionOf(screen.facts);
    const recent = new Set(world.look<{ subject: string }>(RECENT, upTo).map(({ subject }) => subject));
    for (const { subject, state } of world.look<{ subject: string; state: string }>(STATES)) {
      const seen = projection.get(subject);
      if (seen !== undefined && seen !== state && !recent.has(subject))
        broken('INV-D9', `${screen.login} shows ${subject} as ${seen}, it is ${state}`);
    }
  };
  return {
    started: () => {
      if (screens.length > 0) return;
      LOGINS.forEach((login, i) => screens.push(openScreen(world, login, FIRST_STREAM + i, take)));
    },
    facts: (events) => {
      commits.push({ at: world.timeline.now(), seq: events.at(-1)?.seq ?? 0 });
    },
    end: () => {
      const until = world.timeline.now() - CAUGHT_UP_MS;
      const head = commits.findLast(({ at }) => at <= until)?.seq ?? 0;
      const rows = world.look<EventRow>('SELECT * FROM events WHERE seq <= ? ORDER BY seq', head);
      for (const screen of screens) if (screen.connectedMs() > CAUGHT_UP_MS) compare(screen, rows);
    },
  };
};
