/** A log on the vehicle. */
export type FoundLog = { readonly path: string; readonly size: number };

/** What was seen of a vehicle before: path → size; undefined = never looked. */
export type SeenLogs = ReadonlyMap<string, number> | undefined;

/**
 * The logs that were written since: new ones, and those that grew. Of a vehicle that was never looked at only the
 * latest can be said to be of the flight just flown. Both lists are in the order in which the vehicle wrote them.
 */
export const newLogs = (found: readonly FoundLog[], seen: SeenLogs): readonly FoundLog[] =>
  seen === undefined ? found.slice(-1) : found.filter(({ path, size }) => seen.get(path) !== size);

/**
 * Which flight has which logs; PX4 begins one at each arming. Flights and logs are given oldest first and are paired
 * from the newest on; logs that are left over, as of an arming without take-off, go to the oldest flight.
 */
export const shareLogs = (
  flights: readonly string[],
  logs: readonly FoundLog[],
): ReadonlyMap<string, readonly FoundLog[]> => {
  const shares = new Map<string, readonly FoundLog[]>();
  for (const [back, flight] of [...flights].reverse().entries()) {
    const isOldest = back === flights.length - 1;
    const end = logs.length - back;
    shares.set(flight, logs.slice(isOldest ? 0 : Math.max(0, end - 1), Math.max(0, end)));
  }
  return shares;
};
