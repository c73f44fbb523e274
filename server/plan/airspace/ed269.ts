import { z } from 'zod';
import type { LonLat } from '../../core/geo.ts';
import type { Issue } from '../../core/issue.ts';
import { ringOf } from '../../core/temporary-zone.ts';
import type { ZoneKind } from '../airspace.ts';
import { geoidM } from '../exchange/geoid.ts';

/**
 * UAS geographical zones as EUROCAE ED-269 has them (Minimum operational performance standard for geo-fencing, chapter 8 and
 * its JSON schema), read into our own GeoJSON. What each restriction becomes:
 *
 * | ED-269 | here | why |
 * |---|---|---|
 * | PROHIBITED | no_fly | |
 * | REQ_AUTHORISATION | no_fly | closed until an authorisation is in hand; who has one drafts it as `caution` |
 * | CONDITIONAL | caution | the conditions are for people; routes avoid it at a price |
 * | NO_RESTRICTION | info | |
 *
 * A closed zone with times becomes `temporary`, one for each period; a schedule within a period counts as the whole period,
 * which is the safe side, and is told. Heights that mix references are widened to the safe side.
 */
const RESTRICTIONS = ['PROHIBITED', 'REQ_AUTHORISATION', 'CONDITIONAL', 'NO_RESTRICTION'] as const;
const KIND: Readonly<Record<(typeof RESTRICTIONS)[number], ZoneKind>> = {
  PROHIBITED: 'no_fly',
  REQ_AUTHORISATION: 'no_fly',
  CONDITIONAL: 'caution',
  NO_RESTRICTION: 'info',
};

const FOOT_M = 0.3048;
/** No lower and no upper limit: as far as our own files go. */
const LOWEST_M = -500;
const HIGHEST_M = 20_000;

const reference = z.enum(['AGL', 'AMSL', 'WGS84']);
const position = z.array(z.number()).min(2).max(3);
const projection = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('Circle'), center: position, radius: z.number().positive().max(100_000) }),
  z.looseObject({ type: z.literal('Polygon'), coordinates: z.array(z.array(position)).min(1) }),
]);
const volume = z.looseObject({
  uomDimensions: z.enum(['M', 'FT']),
  lowerLimit: z.number().nullish(),
  lowerVerticalReference: reference,
  upperLimit: z.number().nullish(),
  upperVerticalReference: reference,
  horizontalProjection: projection,
});
const yesNo = z.union([z.boolean(), z.enum(['YES', 'NO']).transform((word) => word === 'YES')]);
const period = z
  .looseObject({
    permanent: yesNo.nullish(),
    startDateTime: z.iso.datetime({ offset: true, local: true }).nullish(),
    endDateTime: z.iso.datetime({ offset: true, local: true }).nullish(),
    schedule: z.array(z.unknown()).nullish(),
  })
  .refine(
    ({ permanent, startDateTime, endDateTime }) => permanent === true || (startDateTime && endDateTime),
    {
      message: 'expected permanent, or startDateTime and endDateTime',
    },
  );
const feature = z.looseObject({
  identifier: z.string().min(1).max(50),
  name: z.string().max(200).nullish(),
  restriction: z.enum(RESTRICTIONS),
  applicability: z.array(period).nullish(),
  geometry: z.array(volume).min(1),
});
type Feature = z.output<typeof feature>;
type Volume = z.output<typeof volume>;

const file = z.looseObject({
  title: z.string().nullish(),
  features: z.array(z.unknown()).min(1).max(2000),
});

type Heights = { readonly lower_m: number; readonly upper_m: number; readonly altitude_ref: 'AGL' | 'AMSL' };

const placeOf = ({ horizontalProjection: shape }: Volume): LonLat => {
  const [lon, lat] = shape.type === 'Circle' ? shape.center : (shape.coordinates[0]?.[0] ?? []);
  return [lon ?? NaN, lat ?? NaN];
};

/** Above the ellipsoid becomes above the sea by EGM96; undefined where the undulation is not known. */
const heightsOf = (part: Volume): Heights | undefined => {
  const metres = (value: number): number => (part.uomDimensions === 'FT' ? value * FOOT_M : value);
  const limit = (value: number | null | undefined, frame: z.output<typeof reference>, open: number) => {
    if (value == null) return { m: open, frame: undefined };
    if (frame !== 'WGS84') return { m: metres(value), frame };
    const geoid = geoidM(placeOf(part));
    return geoid === undefined ? undefined : { m: metres(value) - geoid, frame: 'AMSL' as const };
  };
  const lower = limit(part.lowerLimit, part.lowerVerticalReference, LOWEST_M);
  const upper = limit(part.upperLimit, part.upperVerticalReference, HIGHEST_M);
  if (lower === undefined || upper === undefined) return undefined;
  const altitude_ref = upper.frame ?? lower.frame ?? 'AGL';
  // Two references in one zone: from below everything up to its top.
  const isMixed = lower.frame !== undefined && upper.frame !== undefined && lower.frame !== upper.frame;
  return { lower_m: isMixed ? LOWEST_M : lower.m, upper_m: upper.m, altitude_ref };
};

