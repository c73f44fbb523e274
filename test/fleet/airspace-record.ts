import type { Role } from '../../server/core/access.ts';
import type { Cause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
import type { LonLat } from '../../server/core/geo.ts';

/** A square of about 1 km a side with its south-west corner there, closed. */
export const squareAt = ([lon, lat]: LonLat): LonLat[] => [
  [lon, lat],
  [lon + 0.01, lat],
  [lon + 0.01, lat + 0.01],
  [lon, lat + 0.01],
  [lon, lat],
];

export const featureAt = (id: string, at: LonLat, more: object = {}) => ({
  type: 'Feature',
  properties: {
    id,
    kind: 'no_fly',
    name: id,
    name_zh: id,
    lower_m: 0,
    upper_m: 300,
    altitude_ref: 'AGL',
    ...more,
  },
  geometry: { type: 'Polygon', coordinates: [squareAt(at)] },
});

export const GEOJSON = {
  type: 'FeatureCollection' as const,
  name: 'test',
  features: [featureAt('one', [118.8, 32.1])],
};

/** A person with that role, who is called like it. */
export const causeOf = (role: Role, now: number, personId: string = role): Cause => ({
  actor: { personId, role, name: personId, siteId: undefined, sessionId: undefined, requestId: undefined },
  now: wallMs(now),
});
