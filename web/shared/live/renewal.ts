/** Beginnings of the keys of all queries whose answers change while people work. */
export const EVERYTHING_MOVING: readonly string[] = [
  'orders.',
  'flights.get',
  'flights.list',
  'flights.timeline',
  'fleet.vehicles',
  'control.',
  'assignments.',
  'contingencies.',
  'safety.',
  'system.',
];

/** What a fact makes old, by the area before its dot. A fact of an unknown area renews everything open. */
const RENEWED_BY: Readonly<Record<string, readonly string[]>> = {
  order: ['orders.', 'flights.get', 'assignments.'],
  stock: ['orders.'],
  unit: ['orders.'],
  box: ['orders.', 'flights.get'],
  flight: [
    'flights.get',
    'flights.list',
    'flights.timeline',
    'orders.',
    'fleet.vehicles',
    'safety.',
    'contingencies.',
    'assignments.',
  ],
  vehicle: ['assignments.', 'batteries.', 'fleet.vehicles', 'control.', 'flights.get', 'flights.list'],
  alarm: ['system.alarms'],
  incident: ['incidents.'],
  pad: ['fleet.sites', 'flights.get', 'assignments.'],
  battery: ['batteries.', 'assignments.', 'flights.get'],
  assignment: ['assignments.'],
  site: ['fleet.sites', 'assignments.'],
  airspace: ['fleet.airspace', 'assignments.'],
  person: [],
  session: [],
};

export const renewedBy = (types: readonly string[]): readonly string[] => [
  ...new Set(
    types.flatMap((type) => {
      const area = type.slice(0, type.indexOf('.'));
      return RENEWED_BY[area] ?? EVERYTHING_MOVING;
    }),
  ),
];
