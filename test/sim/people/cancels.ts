import { contract } from '../../../server/api/contract/contract.ts';
import { chance, keepDoing, pick, type Person } from './person.ts';

type Row = { readonly id: string };

/** Everything between the plan and the arming frame. */
const LAUNCHING = `SELECT id FROM flights WHERE ended_at IS NULL AND
  state IN ('PLANNED', 'UPLOADED', 'VERIFIED', 'PREFLIGHT', 'AUTHORISED', 'ARM_INTENT', 'CONFIRMED', 'CLIMBING')
  AND (launched_at IS NOT NULL OR state = 'PLANNED') ORDER BY number`;
const OPEN_ORDERS = `SELECT id FROM orders
  WHERE state IN ('SUBMITTED', 'ACCEPTED', 'RESERVED', 'PACKED', 'IN_FLIGHT', 'REQUEUED') ORDER BY number`;
/** Of the looks at flights under launch, and at open orders: how many end in a cancellation. */
const ABORTS = 0.035;
const CANCELS = 0.05;
/** Of the launches that come to a state which lasts no second: how many are called off right then. */
const QUICK_ABORTS = 0.03;
const QUICK: readonly string[] = ['UPLOADED', 'VERIFIED', 'PREFLIGHT'];

/** Flights that have come to one of those states since the last look. */
const justCame = ({ world }: Person): (() => string[]) => {
  let seq = 0;
  return () => {
    const rows = world.look<{ seq: number; subject: string; json: string }>(
      `SELECT seq, subject, data_json AS json FROM events WHERE seq > ? AND type = 'flight.state' ORDER BY seq`,
      seq,
    );
    seq = rows.at(-1)?.seq ?? seq;
    return rows
      .filter(({ json }) => QUICK.includes((JSON.parse(json) as { to: string }).to))
      .map(({ subject }) => subject.replace('flight:', ''));
  };
};

/** Calls launches off at every stage, and orders in every state. */
export const playCanceller = (person: Person, until: number): void => {
  const { world, desk, rng } = person;
  const isOver = (): boolean => world.timeline.now() >= until;
  const came = justCame(person);
  world.watchers.push({
    committed: () => {
      for (const id of came())
        if (!isOver() && chance(rng, QUICK_ABORTS))
          void desk.call(contract.flights.abort, {
            params: { id },
            body: { reason: 'somebody is at the pad' },
          });
    },
  });
  keepDoing(person, [700, 2500], async () => {
    if (isOver() || !chance(rng, ABORTS)) return;
    const flight = pick(rng, world.look<Row>(LAUNCHING));
    if (flight === undefined) return;
    await desk.call(contract.flights.abort, {
      params: { id: flight.id },
      body: { reason: 'somebody is at the pad' },
    });
  });
  keepDoing(person, [5000, 15_000], async () => {
    if (isOver() || !chance(rng, CANCELS)) return;
    const order = pick(rng, world.look<Row>(OPEN_ORDERS));
    if (order === undefined) return;
    await desk.call(contract.orders.cancel, {
      params: { id: order.id },
      body: { reason: 'no longer needed' },
    });
  });
};
