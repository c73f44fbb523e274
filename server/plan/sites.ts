import { z } from 'zod';
import type { LonLat } from '../core/geo.ts';
import { refuse, ok, type Result } from '../core/result.ts';

/** Where a drone takes off and lands. Editable; `surveyed` is false until somebody has measured it on site. */
export const pad = z.object({
  /** Ground at the building's foot, metres AMSL. */
  groundAmslM: z.number().min(-100).max(5_000),
  /** Pad above that ground: a roof. Metres. */
  heightM: z.number().min(0).max(600),
  surveyed: z.boolean(),
  note: z.string().max(300).optional(),
});

export const site = z.object({
  id: z.string().regex(/^[0-9a-z][0-9a-z-]{1,31}$/),
  role: z.enum(['blood_centre', 'hospital', 'reference']),
  nameZh: z.string().min(1).max(100),
  nameEn: z.string().min(1).max(100),
  address: z.string().max(200),
  enabled: z.boolean(),
  /** WGS-84 `[lon, lat]` of the pad. */
  position: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).readonly(),
  /** How far off the position may be, metres. */
  accuracyM: z.number().min(0).max(50_000),
  pad,
  source: z.string().max(300),
});
export type Site = z.infer<typeof site>;

/** What the planner needs of a site's pad. */
export type PlanPad = {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** WGS-84. */
  readonly at: LonLat;
  /** Ground below the pad, metres AMSL. */
  readonly groundAmslM: number;
  /** Pad above that ground, metres. */
  readonly heightM: number;
  readonly surveyed: boolean;
  /** Whose pad it is, and what it is called there, where a site may have several. */
  readonly siteId?: string;
  readonly padName?: string;
};

export const padOf = (from: Site): PlanPad => ({
  id: from.id,
  nameZh: from.nameZh,
  nameEn: from.nameEn,
  at: from.position,
  groundAmslM: from.pad.groundAmslM,
  heightM: from.pad.heightM,
  surveyed: from.pad.surveyed,
});

/** Reads the project's sites file (`server/seed/sites.json`). */
export const parseSites = (json: unknown): Result<readonly Site[]> => {
  const parsed = z.object({ datum: z.literal('WGS-84'), sites: z.array(site) }).safeParse(json);
  return parsed.success
    ? ok(parsed.data.sites)
    : refuse('plan.sites_unreadable', `Expected a sites file in WGS-84: ${z.prettifyError(parsed.error)}`);
};
