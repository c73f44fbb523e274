/** What came of a chosen file. */
export type JsonFile =
  | { readonly kind: 'none' | 'large' | 'unreadable' }
  | { readonly kind: 'good'; readonly json: unknown };

/** Larger than that the service takes no body, bytes. */
export const PLAN_FILE_BYTES = 60_000;
export const INTENT_FILE_BYTES = 3_900_000;

export const readJsonFile = async (file: File | null, mostBytes: number): Promise<JsonFile> => {
  if (file === null) return { kind: 'none' };
  if (file.size > mostBytes) return { kind: 'large' };
  try {
    return { kind: 'good', json: JSON.parse(await file.text()) };
  } catch {
    return { kind: 'unreadable' };
  }
};
