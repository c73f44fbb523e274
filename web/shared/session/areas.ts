import { permissionsOf, type Permission, type Role } from '../../../server/core/access.ts';

export const AREAS = ['hospital', 'issue', 'console', 'ops', 'admin'] as const;
export type Area = (typeof AREAS)[number];

/** Where a person begins after log-in. */
export const HOME_OF: Readonly<Record<Role, Area>> = {
  hospital: 'hospital',
  issuer: 'issue',
  dispatcher: 'console',
  safety: 'console',
  ops: 'ops',
  admin: 'admin',
};

/** What an area needs: all of these. */
const NEEDS: Readonly<Record<Area, readonly Permission[]>> = {
  hospital: ['order.create'],
  issue: ['pack.work'],
  console: ['fleet.live', 'order.read.all'],
  ops: ['review.read'],
  admin: ['people.manage'],
};

export const mayEnter = (area: Area, permissions: readonly Permission[]): boolean =>
  NEEDS[area].every((need) => permissions.includes(need));

export const areasOf = (permissions: readonly Permission[]): readonly Area[] =>
  AREAS.filter((area) => mayEnter(area, permissions));

/** The page to go to after log-in: the one that was asked for if it is ours and theirs, else the role's own. */
export const afterLogin = (role: Role, next: string | null): string => {
  const home = `/${HOME_OF[role]}`;
  // `//host` and `/\\host` lead away from here.
  if (next === null || !/^\/(?![/\\])/.test(next) || next.startsWith('/login')) return home;
  const asked = AREAS.find((area) => area === next.split(/[/?#]/)[1]);
  // Somebody else may have been here before: their page is not this person's.
  return asked === undefined || mayEnter(asked, permissionsOf(role)) ? next : home;
};
