/** Since the last service. Assumptions, to be replaced by the maker's plan. */
const MAX_FLIGHT_HOURS = 50;
const MAX_LANDINGS = 200;

export type Use = {
  /** Since the last service. */
  readonly flightHours: number;
  readonly landings: number;
  /** Reported since the last service. */
  readonly faults: number;
};

export type MaintenanceDue = {
  readonly code: 'hours' | 'landings' | 'faults';
  readonly value: number;
  readonly limit: number;
};

/** What grounds a drone before its next launch, until it has been serviced. */
export const maintenanceDue = ({ flightHours, landings, faults }: Use): MaintenanceDue[] => {
  const due: MaintenanceDue[] = [];
  if (flightHours >= MAX_FLIGHT_HOURS)
    due.push({ code: 'hours', value: Math.floor(flightHours), limit: MAX_FLIGHT_HOURS });
  if (landings >= MAX_LANDINGS) due.push({ code: 'landings', value: landings, limit: MAX_LANDINGS });
  if (faults > 0) due.push({ code: 'faults', value: faults, limit: 0 });
  return due;
};
