import type { z } from 'zod';
import type { stock, Unit } from '../api/contract/stock.ts';
import { componentFacts } from '../blood/component.ts';
import { parseDin } from '../blood/din.ts';
import type { Cause } from '../core/cause.ts';
import type { WallMs } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { UnitRow } from '../store/schema.ts';
import type { Store, Tx } from '../store/store.ts';
import { sameKind } from './fitness.ts';
import { insertUnit } from './intake-queries.ts';
import { listUnits, summarise, unitViewOf, type SummaryRow } from './list-queries.ts';
import { expireDueUnits } from './reserve-queries.ts';
import { centrePlace, moveUnit, unitByDin } from './unit-queries.ts';

export type StockServiceDeps = { readonly store: Store; readonly rng: Rng };

type NewUnit = z.output<typeof stock.add.body>;
type ListQuery = z.output<typeof stock.list.query>;

/** Shelf lives are partly unverified; an expiry beyond one and a half of them is a typing error. */
const SHELF_LIFE_SLACK = 1.5;

const checkExpiry = (unit: NewUnit, now: WallMs): Result<undefined> => {
  if (unit.expiresAt <= now) {
    return refuse('stock.unit_expired', 'The unit has expired: it cannot be taken into stock.', {
      place: 'expiresAt',
    });
  }
  const longestMs = componentFacts(unit.component).shelfLifeMs * SHELF_LIFE_SLACK;
  if (unit.expiresAt - now > longestMs) {
    return refuse(
      'stock.expiry_too_far',
      `${unit.component} keeps ${Math.round(longestMs / 86_400_000)} days at most: check the date of expiry.`,
      { place: 'expiresAt' },
    );
  }
  return ok(undefined);
};

/** A unit that came back from a cancelled order is taken in again under the same number and the same label. */
const takeBack = async (tx: Tx, known: UnitRow, unit: NewUnit): Promise<Result<string>> => {
  if (known.state !== 'RETURNED') {
    return refuse('stock.duplicate_din', `Unit ${known.din} is known already and is ${known.state}.`, {
      place: 'scan',
    });
  }
  if (!sameKind(known, unit) || known.expires_at !== unit.expiresAt) {
    return refuse(
      'stock.wrong_kind',
      `Unit ${known.din} went out with another component, group or expiry: check the label.`,
    );
  }
  await moveUnit(tx, known, 'restock', { place: await centrePlace(tx) });
  return ok(known.id);
};

/** What lies in the centre's fridges and freezers. Failures: `stock.*`, `blood.invalid_din*`. */
export const createStockService = ({ store, rng }: StockServiceDeps) => {
  const shown = async (tx: Tx, id: string): Promise<Result<Unit>> => {
    const view = await unitViewOf(tx, id);
    return view === undefined ? refuse('stock.not_found', `There is no unit ${id}.`) : ok(view);
  };
  return {
    list: async (query: ListQuery): Promise<Result<{ units: Unit[]; total: number }>> =>
      ok(await listUnits(store.read, query)),

    summary: async (now: WallMs): Promise<Result<{ rows: SummaryRow[] }>> =>
      ok({ rows: await summarise(store.read, now) }),

    add: async (cause: Cause, unit: NewUnit): Promise<Result<Unit>> => {
      const parsed = parseDin(unit.scan);
      if (!parsed.ok) return refuse(parsed.error.code, parsed.error.message, { place: 'scan' });
      const expiry = checkExpiry(unit, cause.now);
      if (!expiry.ok) return expiry;
      const { din } = parsed.value;
      return store.transact(cause, async (tx) => {
        const known = await unitByDin(tx, din);
        if (known !== undefined) {
          const taken = await takeBack(tx, known, unit);
          if (!taken.ok) return taken;
          tx.created(taken.value);
          return shown(tx, taken.value);
        }
        const id = newId(rng);
        await insertUnit(tx, { ...unit, id, din });
        tx.created(id);
        return shown(tx, id);
      });
    },

    quarantine: (cause: Cause, id: string, reason: string): Promise<Result<Unit>> =>
      store.transact(cause, async (tx) => {
        const unit = await tx.selectFrom('units').selectAll().where('id', '=', id).executeTakeFirst();
        if (unit === undefined) return refuse('stock.not_found', `There is no unit ${id}.`);
        if (unit.state !== 'AVAILABLE' && unit.state !== 'RETURNED') {
          return refuse(
            'stock.wrong_state',
            `Expected a unit that is AVAILABLE or RETURNED, ${unit.din} is ${unit.state}.`,
          );
        }
        await moveUnit(tx, unit, 'quarantine', { place: await centrePlace(tx), reason });
        return shown(tx, id);
      }),

    /** Marks what has passed its time; to be called now and then. Returns how many. */
    expireDue: (cause: Cause): Promise<number> => store.transact(cause, expireDueUnits),
  };
};

export type StockService = ReturnType<typeof createStockService>;
