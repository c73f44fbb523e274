import { contract } from '../../../server/api/contract/contract.ts';
import { temperatureClassOf, type Component } from '../../../server/blood/component.ts';
import { PASSWORD } from '../desk.ts';
import { CENTRE_ID } from '../place.ts';
import { LANDED_ELSEWHERE, turnAround } from './nurse.ts';
import { createPatience, keepDoing, type Person } from './person.ts';

type Open = { readonly id: string; readonly state: string };
type Unit = { readonly din: string; readonly state: string; readonly component: string };

const UNITS_OF = `SELECT u.din, u.state, u.component FROM units u JOIN order_lines l ON l.id = u.line_id
  WHERE l.order_id = ? ORDER BY u.din`;
/** Units that an order's lines lack; `?` is the order. */
export const MISSING = `SELECT sum(l.units) - (SELECT count(*) FROM units u JOIN order_lines m ON m.id = u.line_id
  WHERE m.order_id = l.order_id) AS missing FROM order_lines l WHERE l.order_id = ?`;
/** A shortage that does not end: the hospital is told no. */
const PATIENCE_MS = 90_000;

/** Pick, second check and pack what is reserved. */
const packOrder = async (
  { world, desk }: Person,
  second: string,
  id: string,
  seal: string,
): Promise<void> => {
  const params = { id };
  for (const unit of world.look<Unit>(UNITS_OF, id)) {
    const scan = `=${unit.din}00`;
    if (unit.state === 'RESERVED') await desk.call(contract.orders.pick, { params, body: { scan } });
    if (unit.state === 'RESERVED' || unit.state === 'PICKED')
      await desk.call(contract.orders.check, {
        params,
        body: { scan, second: { login: second, password: PASSWORD } },
      });
  }
  const checked = world.look<Unit>(UNITS_OF, id).filter(({ state }) => state === 'CHECKED');
  const classes = new Set(checked.map(({ component }) => temperatureClassOf(component as Component)));
  for (const temperatureClass of classes) {
    const body = { boxNo: `BX-${seal}`, sealNo: `S-${seal}-${temperatureClass}`, temperatureClass };
    await desk.call(contract.orders.pack, { params, body });
  }
};

const isMissing = ({ world }: Person, id: string): boolean =>
  (world.look<{ missing: number }>(MISSING, id)[0]?.missing ?? 0) > 0;

type Work = {
  readonly second: string;
  readonly order: Open;
  readonly seal: string;
  /** For how long this desk knows of it. */
  readonly waited: number;
};

const workOn = async (issuer: Person, { second, order, seal, waited }: Work): Promise<void> => {
  const { desk } = issuer;
  const params = { id: order.id };
  if (order.state === 'ACCEPTED' && waited > PATIENCE_MS)
    return void (await desk.call(contract.orders.reject, { params, body: { reason: 'not in stock' } }));
  if (order.state === 'REQUEUED') {
    if (!isMissing(issuer, order.id)) return;
    return void (await desk.call(contract.orders.accept, { params }));
  }
  if (order.state === 'RESERVED') return packOrder(issuer, second, order.id, seal);
  await desk.call(contract.orders.accept, { params });
};

/** Loads the boxes of flights that are planned and not launched. */
const load = async ({ world, desk }: Person): Promise<void> => {
  const waiting = world.look<{ id: string; name: string; box_no: string; seal_no: string }>(
    `SELECT f.id, v.name, b.box_no, b.seal_no FROM flights f JOIN vehicles v ON v.id = f.vehicle_id
     JOIN boxes b ON b.order_id = f.order_id
     WHERE f.state = 'PLANNED' AND f.launched_at IS NULL AND b.loaded_json IS NULL
     AND EXISTS (SELECT 1 FROM units u WHERE u.box_id = b.id)`,
  );
  for (const { id, name, box_no: boxNo, seal_no: sealNo } of waiting)
    await desk.call(contract.flights.load, { params: { id }, body: { boxNo, sealNo, vehicleName: name } });
};

/** The issuing desk and the people at the centre's pads. */
export const playIssuer = (atDesk: Person, atPad: Person, second: string): void => {
  let n = 0;
  const waited = createPatience(atDesk);
  keepDoing(atDesk, [1500, 4000], async () => {
    const open = atDesk.world.look<Open>(
      `SELECT id, state FROM orders WHERE state IN ('SUBMITTED', 'ACCEPTED', 'RESERVED', 'REQUEUED') ORDER BY number`,
    );
    for (const order of open)
      await workOn(atDesk, { second, order, seal: String(++n).padStart(4, '0'), waited: waited(order.id) });
  });
  keepDoing(atPad, [1500, 4000], async () => {
    await load(atPad);
    await turnAround(atPad, LANDED_ELSEWHERE);
  });
  keepDoing(atPad, [60_000, 120_000], async () => {
    for (const { id } of atPad.world.look<{ id: string }>('SELECT id FROM pads WHERE site_id = ?', CENTRE_ID))
      await atPad.desk.call(contract.fleet.padClear, { params: { id }, body: { clear: true } });
  });
};
