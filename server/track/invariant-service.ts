import type { Clock } from '../core/clock.ts';
import type { FlightLog } from '../flight/ports.ts';
import { createChainCheck } from '../store/audit-chain.ts';
import type { Reader, Store } from '../store/store.ts';
import {
  invariantBroken,
  lookAtInvariants,
  type InvariantFlight,
  type InvariantMemory,
} from './invariant-conditions.ts';
import type { Condition } from './monitor.ts';

/** How often the record is looked at, milliseconds: two small questions, and what was written since. */
const RECORD_MS = 5000;
/** Facts that are checked at a time. */
const BATCH = 500;

type Twice = { readonly subject: string; readonly what: string };

/** Drones and orders that are on two flights which have not ended (INV-D3); a unit is on the flight of its order. */
const onTwoFlights = async (reader: Reader): Promise<Twice[]> => {
  const open = reader.selectFrom('flights').where('ended_at', 'is', null);
  const drones = await open
    .select('vehicle_id')
    .groupBy('vehicle_id')
    .having(({ fn }) => fn.countAll(), '>', 1)
    .execute();
  const orders = await open
    .select('order_id')
    .where('order_id', 'is not', null)
    .groupBy('order_id')
    .having(({ fn }) => fn.countAll(), '>', 1)
    .execute();
  return [
    ...drones.map(({ vehicle_id: id }) => ({
      subject: `vehicle:${id}`,
      what: `drone ${id} is on two flights`,
    })),
    ...orders.map(({ order_id: id }) => ({
      subject: `order:${id}`,
      what: `the units of order ${id} are on two flights`,
    })),
  ];
};

type Deps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: FlightLog;
  readonly flights: () => readonly InvariantFlight[];
};

/** The facts that were written since it began hang together (INV-D7); what is older is for `npm run admin -- verify`. */
const createChainWatch = ({ store }: Deps) => {
  let check: ReturnType<typeof createChainCheck> | undefined;
  let at = 0;
  const begin = async (): Promise<void> => {
    const row = await store.read
      .selectFrom('events')
      .select(['seq', 'hash'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    at = row?.seq ?? 0;
    check = createChainCheck(row ?? undefined);
  };
  return {
    look: async (): Promise<void> => {
      if (check === undefined) return begin();
      if (store.head() === at) return;
      const rows = await store.read
        .selectFrom('events')
        .selectAll()
        .where('seq', '>', at)
        .orderBy('seq')
        .limit(BATCH)
        .execute();
      for (const row of rows) check.take(row);
      at = rows.at(-1)?.seq ?? at;
    },
    conditions: (): Condition[] => {
      const bad = check?.verdict().firstBadSeq;
      const what = `fact ${bad} of the log does not follow the one before it`;
      return bad === undefined
        ? []
        : [invariantBroken({ kind: 'audit_chain', id: 'INV-D7', subject: 'system', what })];
    },
  };
};

/** What may never be, looked for while the service runs; an alarm each, and next to no work. */
export const createInvariantWatch = (deps: Deps) => {
  const { store, clock, log, flights } = deps;
  const memories = new Map<string, InvariantMemory>();
  const chain = createChainWatch(deps);
  let twice: readonly Twice[] = [];
  let reading = Promise.resolve();

  const look = async (): Promise<void> => {
    await chain.look();
    twice = await onTwoFlights(store.read);
  };
  const lookSafely = (): void => {
    reading = reading.then(look).catch((error: unknown) =>
      log('error', 'invariants of the record could not be looked at', {
        error: error instanceof Error ? error.message : 'unknown',
      }),
    );
  };
  lookSafely();
  const timer = clock.every(RECORD_MS, lookSafely);

  return {
    conditions: (): readonly Condition[] => {
      const now = clock.mono();
      const known = flights();
      for (const id of memories.keys()) if (!known.some((flight) => flight.id === id)) memories.delete(id);
      const ofFlights = known.flatMap((flight) => {
        const seen = lookAtInvariants(flight, memories.get(flight.id) ?? {}, now);
        memories.set(flight.id, seen.memory);
        return seen.conditions;
      });
      const ofRecord = twice.map((each) =>
        invariantBroken({ kind: 'on_two_flights', id: 'INV-D3', ...each }),
      );
      return [...ofFlights, ...ofRecord, ...chain.conditions()];
    },
    stop: async (): Promise<void> => {
      timer.cancel();
      await reading;
    },
  };
};
