import { componentFacts, type Component } from '../blood/component.ts';
import { checkCharacter } from '../blood/din.ts';
import type { Abo, Rhd } from '../blood/group.ts';
import type { WallMs } from '../core/clock.ts';
import { insertUnit } from '../stock/intake-queries.ts';
import type { Tx } from '../store/store.ts';

/**
 * Demo stock. Groups as common as in the Han population: RhD negative is 0.4 % there, so two of them are generous.
 * Facility G1234 is the one of the published example of a DIN: no real centre's.
 */
const STOCK: readonly (readonly [Component, Abo, Rhd, number])[] = [
  ['RBC', 'O', 'POS', 12],
  ['RBC', 'A', 'POS', 8],
  ['RBC', 'B', 'POS', 7],
  ['RBC', 'AB', 'POS', 3],
  ['RBC', 'O', 'NEG', 2],
  ['WRBC', 'O', 'POS', 4],
  ['PLT', 'O', 'POS', 2],
  ['PLT', 'A', 'POS', 2],
  ['PLT', 'B', 'POS', 2],
  ['PLT', 'AB', 'POS', 1],
  ['FFP', 'O', 'POS', 3],
  ['FFP', 'A', 'POS', 3],
  ['FFP', 'B', 'POS', 2],
  ['FFP', 'AB', 'POS', 3],
  ['FP', 'A', 'POS', 2],
  ['FP', 'AB', 'POS', 2],
  ['CRYO', 'O', 'POS', 3],
  ['CRYO', 'A', 'POS', 2],
  ['WB', 'O', 'POS', 1],
];

/** National product codes seen on Chinese labels. */
const PRODUCT_CODES: Partial<Record<Component, string>> = {
  RBC: 'P0065H00',
  FFP: 'P0147VA0',
  FP: 'P0173V00',
};

const FACILITY_AND_YEAR = 'G123426';

/** The n-th donation number of the demo, 13 characters. */
const demoDin = (n: number): string => `${FACILITY_AND_YEAR}${String(n).padStart(6, '0')}`;

/** Fills an empty stock for the demo; expiries are spread over each component's shelf life from `now`. */
export const seedStock = async (tx: Tx, now: WallMs): Promise<void> => {
  let n = 0;
  for (const [component, abo, rhd, count] of STOCK) {
    const facts = componentFacts(component);
    for (let i = 0; i < count; i++) {
      n += 1;
      const din = demoDin(n);
      await insertUnit(tx, {
        id: `unit-${din.toLowerCase()}`,
        din,
        scan: din + checkCharacter(din),
        component,
        abo,
        rhd,
        productCode: PRODUCT_CODES[component] ?? '',
        volumeMl: facts.defaultVolumeMl,
        expiresAt: now + Math.round((facts.shelfLifeMs * (i + 1)) / (count + 1)),
      });
    }
  }
};
