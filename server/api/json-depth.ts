/** Levels of a body: GeoJSON's deepest useful one is 9 (a body with a multi-polygon). */
const MAX_DEPTH = 16;

/**
 * True if parsed JSON nests deeper than anything that this service asks for. Code that walks values by calling itself
 * would run out of stack on a few kilobytes of brackets, so this does not.
 */
export const isTooDeep = (value: unknown): boolean => {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null ? (Object.values(each) as unknown[]) : [],
    );
  }
  return false;
};
