import { join } from 'node:path';
import { UNIT_STEPS } from '../../server/stock/life-cycle.ts';
import { verifyChain } from '../../server/store/audit-chain.ts';
import type { EventRow } from '../../server/store/schema.ts';
import { openDatabase } from '../../server/store/sqlite-driver.ts';
import type { Acknowledged } from '../support/busy-day.ts';
import type { ArmingFrame } from './kill-fleet.ts';

type Database = ReturnType<typeof openDatabase>;

const ORDERS = `SELECT o.id, o.request_no || ' ' || group_concat(l.component || l.abo || l.rhd || l.units) AS print
  FROM orders o JOIN order_lines l ON l.order_id = o.id GROUP BY o.id`;

/** The same drone, order or box on two flights that have not ended, more units on a line than it asks for. */
const DOUBLES = `SELECT 'drone ' || vehicle_id AS what FROM flights WHERE ended_at IS NULL
    GROUP BY vehicle_id HAVING count(*) > 1
  UNION ALL SELECT 'order ' || order_id FROM flights WHERE ended_at IS NULL AND order_id IS NOT NULL
    GROUP BY order_id HAVING count(*) > 1
  UNION ALL SELECT 'line ' || l.id FROM units u JOIN order_lines l ON l.id = u.line_id
    GROUP BY l.id HAVING count(*) > l.units
  UNION ALL SELECT 'stock without free unit ' || din FROM units WHERE state = 'AVAILABLE' AND line_id IS NOT NULL
  UNION ALL SELECT 'request ' || request_no FROM orders GROUP BY request_no HAVING count(*) > 1`;

const INTENTS = `SELECT i.id, v.sysid, i.created_at, i.expires_at, i.outcome FROM launch_intents i
  JOIN flights f ON f.id = i.flight_id JOIN vehicles v ON v.id = f.vehicle_id
  WHERE i.kind = 'arm' ORDER BY i.created_at`;
/** A frame is noted when this process gets to it. */
const NOTED_LATE_MS = 2000;

type Intent = {
  readonly id: string;
  readonly sysid: number;
  readonly created_at: number;
  readonly expires_at: number;
  readonly outcome: string;
};

/** An acknowledged order that is gone, or is another one than was acknowledged. */
const lostOrders = (database: Database, acknowledged: readonly Acknowledged[]): string[] => {
  const stored = new Map(
    database
      .prepare(ORDERS)
      .all()
      .map((row) => [row['id'], row['print']]),
  );
  return acknowledged
    .filter(({ id, requestNo, units }) => stored.get(id) !== `${requestNo} RBCOPOS${units}`)
    .map(({ id, requestNo }) => `INV-D1: order ${requestNo} is ${String(stored.get(id) ?? 'gone')}`);
};

/** Each unit goes on from where it was: a second reservation would begin at AVAILABLE, where it is not. */
const forkedUnits = (database: Database): string[] => {
  const states = new Map<string, string>();
  const broken: string[] = [];
  const facts = database
    .prepare(`SELECT type, subject, data_json FROM events WHERE subject LIKE 'unit:%' ORDER BY seq`)
    .iterate() as Iterable<{ type: string; subject: string; data_json: string }>;
  for (const { type, subject, data_json: json } of facts) {
    const { from, to } = JSON.parse(json) as { from: string | null; to: string };
    const known = states.get(subject) ?? null;
    if (known !== from)
      broken.push(`INV-D4: ${subject} was ${known ?? 'unknown'}, ${type} says ${from ?? 'none'}`);
    if (type === UNIT_STEPS.reserve.event && from !== 'AVAILABLE')
      broken.push(`INV-D3: ${subject} is reserved while ${from ?? 'none'}`);
    states.set(subject, to);
  }
  for (const { din, state } of database.prepare('SELECT din, state FROM units').all())
    if (states.get(`unit:${String(din)}`) !== state)
      broken.push(`INV-D4: unit ${String(din)} is ${String(state)}, its facts say otherwise`);
  return broken;
};

/** The intent that an arming frame belongs to: the last one of that vehicle that was there when it came. */
const intentOf = (intents: readonly Intent[], { sysid, at }: ArmingFrame): Intent | undefined =>
  intents.findLast((intent) => intent.sysid === sysid && intent.created_at <= at);

const armings = (intents: readonly Intent[], frames: readonly ArmingFrame[]) => {
  const perIntent = new Map(intents.map(({ id }) => [id, 0]));
  const broken: string[] = [];
  for (const frame of frames) {
    const intent = intentOf(intents, frame);
    if (intent === undefined || frame.at > intent.expires_at + NOTED_LATE_MS) {
      broken.push(`INV-S1: an arming frame to system ${frame.sysid} at ${frame.at} without an intent`);
      continue;
    }
    perIntent.set(intent.id, (perIntent.get(intent.id) ?? 0) + 1);
  }
  for (const { id, outcome } of intents) {
    const count = perIntent.get(id) ?? 0;
    if (count > 1) broken.push(`INV-S2: ${count} arming frames for intent ${id}`);
    // What the vehicle confirmed must have been seen here, or nothing is counted.
    if (outcome === 'confirmed' && count !== 1)
      broken.push(`intent ${id} is confirmed with ${count} arming frames`);
  }
  return { broken, most: Math.max(0, ...perIntent.values()) };
};

/** What a kill left on the disk, beside what was acknowledged and what came over the wire. */
export const checkRecord = (
  folder: string,
  acknowledged: readonly Acknowledged[],
  frames: readonly ArmingFrame[],
) => {
  const database = openDatabase(join(folder, 'lifeline.db'), { readOnly: true });
  try {
    const chain = verifyChain(
      database.prepare('SELECT * FROM events ORDER BY seq').iterate() as Iterable<EventRow>,
    );
    const intents = database.prepare(INTENTS).all() as unknown as readonly Intent[];
    const arming = armings(intents, frames);
    const doubles = database.prepare(DOUBLES).all();
    const broken = [
      ...(chain.ok ? [] : [`INV-D7: the chain breaks at fact ${chain.firstBadSeq}`]),
      ...lostOrders(database, acknowledged),
      ...doubles.map((row) => `INV-D3: ${String(row['what'])} twice`),
      ...forkedUnits(database),
      ...arming.broken,
    ];
    return { broken, intents: intents.length, mostPerIntent: arming.most };
  } finally {
    database.close();
  }
};
