import { useQueries } from '@tanstack/react-query';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { call } from '../shared/client.ts';
import { milestonesOf, type Milestones } from './intervals.ts';

/** An ended delivery does not change any more. */
const STALE_MS = 30_000;

/**
 * The hand-overs of the orders on one page of the table: from the order itself, its timeline, and its flight. They are
 * asked for row by row, at most a page at a time.
 */
export const useDeliveryTimes = (orders: readonly Order[]): ReadonlyMap<string, Milestones> =>
  useQueries({
    queries: orders.map((order) => ({
      queryKey: ['orders.milestones', order.id, order.state],
      staleTime: STALE_MS,
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Milestones> => {
        const timeline = await call(contract.orders.timeline, { params: { id: order.id }, signal });
        const flight =
          order.flight === null
            ? undefined
            : await call(contract.flights.get, { params: { id: order.flight.id }, signal });
        return milestonesOf({
          submittedAt: order.submittedAt,
          facts: timeline.entries,
          packedAt: order.boxes.map((box) => box.checkedBy.at),
          takeoffAt: flight?.takeoffAt ?? null,
          landedAt: flight?.landedAt ?? null,
          receivedAt: order.receipt?.second?.at ?? null,
        });
      },
    })),
    combine: (results) =>
      new Map(
        results.flatMap((result, i): [string, Milestones][] => {
          const order = orders[i];
          return order === undefined || result.data === undefined ? [] : [[order.id, result.data]];
        }),
      ),
  });
