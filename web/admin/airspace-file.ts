/** As large as the service takes with room to spare; a city's airspace is some hundred kB. */
export const MAX_FILE_BYTES = 4_000_000;

export type AirspaceFile = {
  readonly format: 'geojson' | 'ed269';
  readonly file: { readonly features: readonly unknown[] };
};

export type FileOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'large' }
  | ({ readonly kind: 'good' } & AirspaceFile);

const hasFeatures = (value: unknown): value is AirspaceFile['file'] =>
  typeof value === 'object' && value !== null && 'features' in value && Array.isArray(value.features);

/** A GeoJSON FeatureCollection says so; ED-269 has features and no type. The service checks the zones. */
export const readAirspaceFile = (text: string): FileOutcome => {
  if (text.length > MAX_FILE_BYTES) return { kind: 'large' };
  try {
    const value: unknown = JSON.parse(text);
    if (!hasFeatures(value)) return { kind: 'bad' };
    const isGeoJson = 'type' in value && value.type === 'FeatureCollection';
    return { kind: 'good', format: isGeoJson ? 'geojson' : 'ed269', file: value };
  } catch {
    return { kind: 'bad' };
  }
};
