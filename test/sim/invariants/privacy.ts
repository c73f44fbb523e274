import type { Asked } from '../desk.ts';
import { PASSWORD } from '../desk.ts';
import { HOSPITAL_IDS } from '../place.ts';
import type { World } from '../world.ts';
import type { Invariant } from './invariant.ts';

/** Names and numbers as they stand in JSON. */
const TOKENS = /[A-Za-z0-9_-]{4,}/g;

const ORDERS = 'SELECT id, number, request_no AS requestNo, site_id AS siteId FROM orders';
const FLIGHTS = 'SELECT id, number, order_id AS orderId FROM flights WHERE order_id IS NOT NULL';
const UNITS = `SELECT u.din, l.order_id AS orderId FROM units u JOIN order_lines l ON l.id = u.line_id`;
const BOXES = 'SELECT seal_no AS sealNo, order_id AS orderId FROM boxes';

type Order = {
  readonly id: string;
  readonly number: string;
  readonly requestNo: string;
  readonly siteId: string;
};

/** What belongs to one hospital and may be shown to no other; an order that was redirected (`moved`) belongs to both. */
const taintOf = (world: World, moved: ReadonlySet<string>): Map<string, string> => {
  const taint = new Map<string, string>();
  const owner = new Map<string, string>();
  for (const { id, number, requestNo, siteId } of world.look<Order>(ORDERS)) {
    if (moved.has(`order:${id}`)) continue;
    owner.set(id, siteId);
    for (const token of [id, number, requestNo]) taint.set(token, siteId);
  }
  const add = (token: string, orderId: string): void => {
    const siteId = owner.get(orderId);
    if (siteId !== undefined) taint.set(token, siteId);
  };
  for (const { id, number, orderId } of world.look<{ id: string; number: string; orderId: string }>(
    FLIGHTS,
  )) {
    add(id, orderId);
    add(number, orderId);
  }
  for (const { din, orderId } of world.look<{ din: string; orderId: string }>(UNITS)) add(din, orderId);
  for (const { sealNo, orderId } of world.look<{ sealNo: string; orderId: string }>(BOXES))
    add(sealNo, orderId);
  return taint;
};

/** The hospital of a person; undefined for those of the service. */
const siteOf = (login: string): string | undefined =>
  HOSPITAL_IDS.find((siteId) => new RegExp(`^${siteId}\\d$`).test(login));

/** INV-D8: nothing of one hospital reaches a person of another one. */
export const noForeignData: Invariant = ({ world, broken }) => {
  const moved = new Set<string>();
  let taint: Map<string, string> | undefined;
  const look = (login: string, what: string, data: unknown, own: string): void => {
    const siteId = siteOf(login);
    if (siteId === undefined) return;
    taint ??= taintOf(world, moved);
    for (const [token] of JSON.stringify(data).matchAll(TOKENS)) {
      const owner = taint.get(token);
      if (owner !== undefined && owner !== siteId && !own.includes(token))
        return broken('INV-D8', `${what} of ${login} shows ${token}, which is of ${owner}`);
    }
  };
  return {
    facts: (events) => {
      for (const { type, subject } of events) if (type.startsWith('order.redirected_')) moved.add(subject);
      taint = undefined;
    },
    answered: ({ login, routeId, params, body }: Asked, answer) => {
      // Whoever asked for a thing by its name knows the name.
      if (answer !== 'lost') look(login, routeId, answer.body ?? null, JSON.stringify([params, body]));
    },
    shown: (login, events) => look(login, 'the log', events, ''),
  };
};

/** INV-D10: no password, token or secret of anybody is in a fact, a log line or a file. */
export const noSecrets: Invariant = ({ world, broken }) => {
  const secrets = (): string[] => [PASSWORD, ...world.secrets()];
  const isIn = (holds: (secret: string) => boolean, where: string): void => {
    const secret = secrets().find(holds);
    if (secret !== undefined) broken('INV-D10', `${where} holds a secret of ${secret.length} characters`);
  };
  return {
    facts: (events) => {
      const text = events
        .map((event) => `${event.subject} ${event.actor_name} ${event.data_json}`)
        .join('\n');
      isIn((secret) => text.includes(secret), `a fact from ${events[0]?.type} on`);
    },
    end: () => {
      const told = world.story.join('\n');
      isIn((secret) => told.includes(secret), 'the log');
      for (const [path, content] of world.files()) {
        const bytes = Buffer.from(content);
        isIn((secret) => bytes.includes(secret), path);
      }
    },
  };
};
