import type { Component } from '../blood/component.ts';
import type { Abo, Rhd } from '../blood/group.ts';
import type { Tx } from '../store/store.ts';
import { centrePlace } from './unit-queries.ts';

export type IntakeUnit = {
  readonly id: string;
  readonly din: string;
  /** How the label really read. */
  readonly scan: string;
  readonly component: Component;
  readonly abo: Abo;
  readonly rhd: Rhd;
  readonly productCode: string;
  readonly volumeMl: number;
  /** Wall time. */
  readonly expiresAt: number;
};

/** Takes a new unit into stock: the first link of its custody. */
export const insertUnit = async (tx: Tx, unit: IntakeUnit): Promise<void> => {
  await tx.db
    .insertInto('units')
    .values({
      id: unit.id,
      din: unit.din,
      component: unit.component,
      abo: unit.abo,
      rhd: unit.rhd,
      product_code: unit.productCode,
      volume_ml: unit.volumeMl,
      expires_at: unit.expiresAt,
      state: 'AVAILABLE',
      state_reason: '',
      line_id: null,
      box_id: null,
      picked_json: null,
      checked_json: null,
    })
    .execute();
  await tx.emit({
    type: 'unit.added',
    subject: `unit:${unit.din}`,
    data: {
      from: null,
      to: 'AVAILABLE',
      place: await centrePlace(tx),
      component: unit.component,
      abo: unit.abo,
      rhd: unit.rhd,
      expiresAt: unit.expiresAt,
      scan: unit.scan,
    },
  });
};
