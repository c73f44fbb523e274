import type { TemperatureClass } from '../blood/component.ts';
import { isWithin, rangeText, transportLimits } from '../blood/temperature.ts';
import type { Actor } from '../core/access.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { loggable } from '../orders/note-check.ts';
import { centrePlace, moveUnit, signed, unitByDin } from '../stock/unit-queries.ts';
import type { QuarantinedBoxRow } from '../store/schema-failure.ts';
import type { Tx } from '../store/store.ts';

export type BoxDecision = {
  readonly outcome: 'release' | 'discard';
  readonly reason: string;
  /** Measured inside the box; needed for a release. */
  readonly temperatureC: number | null;
};

const heldBox = async (tx: Tx, id: string): Promise<Result<QuarantinedBoxRow>> => {
  const row = await tx.selectFrom('quarantined_boxes').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return refuse('custody.not_found', `There is no box ${id} in quarantine.`);
  if (row.state !== 'HELD')
    return refuse('custody.box_decided', `Box ${row.box_no} is ${row.state}: it was decided already.`);
  return ok(row);
};

/** Two persons and a temperature within the limits of the box's class, or it stays where it is. */
const mayRelease = (
  row: QuarantinedBoxRow,
  { temperatureC }: BoxDecision,
  first: Actor,
  second: Actor | undefined,
): Result<undefined> => {
  if (second === undefined || second.personId === first.personId)
    return refuse('custody.second_person', 'A release needs a second person who is not the first.', {
      place: 'second.login',
    });
  const { breach } = transportLimits(row.temperature_class as TemperatureClass);
  if (temperatureC === null || !isWithin(breach, temperatureC))
    return refuse(
      'custody.temperature',
      `Expected ${rangeText(breach)} inside box ${row.box_no}, got ${temperatureC ?? 'nothing'}: it cannot be released.`,
      { place: 'temperatureC' },
    );
  return ok(undefined);
};

/** Units that are no longer in quarantine are left as they are. */
const decideUnits = async (
  tx: Tx,
  row: QuarantinedBoxRow,
  { outcome, reason, temperatureC }: BoxDecision,
  second: Actor | undefined,
): Promise<void> => {
  const place = await centrePlace(tx);
  const said = { boxNo: row.box_no, temperatureC, secondId: second?.personId ?? null };
  for (const din of JSON.parse(row.units_json) as string[]) {
    const unit = await unitByDin(tx, din);
    if (unit?.state !== 'QUARANTINED') continue;
    if (outcome === 'release') await moveUnit(tx, unit, 'clear', { place, reason, data: said });
    else
      await tx.emit({
        type: 'unit.discarded',
        subject: `unit:${din}`,
        data: { from: unit.state, to: unit.state, place, reason: loggable(reason), ...said },
      });
  }
};

/**
 * A drone whose load was replaced has arrived after all: who takes the box out is on record, its units stay in quarantine.
 * `undefined` = the box is not in quarantine with this flight. Failures: `custody.already_unloaded`.
 */
export const setHeldBoxAside = async (
  tx: Tx,
  boxNo: string,
  { flightId, place }: { readonly flightId: string; readonly place: string },
): Promise<Result<undefined> | undefined> => {
  const held = await tx
    .selectFrom('quarantined_boxes')
    .innerJoin('failed_deliveries', 'failed_deliveries.id', 'quarantined_boxes.failure_id')
    .innerJoin('boxes', 'boxes.id', 'quarantined_boxes.box_id')
    .select(['quarantined_boxes.units_json', 'boxes.id', 'boxes.unloaded_json'])
    .where('quarantined_boxes.box_no', '=', boxNo)
    .where('failed_deliveries.flight_id', '=', flightId)
    .executeTakeFirst();
  if (held === undefined) return undefined;
  if (held.unloaded_json !== null)
    return refuse('custody.already_unloaded', `Box ${boxNo} is unloaded already.`, { place: 'boxNo' });
  await tx.db
    .updateTable('boxes')
    .set({ unloaded_json: signed(tx.cause.actor, tx.now) })
    .where('id', '=', held.id)
    .execute();
  for (const din of JSON.parse(held.units_json) as string[]) {
    const unit = await unitByDin(tx, din);
    if (unit?.state !== 'QUARANTINED') continue;
    await tx.emit({
      type: 'unit.set_aside',
      subject: `unit:${din}`,
      data: { from: unit.state, to: unit.state, place, boxNo, flightId },
    });
  }
  return ok(undefined);
};

/**
 * What becomes of a box from a failed flight: its units go back to stock, or are thrown away. Failures:
 * `custody.not_found`, `box_decided`, `second_person`, `temperature`.
 */
export const decideBox = async (
  tx: Tx,
  id: string,
  decision: BoxDecision,
  second: Actor | undefined,
): Promise<Result<undefined>> => {
  const held = await heldBox(tx, id);
  if (!held.ok) return held;
  const row = held.value;
  const { actor } = tx.cause;
  const isRelease = decision.outcome === 'release';
  const allowed = isRelease ? mayRelease(row, decision, actor, second) : ok(undefined);
  if (!allowed.ok) return allowed;
  await decideUnits(tx, row, decision, second);
  const by = { personId: actor.personId, name: actor.name, at: tx.now };
  await tx.db
    .updateTable('quarantined_boxes')
    .set({
      state: isRelease ? 'RELEASED' : 'DISCARDED',
      decided_json: JSON.stringify({ ...decision, by, second: second?.name ?? null }),
    })
    .where('id', '=', id)
    .execute();
  return ok(undefined);
};
