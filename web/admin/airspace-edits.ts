import { z } from 'zod';

/** What of a zone is changed by hand; its outline comes from files. Metres. */
export type ZoneEdit = {
  readonly name_zh?: string;
  readonly kind?: string;
  readonly lower_m?: number;
  readonly upper_m?: number;
  readonly removed?: boolean;
};

const feature = z.looseObject({
  properties: z.looseObject({
    id: z.string(),
    kind: z.string(),
    name_zh: z.string(),
    lower_m: z.number(),
    upper_m: z.number(),
  }),
});

/** Temporary zones on top of a version are no part of it. */
const isOnTop = (id: string): boolean => /^temporary-[0-9A-Z]{26}$/i.test(id);

/** The zones of the version in use. */
export const editableZones = (features: readonly unknown[]) =>
  features.flatMap((each) => {
    const parsed = feature.safeParse(each);
    return parsed.success && !isOnTop(parsed.data.properties.id) ? [parsed.data.properties] : [];
  });

/** The features of the version in use with those changes. */
export const changedFeatures = (
  features: readonly unknown[],
  edits: Readonly<Record<string, ZoneEdit>>,
): unknown[] =>
  features.flatMap((each) => {
    const parsed = feature.safeParse(each);
    if (!parsed.success) return [each];
    const { id } = parsed.data.properties;
    if (isOnTop(id)) return [];
    const { removed = false, ...values } = edits[id] ?? {};
    return removed ? [] : [{ ...parsed.data, properties: { ...parsed.data.properties, ...values } }];
  });
