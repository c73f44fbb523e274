import type { BoxRow, UnitRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { unitsOfOrder } from './unit-queries.ts';

export type FilledBox = { readonly box: BoxRow; readonly units: readonly UnitRow[] };

/** The boxes of an order that hold units which still stand for its lines; mass in `box.mass_kg`. */
export const boxesOfOrder = async (reader: Reader, orderId: string): Promise<FilledBox[]> => {
  const units = await unitsOfOrder(reader, orderId);
  const boxes = await reader
    .selectFrom('boxes')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('box_no')
    .execute();
  return boxes
    .map((box) => ({ box, units: units.filter((unit) => unit.box_id === box.id) }))
    .filter((filled) => filled.units.length > 0);
};
