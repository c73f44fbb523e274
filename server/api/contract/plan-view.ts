import { z } from 'zod';
import { lonLat, wallTime } from './common.ts';

const planLeg = z.object({
  from: lonLat,
  to: lonLat,
  /** Metres above the take-off point. */
  relAltM: z.number(),
  distanceM: z.number(),
  flightS: z.number(),
  minClearanceM: z.number(),
});

const ring = z.array(lonLat);

/** What the pages show of a plan. */
export const planView = z.object({
  hash: z.string(),
  legs: z.array(planLeg),
  distanceM: z.number(),
  flightS: z.number(),
  batteryUsedPct: z.number(),
  batteryLandingPct: z.number(),
  reservePct: z.number(),
  /** What the battery has above the reserve: km on the course that takes most, minutes of hover; null: an old plan. */
  margin: z.object({ km: z.number(), minutes: z.number(), pct: z.number() }).nullable(),
  /** Seconds from take-off to touch-down that 50 and 95 of 100 flights keep; null: an old plan. */
  eta: z.object({ p50S: z.number(), p95S: z.number() }).nullable(),
  /** Which pad is reached soonest from when to when, seconds after take-off; in at most `seconds`. Empty: an old plan. */
  alternates: z.array(
    z.object({
      fromS: z.number(),
      toS: z.number(),
      /** Place of the route where that begins. */
      fromAt: lonLat,
      at: lonLat,
      nameZh: z.string(),
      nameEn: z.string(),
      seconds: z.number(),
    }),
  ),
  /**
   * The ground below the route every `stepM`, metres AMSL (null: not known), and both pads. `isKnown` is false where there is
   * no elevation file: then it is a straight line between the pads' ground.
   */
  profile: z.object({
    isKnown: z.boolean(),
    stepM: z.number(),
    amslM: z.array(z.number().nullable()),
    takeoffAmslM: z.number(),
    landingAmslM: z.number(),
  }),
  /** The last moment from which home is reached on the charge left; null: to the end. */
  pointOfNoReturn: z.object({ atS: z.number(), at: lonLat, overWater: z.boolean() }).nullable(),
  /**
   * Outer edges of the flight geography, of the operational volume (with the contingency volume) and of the ground-risk
   * buffer, rings without a repeated last point, and what each adds, metres; null: an old plan.
   */
  volumes: z
    .object({
      geography: ring,
      operational: ring,
      groundRisk: ring,
      geographyM: z.number(),
      contingencyM: z.number(),
      groundRiskM: z.number(),
    })
    .nullable(),
  /** As it is uploaded: one inclusion polygon, and what of closed zones lies in it. */
  fence: z.array(z.object({ inclusion: z.boolean(), ring })),
  /** How far it gets by straight lines on its charge, landing with the reserve. Empty: an old plan, or nowhere. */
  reach: ring,
  payloadKg: z.number(),
  /** What it reckons with at cruise height, m/s, and who told of it when; null: calm air was assumed. */
  wind: z
    .object({ fromDeg: z.number(), meanMs: z.number(), gustMs: z.number(), source: z.string(), at: wallTime })
    .nullable(),
  airspaceVersion: z.number().int(),
});
export type PlanView = z.infer<typeof planView>;
