import { z } from 'zod';
import { COMPONENTS } from '../../blood/component.ts';
import { ABO_GROUPS, RHD_TYPES } from '../../blood/group.ts';
import { UNIT_STATES } from '../../stock/states.ts';
import { id, idParams, reason, route, wallTime } from './common.ts';

export const unit = z.object({
  id,
  din: z.string(),
  component: z.enum(COMPONENTS),
  abo: z.enum(ABO_GROUPS),
  rhd: z.enum(RHD_TYPES),
  productCode: z.string(),
  volumeMl: z.number(),
  expiresAt: wallTime,
  state: z.enum(UNIT_STATES),
  stateReason: z.string(),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
  boxId: id.nullable(),
});
export type Unit = z.infer<typeof unit>;

const newUnit = z.strictObject({
  /** As scanned or typed; keyboard entry carries the check character, a scan carries the flags. */
  scan: z.string().trim().min(13).max(40),
  component: z.enum(COMPONENTS),
  abo: z.enum(ABO_GROUPS),
  rhd: z.enum(RHD_TYPES),
  productCode: z.string().trim().max(16).default(''),
  volumeMl: z.number().int().min(5).max(1000),
  expiresAt: wallTime,
});

export const stock = {
  list: route({
    id: 'stock.list',
    method: 'GET',
    path: '/api/stock/units',
    access: ['stock.read'],
    summary: 'Units, soonest expiry first',
    query: z.strictObject({
      state: z.enum(UNIT_STATES).optional(),
      component: z.enum(COMPONENTS).optional(),
      q: z.string().max(40).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(200),
      offset: z.coerce.number().int().min(0).default(0),
    }),
    response: z.object({ units: z.array(unit), total: z.number().int() }),
  }),
  summary: route({
    id: 'stock.summary',
    method: 'GET',
    path: '/api/stock/summary',
    access: ['stock.read'],
    summary: 'Counts of available, reserved and soon expiring units by component and group',
    response: z.object({
      rows: z.array(
        z.object({
          component: z.enum(COMPONENTS),
          abo: z.enum(ABO_GROUPS),
          rhd: z.enum(RHD_TYPES),
          available: z.number().int(),
          reserved: z.number().int(),
          expiring24h: z.number().int(),
        }),
      ),
    }),
  }),
  add: route({
    id: 'stock.add',
    method: 'POST',
    path: '/api/stock/units',
    access: ['stock.write'],
    summary: 'Take one unit into stock',
    body: newUnit,
    response: unit,
    creates: true,
  }),
  quarantine: route({
    id: 'stock.quarantine',
    method: 'POST',
    path: '/api/stock/units/:id/quarantine',
    access: ['stock.write'],
    summary: 'Take an available unit out of use',
    params: idParams,
    body: z.strictObject({ reason }),
    response: unit,
  }),
} as const;
