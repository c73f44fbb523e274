import { z } from 'zod';
import { PRECIPITATION, WEATHER_KINDS } from '../../flight/weather.ts';
import { ALL_TICKS } from '../../flight/preflight-table.ts';
import { done, id, idParams, issue, lonLat, reason, route, signature, wallTime } from './common.ts';

/** Six digits of an authenticator; empty where codes are switched off. */
export const code = z
  .string()
  .trim()
  .regex(/^(\d{6})?$/, 'expected six digits')
  .default('');

const weatherFigures = {
  /** When it was observed. */
  at: wallTime,
  windMs: z.number().min(0).max(80),
  gustMs: z.number().min(0).max(100),
  temperatureC: z.number().min(-60).max(60),
  visibilityM: z.number().min(0).max(100_000),
  precipitation: z.enum(PRECIPITATION),
  source: z.string().trim().min(2).max(80),
};

/** Where the wind comes from, degrees true; null = not told: plans reckon with calm air and say so. */
const windFromDeg = z.number().min(0).max(360).nullable();
/** Metres above ground at which it was measured. */
const measuredAtM = z.number().min(1).max(300);

export const weather = z.object({
  id,
  ...weatherFigures,
  windFromDeg,
  measuredAtM,
  /** Who tells: a person, a station, a forecast. */
  kind: z.enum(WEATHER_KINDS),
  by: signature,
  validUntil: wallTime,
  /** Made up for the demo. */
  demo: z.boolean(),
});
export type WeatherView = z.infer<typeof weather>;

/** A closed ring in WGS-84 and the highest height above take-off, metres. */
const corridor = z.object({
  ring: z.array(lonLat).min(4).max(500).readonly(),
  upperRelAltM: z.number().min(10).max(300),
});

export const airspaceApproval = z.object({
  id,
  number: z.string(),
  from: wallTime,
  to: wallTime,
  note: z.string(),
  /** Null: anywhere within its window. */
  corridor: corridor.nullable(),
  /** Take-offs that the authority has confirmed; null: it need not. */
  confirmations: z.array(z.object({ takeoffAt: wallTime, reference: z.string() })).nullable(),
  by: signature,
  demo: z.boolean(),
});
export type AirspaceApprovalView = z.infer<typeof airspaceApproval>;

export const tick = z.object({ tick: z.enum(ALL_TICKS), by: signature });

/** A launch that waits for a second person. */
export const launchRequest = z.object({
  id,
  flightId: id,
  flightNumber: z.string(),
  vehicleName: z.string(),
  requestedBy: signature,
  reason: z.string(),
  expiresAt: wallTime,
  /** What the second person takes on with the first. */
  issues: z.array(issue),
});
export type LaunchRequestView = z.infer<typeof launchRequest>;

/** Everything that was known and said when a flight was launched. */
export const launchRecord = z.object({
  flightId: id,
  at: wallTime,
  planHash: z.string(),
  requestedBy: signature,
  reason: z.string(),
  approvedBy: signature.nullable(),
  approverReason: z.string(),
  /** `off`: one-time codes are switched off (demo). */
  codes: z.enum(['checked', 'off']),
  issues: z.array(issue),
  acknowledged: z.array(z.string()),
  ticks: z.array(tick),
  weather: weather.nullable(),
  approvals: z.array(airspaceApproval),
  baseline: z.object({
    profile: z.enum(['field', 'simulation']),
    hash: z.string(),
    read: z.number().int(),
    differences: z.array(z.string()),
  }),
  firmware: z.string(),
});
export type LaunchRecord = z.infer<typeof launchRecord>;

