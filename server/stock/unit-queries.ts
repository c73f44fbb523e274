import type { Actor } from '../core/access.ts';
import type { WallMs } from '../core/clock.ts';
import { loggable } from '../orders/note-check.ts';
import type { UnitRow } from '../store/schema.ts';
import type { Reader, Tx } from '../store/store.ts';
import { leavesOrder, stepUnit, UNIT_STEPS, type UnitInput } from './life-cycle.ts';
import type { UnitState } from './states.ts';

/** Building blocks that run inside a caller's transaction; custody uses them too. */

export type UnitMove = {
  /** Where, or with whom, the unit is after the step: `site:…`, `vehicle:…`, `road`. */
  readonly place: string;
  readonly orderId?: string | undefined;
  readonly reason?: string;
  readonly set?: Partial<Pick<UnitRow, 'line_id' | 'box_id' | 'picked_json' | 'checked_json'>>;
  /** More for the record: box, flight, second person. Only staff of the service see it. */
  readonly data?: Readonly<Record<string, unknown>>;
};

export const unitState = (unit: UnitRow): UnitState => unit.state as UnitState;

/** Who did something and when, as rows keep it. */
export const signed = (actor: Actor, at: WallMs): string =>
  JSON.stringify({ personId: actor.personId, name: actor.name, at });

export const signerOf = (json: string | null): string | undefined =>
  json === null ? undefined : (JSON.parse(json) as { personId: string }).personId;

/**
 * Takes one step of a unit's custody: state and fact together (INV-D4). Callers check first what an operator may get
 * wrong; a step that the graph does not know is a bug and throws.
 */
export const moveUnit = async (tx: Tx, unit: UnitRow, input: UnitInput, move: UnitMove): Promise<UnitRow> => {
  const from = unitState(unit);
  const to = stepUnit(from, input);
  if (to === undefined) throw new Error(`unit ${unit.din} is ${from}: no step ${input}`);
  const left = leavesOrder(input)
    ? { line_id: null, box_id: null, picked_json: null, checked_json: null }
    : {};
  const change = { state: to, state_reason: move.reason ?? '', ...left, ...move.set };
  const result = await tx.db
    .updateTable('units')
    .set(change)
    .where('id', '=', unit.id)
    .where('state', '=', from)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`unit ${unit.din} is no longer ${from}`);
  await tx.emit({
    type: UNIT_STEPS[input].event,
    subject: `unit:${unit.din}`,
    data: {
      from,
      to,
      place: move.place,
      ...(move.orderId === undefined ? {} : { orderId: move.orderId }),
      ...(move.reason === undefined ? {} : { reason: loggable(move.reason) }),
      ...move.data,
    },
  });
  return { ...unit, ...change };
};

/** The blood centre as a place: the actor's own, else the first one. */
export const centrePlace = async (tx: Tx): Promise<string> => {
  const centres = await tx
    .selectFrom('sites')
    .select('id')
    .where('role', '=', 'blood_centre')
    .orderBy('id')
    .execute();
  const own = centres.find((site) => site.id === tx.cause.actor.siteId);
  return `site:${(own ?? centres[0])?.id ?? 'centre'}`;
};

/** Units that stand for lines of an order, in the order of their DINs. */
export const unitsOfOrder = (reader: Reader, orderId: string): Promise<UnitRow[]> =>
  reader
    .selectFrom('units')
    .innerJoin('order_lines', 'order_lines.id', 'units.line_id')
    .selectAll('units')
    .where('order_lines.order_id', '=', orderId)
    .orderBy('units.din')
    .execute();

export const unitByDin = (reader: Reader, din: string): Promise<UnitRow | undefined> =>
  reader.selectFrom('units').selectAll().where('din', '=', din).executeTakeFirst();
