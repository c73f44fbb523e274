import { z } from 'zod';
import { FLIGHT_KINDS, FLIGHT_STATES } from '../../flight/states.ts';
import { planView } from './plan-view.ts';
import { code, launchRequest, tick } from './preflight.ts';
import { rerouting } from './rerouting.ts';
import { id, idParams, issue, lonLat, reason, route, signature, wallTime } from './common.ts';

/** One step of the launch, so that a dispatcher sees what it waits for. */
export const launchStep = z.object({
  name: z.enum(['upload', 'verify', 'preflight', 'mode', 'current', 'arm', 'mission', 'climb']),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  proof: z.string(),
  startedAt: wallTime.nullable(),
  /** It ends without its proof after that. */
  limitS: z.number(),
});

export const flight = z.object({
  id,
  number: z.string(),
  kind: z.enum(FLIGHT_KINDS),
  state: z.enum(FLIGHT_STATES),
  stateReason: z.string(),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
  vehicleId: id,
  vehicleName: z.string(),
  fromPadId: id,
  toPadId: id,
  fromSiteId: id,
  toSiteId: id,
  createdAt: wallTime,
  launchedAt: wallTime.nullable(),
  takeoffAt: wallTime.nullable(),
  landedAt: wallTime.nullable(),
  endedAt: wallTime.nullable(),
  plan: planView.nullable(),
  issues: z.array(issue),
  /** Before launch, for staff: the dispatcher's ticks, and whether a second person is asked. */
  preflight: z.object({ ticks: z.array(tick), request: launchRequest.nullable() }).nullable(),
  launch: z.array(launchStep),
  launchedBy: signature.nullable(),
  progress: z
    .object({
      /** Share of the route, 0 to 1. */
      fraction: z.number(),
      remainingM: z.number(),
      crossTrackM: z.number(),
      etaAt: wallTime.nullable(),
    })
    .nullable(),
  reroute: rerouting.nullable(),
  /** It has landed at a place that is not its order's: the people there may not know of it, the blood centre sees to it. */
  standsElsewhere: z.boolean(),
  /** Numbers of boxes that it carries although another delivery took their place: nobody may use what is in them. */
  heldBoxes: z.array(z.string()),
  turnaround: z
    .object({ unloaded: z.boolean(), batteryChanged: z.boolean(), padClear: z.boolean(), by: signature })
    .nullable(),
  summary: z
    .object({
      /** By the vehicle's own clock. */
      flightS: z.number(),
      distanceM: z.number(),
      landingErrorM: z.number().nullable(),
      batteryUsedPct: z.number().nullable(),
      maxCrossTrackM: z.number(),
    })
    .nullable(),
});
export type Flight = z.infer<typeof flight>;

/** A recorded fix of a flight; altitudes in metres above the take-off point. */
export const trackPoint = z.object({
  at: wallTime,
  position: lonLat,
  relAltM: z.number(),
  groundSpeedMs: z.number(),
  headingDeg: z.number().nullable(),
  batteryPct: z.number().nullable(),
  /** Milliseconds since the frame before: how long the link was silent. */
  linkGapMs: z.number(),
});

const command = (name: 'hold' | 'resume' | 'return' | 'land', summary: string) =>
  route({
    id: `flights.${name}`,
    method: 'POST',
    path: `/api/flights/:id/${name}`,
    access: ['flight.command'],
    summary,
    params: idParams,
    body: z.strictObject({
      reason: z.string().trim().max(200).default(''),
      /** Pages send both: a click that was made offline must not act minutes later. */
      nonce: z.string().min(8).max(64).optional(),
      validUntil: wallTime.optional(),
    }),
    response: flight,
  });

