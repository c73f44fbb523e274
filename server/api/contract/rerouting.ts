import { z } from 'zod';
import { REROUTE_KINDS, REROUTE_STEPS } from '../../flight/rerouting.ts';
import { id } from './common.ts';

/** A change of its way in flight: how far it has come, or why it holds instead. */
export const rerouting = z.object({
  kind: z.enum(REROUTE_KINDS),
  padId: id,
  step: z.enum(REROUTE_STEPS),
  failed: z.object({ code: z.string(), sentence: z.string() }).nullable(),
});
