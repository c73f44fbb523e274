/** Which queries a fact makes old, by the kind of its subject (`order:…`). */
const TOUCHES: Readonly<Record<string, readonly string[]>> = {
  order: ['orders', 'flights', 'stock'],
  flight: ['flights', 'orders', 'vehicles'],
  unit: ['stock', 'orders'],
  box: ['orders', 'flights'],
  vehicle: ['vehicles', 'heard'],
  site: ['sites'],
  pad: ['sites'],
  person: ['people'],
  airspace: ['airspace'],
  alarm: ['alarms'],
  link: ['links'],
  profile: ['profiles'],
};

/** Keys of the queries that these facts make old; facts of a kind that is not known make all of them old. */
export const touchedBy = (subjects: readonly string[]): ReadonlySet<string> => {
  const all = Object.values(TOUCHES).flat();
  return new Set(subjects.flatMap((subject) => TOUCHES[subject.split(':')[0] ?? ''] ?? all));
};
