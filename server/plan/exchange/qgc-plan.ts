import { z } from 'zod';

/**
 * QGroundControl's plan file, version 1 (docs.qgroundcontrol.com, dev guide, "Plan File Format"). Places are
 * `[lat, lon]`, heights metres.
 */
const latLon = z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]);

/** `params`: param1 to param4, latitude, longitude, altitude; `null` = not set. */
const simpleItem = z.object({
  type: z.literal('SimpleItem'),
  AMSLAltAboveTerrain: z.number().nullish(),
  Altitude: z.number().nullish(),
  AltitudeMode: z.number().int().nullish(),
  autoContinue: z.boolean(),
  command: z.number().int(),
  doJumpId: z.number().int().positive(),
  frame: z.number().int(),
  params: z.array(z.number().nullable()).length(7),
});
export type SimpleItem = z.infer<typeof simpleItem>;

/** Surveys and the like: nothing of ours; counted as a difference. */
const complexItem = z.object({ type: z.literal('ComplexItem'), complexItemType: z.string() });

const mission = z.object({
  version: z.literal(2),
  firmwareType: z.number().int(),
  globalPlanAltitudeMode: z.number().int().optional(),
  vehicleType: z.number().int(),
  cruiseSpeed: z.number(),
  hoverSpeed: z.number(),
  items: z.array(z.discriminatedUnion('type', [simpleItem, complexItem])).max(2000),
  plannedHomePosition: z.tuple([z.number(), z.number(), z.number().nullable()]),
});

const fencePolygon = z.object({
  version: z.literal(1),
  inclusion: z.boolean(),
  polygon: z.array(latLon).min(3).max(500),
});

const fenceCircle = z.object({
  version: z.literal(1),
  inclusion: z.boolean(),
  circle: z.object({ center: latLon, radius: z.number() }),
});

const geoFence = z.object({
  version: z.literal(2),
  polygons: z.array(fencePolygon).max(200),
  circles: z.array(fenceCircle).max(200),
});

const rallyPoints = z.object({
  version: z.union([z.literal(1), z.literal(2)]),
  /** Latitude, longitude, metres above home. */
  points: z.array(z.tuple([z.number(), z.number(), z.number()])).max(200),
});

export const qgcPlan = z.object({
  fileType: z.literal('Plan'),
  version: z.literal(1),
  groundStation: z.string(),
  mission,
  geoFence: geoFence.optional(),
  rallyPoints: rallyPoints.optional(),
});
export type QgcPlan = z.infer<typeof qgcPlan>;
