import { z } from 'zod';
import type { LonLat } from '../core/geo.ts';
import type { Issue } from '../core/issue.ts';
import { stableHash } from './hash.ts';
import { polygonFaults } from './polygon-faults.ts';
import { NANJING_REGION, type Region } from './region.ts';

/** What a zone means for a flight; `zones.ts` says which kinds block. */
export const ZONE_KINDS = [
  'no_fly',
  'obstacle',
  'terrain',
  'caution',
  'altitude_limit',
  'temporary',
  'populated',
  'crowd',
  'water',
  'info',
] as const;
export type ZoneKind = (typeof ZONE_KINDS)[number];

/** Kinds that only inform: a bad outline of one of these makes no plan unsafe. */
const ADVISORY: readonly ZoneKind[] = ['caution', 'populated', 'crowd', 'water', 'info'];

/** A polygon in WGS-84: first the outline, then holes; each ring closed (last point = first). */
export type Polygon = readonly (readonly LonLat[])[];

export type Zone = {
  readonly id: string;
  readonly kind: ZoneKind;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Metres in `altitudeRef`. */
  readonly lowerM: number;
  readonly upperM: number;
  readonly altitudeRef: 'AGL' | 'AMSL';
  readonly polygons: readonly Polygon[];
  /** Milliseconds since 1970 UTC; only temporary zones have them. Without both a temporary zone is not in force. */
  readonly validFrom: number | undefined;
  readonly validTo: number | undefined;
  /** A placeholder or derived shape, not an official one. */
  readonly synthetic: boolean;
};

/** One version of the airspace data. */
export type Airspace = {
  /** Name and hash of the content: `name@0123456789abcdef`. */
  readonly version: string;
  readonly region: Region;
  readonly zones: readonly Zone[];
  /** Ids (or numbers) of features that could not be read and may matter for safety: such a version is not flown. */
  readonly missing: readonly string[];
};

const time = z.iso.datetime({ offset: true }).nullish();
const properties = z.looseObject({
  id: z.string().min(1).max(64),
  kind: z.enum(ZONE_KINDS),
  name: z.string().min(1).max(200),
  name_zh: z.string().min(1).max(200),
  lower_m: z.number().min(-500).max(20_000),
  upper_m: z.number().min(-500).max(20_000),
  altitude_ref: z.enum(['AGL', 'AMSL']),
  valid_from: time,
  valid_to: time,
  synthetic: z.boolean().optional(),
});
const ring = z.array(z.array(z.number()).min(2).max(3));
const geometry = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) }),
  z.looseObject({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1) }),
]);
const collection = z.looseObject({
  type: z.literal('FeatureCollection'),
  name: z.string().min(1).max(100).optional(),
  datum: z.string().optional(),
  features: z.array(z.unknown()).max(5_000),
});

/** Names under which WGS-84 longitude and latitude come; CGCS2000 differs by less than a metre. */
const GOOD_DATUM = /wgs.?84|crs84|epsg:+4326|cgcs.?2000|epsg:+4490/i;

/**
 * Reads a GeoJSON FeatureCollection. It never throws: what cannot be read becomes issues, and a feature that may
 * matter for safety is also listed in `airspace.missing`.
 */
export const parseAirspace = (
  json: unknown,
  region: Region = NANJING_REGION,
): { airspace: Airspace; issues: readonly Issue[] } => {
  const parsed = collection.safeParse(json);
  if (!parsed.success)
    return {
      airspace: { version: 'unreadable', region, zones: [], missing: ['the whole file'] },
      issues: [unreadable(z.prettifyError(parsed.error))],
    };
  const version = `${parsed.data.name ?? 'airspace'}@${stableHash(json)}`;
  const issues: Issue[] = datumIssues(parsed.data);
  const zones = new Map<string, Zone>();
  const missing: string[] = issues.length > 0 ? ['the datum'] : [];
  for (const [index, feature] of parsed.data.features.entries()) {
    const read = parseZone(feature, `features[${index}]`, region);
    if (read.zone !== undefined && zones.has(read.zone.id)) read.issues.push(duplicate(read.zone.id));
    issues.push(...read.issues);
    if (read.issues.some((found) => found.severity === 'blocker')) missing.push(read.place);
    else if (read.zone !== undefined) zones.set(read.zone.id, read.zone);
  }
  return { airspace: { version, region, zones: [...zones.values()], missing }, issues };
};