export const preflight = {
  weather: route({
    id: 'preflight.weather',
    method: 'GET',
    path: '/api/weather',
    access: ['fleet.live'],
    summary: 'The latest weather reports, newest first',
    response: z.object({ reports: z.array(weather) }),
  }),
  reportWeather: route({
    id: 'preflight.reportWeather',
    method: 'POST',
    path: '/api/weather',
    access: ['conditions.write'],
    summary: 'Enter the weather as read off a station; counts for 30 minutes from its observation',
    body: z
      .strictObject({
        ...weatherFigures,
        windFromDeg: windFromDeg.default(null),
        measuredAtM: measuredAtM.default(10),
      })
      .refine(({ gustMs, windMs }) => gustMs >= windMs, {
        path: ['gustMs'],
        message: 'expected at least the wind',
      }),
    response: weather,
    creates: true,
  }),
  approvals: route({
    id: 'preflight.approvals',
    method: 'GET',
    path: '/api/airspace-approvals',
    access: ['fleet.live'],
    summary: 'Airspace approvals that have not ended, soonest first',
    response: z.object({ approvals: z.array(airspaceApproval) }),
  }),
  addApproval: route({
    id: 'preflight.addApproval',
    method: 'POST',
    path: '/api/airspace-approvals',
    access: ['conditions.write'],
    summary: 'Enter an approval of the airspace authority: its number, from and to',
    body: z
      .strictObject({
        number: z.string().trim().min(2).max(60),
        from: wallTime,
        to: wallTime,
        note: z.string().trim().max(200).default(''),
        corridor: corridor.nullable().default(null),
        /** The authority confirms each take-off about an hour before (UAV Regulations Art. 30). */
        needsConfirmation: z.boolean().default(false),
      })
      .refine(({ from, to }) => to > from, { path: ['to'], message: 'expected a time after the start' }),
    response: airspaceApproval,
    creates: true,
  }),
  confirmTakeoff: route({
    id: 'preflight.confirmTakeoff',
    method: 'POST',
    path: '/api/airspace-approvals/:id/confirmations',
    access: ['conditions.write'],
    summary: 'Record the authority’s confirmation of one take-off, with its reference',
    params: idParams,
    body: z.strictObject({ takeoffAt: wallTime, reference: z.string().trim().min(2).max(80) }),
    response: done,
  }),
  withdrawApproval: route({
    id: 'preflight.withdrawApproval',
    method: 'POST',
    path: '/api/airspace-approvals/:id/withdraw',
    access: ['conditions.write'],
    summary: 'The authority has withdrawn an approval, or it was entered wrongly',
    params: idParams,
    body: z.strictObject({ reason }),
    response: done,
  }),
  tick: route({
    id: 'preflight.tick',
    method: 'POST',
    path: '/api/flights/:id/ticks',
    access: ['flight.launch'],
    summary: 'A tick of the dispatcher before launch, or taken back; counts for 30 minutes',
    params: idParams,
    body: z.strictObject({ tick: z.enum(ALL_TICKS), on: z.boolean() }),
    response: z.object({ ticks: z.array(tick) }),
  }),
  requests: route({
    id: 'preflight.requests',
    method: 'GET',
    path: '/api/launch-requests',
    access: ['flight.approve'],
    summary: 'Launches that wait for a second person',
    response: z.object({ requests: z.array(launchRequest) }),
  }),
  approve: route({
    id: 'preflight.approve',
    method: 'POST',
    path: '/api/launch-requests/:id/approve',
    access: ['flight.approve'],
    summary: 'The second person confirms within 120 s, with a reason and a one-time code; the launch begins',
    params: idParams,
    body: z.strictObject({ reason, code }),
    response: done,
    creates: true,
  }),
  refuse: route({
    id: 'preflight.refuse',
    method: 'POST',
    path: '/api/launch-requests/:id/refuse',
    access: ['flight.approve'],
    summary: 'The second person refuses, or the first one withdraws',
    params: idParams,
    body: z.strictObject({ reason }),
    response: done,
  }),
  record: route({
    id: 'preflight.record',
    method: 'GET',
    path: '/api/flights/:id/launch-record',
    access: ['flight.read.all'],
    summary: 'What was checked, known and said when the flight was launched',
    params: idParams,
    response: launchRecord,
  }),
} as const;
