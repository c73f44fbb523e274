/** As large as the service takes with room to spare; a city's airspace is some hundred kB. */
export const MAX_FILE_BYTES = 4_000_000;

export type Collection = { readonly type: 'FeatureCollection'; readonly features: unknown[] };

export type FileOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'large' }
  | { readonly kind: 'good'; readonly geojson: Collection };

const isCollection = (value: unknown): value is Collection =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  value.type === 'FeatureCollection' &&
  'features' in value &&
  Array.isArray(value.features);

/** The text of a file as a FeatureCollection; its zones are checked by the service. */
export const readCollection = (text: string): FileOutcome => {
  if (text.length > MAX_FILE_BYTES) return { kind: 'large' };
  try {
    const value: unknown = JSON.parse(text);
    return isCollection(value) ? { kind: 'good', geojson: value } : { kind: 'bad' };
  } catch {
    return { kind: 'bad' };
  }
};