const ringsOf = ({ horizontalProjection: shape }: Volume): readonly (readonly (readonly number[])[])[] =>
  shape.type === 'Polygon'
    ? shape.coordinates
    : [
        ringOf({
          kind: 'circle',
          centre: [shape.center[0] ?? NaN, shape.center[1] ?? NaN],
          radiusM: shape.radius,
        }),
      ];

type Period = { readonly valid_from: string; readonly valid_to: string } | undefined;

/** A time without an offset is UTC, as the standard says. */
const utc = (text: string): string =>
  new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`).toISOString();

/** Undefined: always. */
const periodsOf = ({ applicability }: Feature): Period[] =>
  applicability == null || applicability.length === 0
    ? [undefined]
    : applicability.map(({ permanent, startDateTime, endDateTime }) =>
        permanent === true || startDateTime == null || endDateTime == null
          ? undefined
          : { valid_from: utc(startDateTime), valid_to: utc(endDateTime) },
      );

const bad = (place: string, fault: string): Issue => ({
  id: 'airspace.ed269',
  severity: 'blocker',
  place,
  sentence: `ED-269, ${place}: ${fault}.`,
  fix: 'Mend the file, or ask its publisher, and import it again.',
  params: { place, fault },
});

const scheduled = ({ identifier }: Feature): Issue => ({
  id: 'airspace.ed269_schedule',
  severity: 'note',
  place: identifier,
  sentence: `Zone ${identifier} has a schedule; it counts for the whole of its period.`,
  params: { zone: identifier },
});

const zonesOf = (read: Feature, index: number): { features: object[]; issues: Issue[] } => {
  const issues: Issue[] = read.applicability?.some(({ schedule }) => (schedule ?? []).length > 0)
    ? [scheduled(read)]
    : [];
  const periods = periodsOf(read);
  const features = read.geometry.flatMap((part, volumeNo) => {
    const heights = heightsOf(part);
    if (heights === undefined) {
      issues.push(
        bad(
          `features[${index}].geometry[${volumeNo}]`,
          'the ellipsoid’s height above the sea is not known there',
        ),
      );
      return [];
    }
    return periods.map((when, periodNo) => {
      const suffix = `${volumeNo === 0 ? '' : `-${volumeNo + 1}`}${periodNo === 0 ? '' : `-t${periodNo + 1}`}`;
      const kind = KIND[read.restriction];
      const name = read.name == null || read.name === '' ? read.identifier : read.name;
      return {
        type: 'Feature',
        properties: {
          id: `${read.identifier}${suffix}`,
          kind: kind === 'no_fly' && when !== undefined ? 'temporary' : kind,
          name,
          name_zh: name,
          ...heights,
          ...when,
          source: 'ED-269',
          restriction: read.restriction,
        },
        geometry: { type: 'Polygon', coordinates: ringsOf(part) },
      };
    });
  });
  return { features, issues };
};

export type Ed269Reading = {
  /** Our own GeoJSON; undefined where the file is none. */
  readonly geojson: { readonly type: 'FeatureCollection'; readonly features: readonly object[] } | undefined;
  readonly issues: readonly Issue[];
};

const faultsOf = (error: z.ZodError, before: string): Issue[] =>
  error.issues.slice(0, 20).map(({ path, message }) => {
    const place = path.reduce<string>(
      (text, step) =>
        typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${String(step)}`,
      before,
    );
    return bad(place === '' ? 'file' : place, message);
  });

/** Reads a file of ED-269. It never throws: each field that is not as the standard has it becomes an issue with its place. */
export const readEd269 = (json: unknown): Ed269Reading => {
  const parsed = file.safeParse(json);
  if (!parsed.success) return { geojson: undefined, issues: faultsOf(parsed.error, '') };
  const features: object[] = [];
  const issues: Issue[] = [];
  for (const [index, raw] of parsed.data.features.entries()) {
    const read = feature.safeParse(raw);
    if (!read.success) {
      issues.push(...faultsOf(read.error, `features[${index}]`));
      continue;
    }
    const zones = zonesOf(read.data, index);
    features.push(...zones.features);
    issues.push(...zones.issues);
  }
  return { geojson: { type: 'FeatureCollection', features }, issues };
};
