import { z } from 'zod';
import { lonLat } from './common.ts';

/** By road over the river, minutes: 35 to 40, published for the trial in Nanjing (HKCNA 2024-01-03). */
export const ROAD_MIN = 38;

/** What is entered of a site. */
export const siteFields = {
  nameZh: z.string().trim().min(1).max(60),
  nameEn: z.string().trim().min(1).max(80),
  address: z.string().trim().max(120),
  phone: z.string().trim().max(24),
  position: lonLat,
  accuracyM: z.number().min(0).max(10_000),
  enabled: z.boolean(),
  roadMin: z.number().min(1).max(600),
  roadVerified: z.boolean(),
};

/** What is entered of a pad. */
export const padFields = {
  name: z.string().trim().min(1).max(40),
  position: lonLat,
  elevationAmslM: z.number().min(-50).max(1500),
  heightAboveGroundM: z.number().min(0).max(600),
  surveyed: z.boolean(),
};
