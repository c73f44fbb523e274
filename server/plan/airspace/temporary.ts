import type { LonLat } from '../../core/geo.ts';
import type { TemporaryZone } from '../../core/temporary-zone.ts';
import type { Airspace, Zone } from '../airspace.ts';
import { stableHash } from '../hash.ts';
import { polygonFaults } from '../polygon-faults.ts';
import { NANJING_REGION } from '../region.ts';

/** What is wrong with a drawn ring, as clauses for a sentence. */
export const ringFaults = (ring: readonly LonLat[]): string[] => polygonFaults([ring], NANJING_REGION);

export const zoneOfTemporary = (drawn: TemporaryZone): Zone => ({
  id: `temporary-${drawn.id}`,
  kind: 'temporary',
  nameZh: drawn.name,
  nameEn: drawn.name,
  lowerM: drawn.lowerM,
  upperM: drawn.upperM,
  altitudeRef: drawn.altitudeRef,
  polygons: [[drawn.ring]],
  validFrom: drawn.validFrom,
  validTo: drawn.validTo,
  synthetic: false,
});

/**
 * The published version with temporary zones on top. Its name has both (`name@hash+T@hash`); the published zones stay the
 * same objects, so that what the planner reckoned for them counts on.
 */
export const withTemporary = (published: Airspace, temporary: readonly Zone[]): Airspace =>
  temporary.length === 0
    ? published
    : {
        ...published,
        version: `${published.version}+T@${stableHash(temporary)}`,
        zones: [...published.zones, ...temporary],
      };
