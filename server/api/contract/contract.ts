import { accounts } from './accounts.ts';
import { air } from './air.ts';
import { assignments } from './assignments.ts';
import { baseline } from './baseline.ts';
import { contingencies } from './contingencies.ts';
import type { Route } from './common.ts';
import { batteries } from './batteries.ts';
import { control } from './control.ts';
import { exchange } from './exchange.ts';
import { failures } from './failures.ts';
import { fleet } from './fleet.ts';
import { flights } from './flights.ts';
import { incidents } from './incidents.ts';
import { intents } from './intents.ts';
import { airspaceDrafts } from './airspace-drafts.ts';
import { temporaryZones } from './temporary-zones.ts';
import { papers } from './papers.ts';
import { orders } from './orders.ts';
import { safety } from './safety.ts';
import { preflight } from './preflight.ts';
import { signing } from './signing.ts';
import { stock } from './stock.ts';
import { system } from './system.ts';
import { totp } from './totp.ts';
import { urgent } from './urgent.ts';
import { vehicleLogs } from './vehicle-logs.ts';

/** Every HTTP route of the service: the one source for server, client and documentation. */
export const contract = {
  accounts,
  orders,
  stock,
  fleet,
  batteries,
  assignments,
  baseline,
  signing,
  control,
  flights,
  air,
  contingencies,
  preflight,
  urgent,
  totp,
  safety,
  failures,
  incidents,
  intents,
  temporaryZones,
  airspaceDrafts,
  exchange,
  papers,
  vehicleLogs,
  system,
} as const;

export const allRoutes = (): readonly Route[] =>
  Object.values(contract).flatMap((group): Route[] => Object.values(group));
