import { z } from 'zod';
import type { Permission } from '../../core/access.ts';

export const id = z
  .string()
  .regex(/^[0-9a-z][0-9a-z-]{1,31}$/, 'expected an identifier of 2 to 32 letters a-z, digits and hyphens');

/** WGS-84 degrees, `[lon, lat]`. */
export const lonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).readonly();

/** Milliseconds since 1970-01-01 UTC. */
export const wallTime = z.number().int().min(0);

export const issue = z.object({
  id: z.string(),
  severity: z.enum(['blocker', 'warning', 'note']),
  place: z.string().optional(),
  sentence: z.string(),
  fix: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

/** RFC 9457 problem details with our stable `code`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  place: z.string().optional(),
  errorId: z.string().optional(),
  details: z.unknown().optional(),
});
export type Problem = z.infer<typeof problem>;

/** The second person of a two-person step, when both stand at one device. */
export const secondPerson = z.strictObject({
  login: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});

export const reason = z.string().trim().min(3, 'expected a reason of at least 3 characters').max(300);

/** One person's name with the moment: who did a step. */
export const signature = z.object({ personId: z.string(), name: z.string(), at: wallTime });

export const done = z.object({ ok: z.literal(true) });

/**
 * One HTTP route. `access`:
 * - `public`: anybody;
 * - `signed-in`: any person with a session;
 * - a list: any one of these permissions.
 * `creates` routes demand an `Idempotency-Key` header.
 */
export type Route = {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/api/${string}`;
  readonly access: 'public' | 'signed-in' | readonly Permission[];
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  readonly creates?: true;
  /** The answer is a file, not JSON. */
  readonly file?: string;
};

export const route = <const R extends Route>(definition: R): R => definition;

export const idParams = z.strictObject({ id });
