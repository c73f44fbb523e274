import { z } from 'zod';
import { CONTINGENCY_ACTIONS, CONTINGENCY_IDS } from '../../flight/contingency-types.ts';
import { id, idParams, lonLat, route, wallTime } from './common.ts';

const params = z.record(z.string(), z.union([z.string(), z.number()]));

/** What is wrong with a flight, what may be done, and what happens if nobody decides. */
const proposal = z.object({
  flightId: id,
  flightNumber: z.string(),
  vehicleId: id,
  /** Names this proposal of its flight; an answer to another one is refused. */
  no: z.number().int(),
  contingency: z.enum(CONTINGENCY_IDS),
  severity: z.enum(['critical', 'warning']),
  params,
  openedAt: wallTime,
  /** The recommended one first. */
  actions: z.array(z.enum(CONTINGENCY_ACTIONS)),
  /** Null: nothing is done without a person. */
  safeDefault: z.object({ action: z.enum(CONTINGENCY_ACTIONS), dueAt: wallTime }).nullable(),
  /** Why the default will not be commanded; null = it will. */
  withheld: z
    .enum(['vehicle_acts', 'as_safe_already', 'not_heard', 'external_control', 'other_acts'])
    .nullable(),
  px4: z.object({
    does: z.enum(['nothing', 'warn', 'hold', 'return', 'land', 'descend', 'terminate', 'mission']),
    /** Seconds from the answer; null = at once, or not known. */
    inS: z.number().nullable(),
  }),
  /** The reader may set it aside. */
  mayDismiss: z.boolean(),
});

const phase = z.enum(['mission', 'hold', 'climb', 'return', 'descend', 'land', 'landed', 'unknown']);

/** What a drone that is not heard should do; seconds of the drone since `heardAt`. */
const forecast = z.object({
  flightId: id,
  flightNumber: z.string(),
  vehicleId: id,
  heardAt: wallTime,
  rate: z.number(),
  speedMs: z.number(),
  linkAction: z.enum(['none', 'hold', 'return', 'land', 'terminate']),
  excepted: z.boolean(),
  returnsHome: z.boolean(),
  assumed: z.array(z.string()),
  points: z.array(z.object({ atS: z.number(), at: lonLat, relAltM: z.number(), phase })),
  steps: z.array(
    z.object({
      atS: z.number(),
      kind: z.enum([
        'hold',
        'return',
        'land',
        'terminate',
        'landed',
        'battery_critical',
        'battery_emergency',
      ]),
    }),
  ),
});

/** How a forecast came out, once the drone was heard again. */
const outcome = z.object({
  flightId: id,
  at: wallTime,
  silentS: z.number(),
  phase,
  mode: z.string(),
  asForetold: z.boolean(),
  offM: z.number().nullable(),
  radiusM: z.number(),
});

const overview = z.object({
  at: wallTime,
  proposals: z.array(proposal),
  forecasts: z.array(forecast),
  /** Of the last minute. */
  outcomes: z.array(outcome),
});
export type ContingencyOverview = z.infer<typeof overview>;
export type ProposalView = z.infer<typeof proposal>;
export type ForecastView = z.infer<typeof forecast>;
export type ForecastOutcomeView = z.infer<typeof outcome>;

export const contingencies = {
  list: route({
    id: 'contingencies.list',
    method: 'GET',
    path: '/api/contingencies',
    access: ['fleet.live'],
    summary: 'What is proposed for flights in the air, and what drones that are not heard should be doing',
    response: overview,
  }),
  decide: route({
    id: 'contingencies.decide',
    method: 'POST',
    path: '/api/flights/:id/contingency',
    access: ['flight.command'],
    summary: 'Accept one action of a proposal, or set the proposal aside with a reason',
    params: idParams,
    body: z
      .strictObject({
        no: z.number().int().min(1),
        /** Null: set aside. */
        action: z.enum(CONTINGENCY_ACTIONS).nullable(),
        reason: z.string().trim().max(200).default(''),
      })
      .refine(({ action, reason }) => (action !== null && action !== 'continue') || reason.length >= 3, {
        path: ['reason'],
        message: 'expected a reason of at least 3 characters where nothing is to be done',
      }),
    response: overview,
  }),
} as const;