export const flights = {
  create: route({
    id: 'flights.create',
    method: 'POST',
    path: '/api/flights',
    access: ['flight.plan'],
    summary: 'Take a drone for a packed order (or for its way home) and plan the flight',
    body: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('delivery'), orderId: id, vehicleId: id }),
      z.strictObject({ kind: z.literal('return'), vehicleId: id }),
    ]),
    response: flight,
    creates: true,
  }),
  list: route({
    id: 'flights.list',
    method: 'GET',
    path: '/api/flights',
    access: ['flight.read.all', 'flight.read.own'],
    summary: 'Flights, newest first; a hospital sees those of its own orders',
    query: z.strictObject({
      view: z.enum(['open', 'ended', 'all']).default('open'),
      vehicleId: id.optional(),
      siteId: id.optional(),
      state: z.enum(FLIGHT_STATES).optional(),
      kind: z.enum(FLIGHT_KINDS).optional(),
      q: z.string().max(40).optional(),
      from: z.coerce.number().int().optional(),
      to: z.coerce.number().int().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
      offset: z.coerce.number().int().min(0).default(0),
    }),
    response: z.object({ flights: z.array(flight), total: z.number().int() }),
  }),
  get: route({
    id: 'flights.get',
    method: 'GET',
    path: '/api/flights/:id',
    access: ['flight.read.all', 'flight.read.own'],
    summary: 'One flight',
    params: idParams,
    response: flight,
  }),
  replan: route({
    id: 'flights.replan',
    method: 'POST',
    path: '/api/flights/:id/replan',
    access: ['flight.plan'],
    summary: 'Plan again with what is true now (pad, charge, airspace), before launch',
    params: idParams,
    response: flight,
  }),
  load: route({
    id: 'flights.load',
    method: 'POST',
    path: '/api/flights/:id/load',
    access: ['pad.work'],
    summary: 'Load one box on the drone: scan box, seal and drone',
    params: idParams,
    body: z.strictObject({
      boxNo: z.string().trim().toUpperCase().min(2).max(24),
      sealNo: z.string().trim().toUpperCase().min(2).max(24),
      vehicleName: z.string().trim().min(1).max(40),
    }),
    response: flight,
  }),
  launch: route({
    id: 'flights.launch',
    method: 'POST',
    path: '/api/flights/:id/launch',
    access: ['flight.launch'],
    summary:
      'Launch: upload, verify, pre-flight, arm once, fly. Needs the hash of the plan that the dispatcher saw and a one-time code; where an issue needs two persons, it waits 120 s for the second',
    params: idParams,
    body: z.strictObject({
      planHash: z.string().min(8).max(64),
      /** Ids of the warnings that the dispatcher has seen and takes on. */
      acknowledged: z.array(z.string()).max(40).default([]),
      /** For the second person, where one is needed. */
      reason: z.string().trim().max(300).default(''),
      code,
    }),
    response: flight,
    creates: true,
  }),
  abort: route({
    id: 'flights.abort',
    method: 'POST',
    path: '/api/flights/:id/abort',
    access: ['flight.launch'],
    summary: 'Give the flight up before take-off; the order goes back to the queue',
    params: idParams,
    body: z.strictObject({ reason }),
    response: flight,
  }),
  hold: command('hold', 'Hold position now'),
  resume: command('resume', 'Go on with the mission after a hold'),
  return: command('return', 'Return to the take-off point and land'),
  land: command('land', 'Land here and now'),
  unload: route({
    id: 'flights.unload',
    method: 'POST',
    path: '/api/flights/:id/unload',
    access: ['pad.work'],
    summary: 'Unload one box from the landed drone: scan the box',
    params: idParams,
    body: z.strictObject({ boxNo: z.string().trim().toUpperCase().min(2).max(24) }),
    response: flight,
  }),
  turnaround: route({
    id: 'flights.turnaround',
    method: 'POST',
    path: '/api/flights/:id/turnaround',
    access: ['pad.work'],
    summary:
      'The people at the pad confirm: unloaded, battery changed, pad clear. Needed before the way home',
    params: idParams,
    body: z.strictObject({
      unloaded: z.literal(true),
      batteryChanged: z.literal(true),
      padClear: z.literal(true),
    }),
    response: flight,
  }),
  resolve: route({
    id: 'flights.resolve',
    method: 'POST',
    path: '/api/flights/:id/resolve',
    access: ['flight.resolve'],
    summary: 'A person decides what became of a flight that the service does not know',
    params: idParams,
    body: z.strictObject({
      outcome: z.enum(['monitor', 'landed_at_destination', 'landed_at_origin', 'never_flew', 'lost']),
      reason,
    }),
    response: flight,
  }),
  track: route({
    id: 'flights.track',
    method: 'GET',
    path: '/api/flights/:id/track',
    access: ['flight.read.all', 'flight.read.own'],
    summary: 'Recorded fixes of a flight, thinned to at most 2,000; says if the record is incomplete',
    params: idParams,
    response: z.object({ points: z.array(trackPoint), incomplete: z.boolean() }),
  }),
  timeline: route({
    id: 'flights.timeline',
    method: 'GET',
    path: '/api/flights/:id/timeline',
    access: ['flight.read.all'],
    summary: 'Everything that happened to a flight, oldest first',
    params: idParams,
    response: z.object({
      entries: z.array(
        z.object({
          seq: z.number().int(),
          at: wallTime,
          type: z.string(),
          by: z.string(),
          data: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  }),
  tlog: route({
    id: 'flights.tlog',
    method: 'GET',
    path: '/api/flights/:id/tlog',
    access: ['review.read'],
    summary: 'The telemetry log as QGroundControl and pymavlink read it',
    params: idParams,
    response: z.unknown(),
    file: 'application/octet-stream',
  }),
} as const;