const parseZone = (
  feature: unknown,
  place: string,
  region: Region,
): { zone: Zone | undefined; place: string; issues: Issue[] } => {
  const parsed = z.looseObject({ properties, geometry }).safeParse(feature);
  if (!parsed.success)
    return {
      zone: undefined,
      place,
      issues: [bad(place, z.prettifyError(parsed.error).replaceAll('\n', ' '))],
    };
  const { properties: p, geometry: g } = parsed.data;
  const polygons = g.type === 'Polygon' ? [g.coordinates] : g.coordinates;
  const faults = [
    ...(p.lower_m > p.upper_m ? [`lower ${p.lower_m} m is above upper ${p.upper_m} m`] : []),
    ...polygons.flatMap((rings) => polygonFaults(rings, region)),
  ];
  const severity = ADVISORY.includes(p.kind) ? 'warning' : 'blocker';
  if (faults.length > 0)
    return { zone: undefined, place: p.id, issues: faults.map((fault) => bad(p.id, fault, severity)) };
  const zone: Zone = {
    id: p.id,
    kind: p.kind,
    nameZh: p.name_zh,
    nameEn: p.name,
    lowerM: p.lower_m,
    upperM: p.upper_m,
    altitudeRef: p.altitude_ref,
    polygons: polygons.map((rings) =>
      rings.map((line) => line.map((c): LonLat => [c[0] ?? NaN, c[1] ?? NaN])),
    ),
    validFrom: parseTime(p.valid_from),
    validTo: parseTime(p.valid_to),
    synthetic: p.synthetic ?? false,
  };
  return { zone, place: p.id, issues: timeIssues(zone) };
};

const parseTime = (text: string | null | undefined): number | undefined =>
  text === null || text === undefined ? undefined : Date.parse(text);

const timeIssues = (zone: Zone): Issue[] => {
  if (zone.kind !== 'temporary') return [];
  if (zone.validFrom === undefined || zone.validTo === undefined)
    return [
      {
        id: 'airspace.temporary_untimed',
        severity: 'note',
        place: zone.id,
        sentence: `Temporary zone "${zone.nameEn}" has no times (valid_from, valid_to) and is not in force.`,
        fix: 'Give both times if the zone is real.',
        params: { zone: zone.nameEn, zoneZh: zone.nameZh },
      },
    ];
  return zone.validFrom < zone.validTo ? [] : [bad(zone.id, 'valid_from is not before valid_to')];
};

const datumIssues = (file: { datum?: string | undefined; [key: string]: unknown }): Issue[] => {
  const named = file.datum ?? (file['crs'] === undefined ? undefined : JSON.stringify(file['crs']));
  if (named === undefined || GOOD_DATUM.test(named)) return [];
  return [
    {
      id: 'airspace.datum',
      severity: 'blocker',
      sentence: `Expected WGS-84 (or CGCS2000) longitude and latitude, the file names ${named.slice(0, 80)}.`,
      fix: 'Convert the file to WGS-84 first: GCJ-02 is 540 m off in Nanjing.',
    },
  ];
};

const bad = (place: string, fault: string, severity: Issue['severity'] = 'blocker'): Issue => ({
  id: 'airspace.feature',
  severity,
  place,
  sentence: `Airspace feature ${place} is not usable: ${fault}.`,
  fix: 'Mend the feature and import the file again.',
  params: { zone: place, fault },
});

const duplicate = (id: string): Issue => bad(id, 'its id was used before in the same file');

const unreadable = (why: string): Issue => ({
  id: 'airspace.unreadable',
  severity: 'blocker',
  sentence: `Expected a GeoJSON FeatureCollection: ${why.replaceAll('\n', ' ')}`,
});
