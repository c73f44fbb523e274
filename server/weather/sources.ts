import { z } from 'zod';
import { mapping } from './reading.ts';

const name = z.string().trim().min(2).max(60);
/** Metres above ground at which the wind is measured; ten is the height of WMO stations. */
const measuredAtM = z.number().min(1).max(300).default(10);

/** The operator's file of weather sources. */
export const weatherSources = z.strictObject({
  sources: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('http'),
          name,
          url: z.url({ protocol: /^https?$/ }),
          everyS: z.number().min(1).max(3600).default(60),
          timeoutS: z.number().min(0.1).max(60).default(5),
          measuredAtM,
          map: mapping,
        }),
        z.strictObject({
          kind: z.literal('mqtt'),
          name,
          url: z.url({ protocol: /^(mqtt|mqtts|ws|wss)$/ }),
          topic: z.string().min(1).max(200),
          measuredAtM,
          map: mapping,
        }),
        z.strictObject({
          kind: z.literal('forecast'),
          name,
          path: z.string().min(1),
          everyS: z.number().min(1).max(3600).default(60),
          measuredAtM,
        }),
      ]),
    )
    .max(20),
});
export type SourceConfig = z.output<typeof weatherSources>['sources'][number];
