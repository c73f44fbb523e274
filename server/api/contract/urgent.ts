import { z } from 'zod';
import { FILLED_IN } from '../../flight/urgent-fields.ts';
import { URGENT_BASES, URGENT_STATES, URGENT_STEPS } from '../../flight/urgent-rules.ts';
import { id, idParams, reason, route, signature, wallTime } from './common.ts';
import { airspaceApproval } from './preflight.ts';

const words = z.object({ zh: z.string(), en: z.string() });

const formField = z.object({
  key: z.string(),
  label: words,
  /** Who may say what the record does not: see `flight/urgent-fields.ts`. */
  scope: z.enum(['record', 'operator', 'drone', 'flight']),
  required: z.boolean(),
  /** Null: a blank. */
  value: words.nullable(),
  source: z.enum(['record', 'person', 'blank']),
  /** Who filled it in, perhaps with an earlier application. */
  by: signature.nullable(),
});
export type UrgentField = z.infer<typeof formField>;

const step = z.object({
  step: z.enum(URGENT_STEPS),
  by: signature,
  /** Of an export. */
  format: z.enum(['pdf', 'json']).optional(),
  /** Of an export: what is printed on it. */
  hash: z.string().optional(),
  /** How it was sent. */
  via: z.string().optional(),
  reference: z.string().optional(),
  note: z.string().optional(),
});
export type UrgentStepView = z.infer<typeof step>;

export const urgentApplication = z.object({
  id,
  flightId: id,
  flightNumber: z.string(),
  basis: z.enum(URGENT_BASES),
  state: z.enum(URGENT_STATES),
  takeoffAt: wallTime,
  /** What is applied for. */
  window: z.object({ from: wallTime, to: wallTime }),
  steps: z.array(step),
  /** As it went out, once it was sent. */
  items: z.array(z.object({ no: z.number().int(), title: words, fields: z.array(formField) })),
  /** Keys of the required fields that nobody has filled in. */
  blanks: z.array(z.string()),
  /** It may be sent: exported, and nothing was changed since. */
  exported: z.boolean(),
  /** The flight is planned along another way than the one that went out. */
  routeChanged: z.boolean(),
  /** What it was granted with; null: not granted, or withdrawn since. */
  approval: airspaceApproval.nullable(),
});
export type UrgentApplication = z.infer<typeof urgentApplication>;

const current = z.object({ application: urgentApplication.nullable() });

const begin = { basis: z.enum(URGENT_BASES), takeoffAt: wallTime };
const text = z.string().trim().max(300);
const keys = FILLED_IN.map(({ key }) => key);

export const urgent = {
  get: route({
    id: 'urgent.get',
    method: 'GET',
    path: '/api/flights/:id/urgent-application',
    access: ['flight.read.all'],
    summary:
      'The newest application for this flight under UAV Regulations Art. 29: its thirteen items and its steps',
    params: idParams,
    response: current,
  }),
  begin: route({
    id: 'urgent.begin',
    method: 'POST',
    path: '/api/flights/:id/urgent-application',
    access: ['conditions.write'],
    summary: 'Begin an application for this flight, filled in from its plan',
    params: idParams,
    body: z.strictObject(begin),
    response: current,
    creates: true,
  }),
  save: route({
    id: 'urgent.save',
    method: 'POST',
    path: '/api/flights/:id/urgent-application/answers',
    access: ['conditions.write'],
    summary: 'Fill in what the plan does not know; an empty text is a blank. It has to be exported again',
    params: idParams,
    body: z.strictObject({ ...begin, answers: z.partialRecord(z.enum(keys), text) }),
    response: current,
  }),
  export: route({
    id: 'urgent.export',
    method: 'POST',
    path: '/api/flights/:id/urgent-application/exports',
    access: ['conditions.write'],
    summary: 'Fix what goes out now, and record who exported it; the files give that',
    params: idParams,
    body: z.strictObject({ format: z.enum(['pdf', 'json']) }),
    response: current,
  }),
  pdf: route({
    id: 'urgent.pdf',
    method: 'GET',
    path: '/api/flights/:id/urgent-application.pdf',
    access: ['flight.read.all'],
    summary: 'The application as it was exported last, to print',
    params: idParams,
    response: z.unknown(),
    file: 'application/pdf',
  }),
  json: route({
    id: 'urgent.json',
    method: 'GET',
    path: '/api/flights/:id/urgent-application.json',
    access: ['flight.read.all'],
    summary: 'The application as it was exported last, for programs',
    params: idParams,
    response: z.unknown(),
    file: 'application/json',
  }),
  sent: route({
    id: 'urgent.sent',
    method: 'POST',
    path: '/api/flights/:id/urgent-application/sent',
    access: ['conditions.write'],
    summary: 'It has been sent: how, and under which reference',
    params: idParams,
    body: z.strictObject({
      via: z.string().trim().min(2).max(80),
      reference: z.string().trim().max(60).default(''),
    }),
    response: current,
  }),
  grant: route({
    id: 'urgent.grant',
    method: 'POST',
    path: '/api/flights/:id/urgent-application/grant',
    access: ['conditions.write'],
    summary: 'The authority has granted it: enters an approval for the way that was applied for',
    params: idParams,
    body: z
      .strictObject({
        reference: z.string().trim().min(2).max(60),
        from: wallTime,
        to: wallTime,
        /** The authority confirms the take-off once more (UAV Regulations Art. 30). */
        needsConfirmation: z.boolean(),
        note: z.string().trim().max(200).default(''),
      })
      .refine(({ from, to }) => to > from, { path: ['to'], message: 'expected a time after the start' }),
    response: current,
  }),
  refuse: route({
    id: 'urgent.refuse',
    method: 'POST',
    path: '/api/flights/:id/urgent-application/refuse',
    access: ['conditions.write'],
    summary: 'The authority has refused it',
    params: idParams,
    body: z.strictObject({ reference: z.string().trim().max(60).default(''), reason }),
    response: current,
  }),
  withdraw: route({
    id: 'urgent.withdraw',
    method: 'POST',
    path: '/api/flights/:id/urgent-application/withdraw',
    access: ['conditions.write'],
    summary: 'It stands no longer, and the approval of it neither',
    params: idParams,
    body: z.strictObject({ reason }),
    response: current,
  }),
} as const;
