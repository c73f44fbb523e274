/** Roles and permissions in one table: default deny. */
export const ROLES = ['hospital', 'issuer', 'dispatcher', 'safety', 'ops', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  'order.create',
  'order.read.own',
  'order.read.all',
  'order.cancel',
  'order.issue',
  'order.road',
  'stock.read',
  'stock.write',
  'pack.work',
  'pad.work',
  'receipt.sign',
  'fleet.read',
  'fleet.live',
  'fleet.manage',
  'flight.read.own',
  'flight.read.all',
  'flight.plan',
  'flight.launch',
  'flight.approve',
  'flight.command',
  'flight.resolve',
  'conditions.write',
  'alarm.work',
  'review.read',
  'sites.read',
  'sites.manage',
  'airspace.manage',
  'airspace.publish',
  'people.manage',
  'audit.read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const TABLE: Readonly<Record<Role, readonly Permission[]>> = {
  hospital: [
    'order.create',
    'order.read.own',
    'order.cancel',
    'pad.work',
    'receipt.sign',
    'flight.read.own',
    'sites.read',
  ],
  issuer: [
    'order.read.all',
    'order.issue',
    'stock.read',
    'stock.write',
    'pack.work',
    'pad.work',
    'fleet.read',
    'flight.read.all',
    'sites.read',
  ],
  dispatcher: [
    'order.read.all',
    'order.cancel',
    'order.road',
    'stock.read',
    'fleet.read',
    'fleet.live',
    'flight.read.all',
    'flight.plan',
    'flight.launch',
    'flight.approve',
    'conditions.write',
    'flight.command',
    'flight.resolve',
    'alarm.work',
    'review.read',
    'sites.read',
  ],
  safety: [
    'order.read.all',
    'fleet.read',
    'fleet.live',
    'flight.read.all',
    'flight.approve',
    'conditions.write',
    'flight.command',
    'flight.resolve',
    'alarm.work',
    'review.read',
    'sites.read',
    'airspace.publish',
    'audit.read',
  ],
  ops: [
    'order.read.all',
    'stock.read',
    'fleet.read',
    'fleet.live',
    'flight.read.all',
    'conditions.write',
    'review.read',
    'sites.read',
    'audit.read',
  ],
  admin: [
    'fleet.read',
    'fleet.live',
    'fleet.manage',
    'sites.read',
    'sites.manage',
    'airspace.manage',
    'airspace.publish',
    'people.manage',
    'audit.read',
  ],
};

export const permissionsOf = (role: Role): readonly Permission[] => TABLE[role];

export const may = (role: Role, permission: Permission): boolean => TABLE[role].includes(permission);

/** Who does something, for authorisation and for the record. */
export type Actor = {
  readonly personId: string;
  readonly name: string;
  readonly role: Role;
  /** The site a hospital person or issuer belongs to; their view is bound to it. */
  readonly siteId: string | undefined;
  readonly sessionId: string | undefined;
  readonly requestId: string | undefined;
};

/** The service itself: telemetry, timers, start-up. It never acts for a person. */
export const SYSTEM_ACTOR: Actor = {
  personId: 'system',
  name: 'system',
  role: 'ops',
  siteId: undefined,
  sessionId: undefined,
  requestId: undefined,
};
