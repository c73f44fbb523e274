import gcoordModule from 'gcoord';
import { distanceM, type LonLat } from '../../core/geo.ts';
import type { Issue } from '../../core/issue.ts';
import type { Zone } from '../airspace.ts';

/** Its types describe a module with a default; Node and the bundler both hand over the default itself. */
const gcoord = gcoordModule as unknown as typeof gcoordModule.default;

/** A thing whose place in WGS-84 is known, by its id and names. */
export type Reference = { readonly names: readonly string[]; readonly at: LonLat };

/**
 * Chinese maps shift positions by law. In Nanjing GCJ-02 is 541 m off at a bearing of 115° and BD-09 1,194 m (gcoord 1.0.7).
 */
const SUSPECTS = [
  { datum: 'GCJ-02', crs: gcoord.GCJ02 },
  { datum: 'BD-09', crs: gcoord.BD09 },
] as const;

/** The same thing is drawn a little differently by others, metres. Assumption. */
const SAME_PLACE_M = 150;

/** Middle of the corners: the same for the same outline, wherever it is shifted to. */
export const middleOf = (zone: Zone): LonLat => {
  const corners = zone.polygons.flatMap((rings) => rings[0]?.slice(0, -1) ?? []);
  const mean = (axis: 0 | 1): number => corners.reduce((sum, p) => sum + p[axis], 0) / corners.length;
  return [mean(0), mean(1)];
};

export const referenceOf = (zone: Zone): Reference => ({
  names: [zone.id, zone.nameZh, zone.nameEn],
  at: middleOf(zone),
});

const suspectOf = (known: LonLat, found: LonLat): (typeof SUSPECTS)[number]['datum'] | undefined => {
  if (distanceM(known, found) <= SAME_PLACE_M) return undefined;
  return SUSPECTS.find(({ crs }) => {
    const [lon, lat] = gcoord.transform<[number, number]>([known[0], known[1]], gcoord.WGS84, crs);
    return distanceM([lon, lat], found) <= SAME_PLACE_M;
  })?.datum;
};

const nearest = (zone: Zone, references: readonly Reference[]): Reference | undefined => {
  const names = [zone.id, zone.nameZh, zone.nameEn];
  return references.find((known) => known.names.some((name) => names.includes(name)));
};

/**
 * Compares zones with things of the same id or name whose place is known. Where at least half of them lie as far and in the
 * direction that a Chinese datum would put them, the file is not in WGS-84.
 */
export const datumSuspicion = (zones: readonly Zone[], references: readonly Reference[]): Issue[] => {
  const seen = zones.flatMap((zone) => {
    const known = nearest(zone, references);
    if (known === undefined) return [];
    const at = middleOf(zone);
    return [{ zone, offM: Math.round(distanceM(known.at, at)), datum: suspectOf(known.at, at) }];
  });
  return SUSPECTS.flatMap(({ datum }): Issue[] => {
    const shifted = seen.filter((each) => each.datum === datum);
    const [first] = shifted;
    if (first === undefined || shifted.length * 2 < seen.length) return [];
    const { zone, offM } = first;
    return [
      {
        id: 'airspace.datum_suspected',
        severity: 'blocker',
        place: zone.id,
        sentence: `${shifted.length} of ${seen.length} known places are shifted as ${datum} would shift them ("${zone.nameEn}" by ${offM} m): the file seems to be in ${datum}.`,
        fix: 'Convert the file to WGS-84 and import it again.',
        params: {
          datum,
          count: shifted.length,
          of: seen.length,
          zone: zone.nameEn,
          zoneZh: zone.nameZh,
          m: offM,
        },
      },
    ];
  });
};
