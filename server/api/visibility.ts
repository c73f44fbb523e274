import { may, type Actor, type Permission } from '../core/access.ts';
import type { StoredEvent } from '../core/events.ts';
import type { LiveEvent } from './contract/live.ts';

/** Which permission shows facts about a kind of subject; kinds that are not named are shown to nobody. */
const PERMISSION_BY_KIND: Readonly<Record<string, Permission>> = {
  order: 'order.read.all',
  flight: 'flight.read.all',
  unit: 'stock.read',
  vehicle: 'fleet.read',
  alarm: 'fleet.live',
  incident: 'review.read',
  pad: 'sites.read',
  site: 'sites.read',
  airspace: 'sites.read',
  link: 'fleet.manage',
  profile: 'fleet.read',
  person: 'people.manage',
  system: 'audit.read',
};

/** Whether a fact may reach a person: a hospital sees only what is tagged with its site (INV-D8). */
export const mayRead = (actor: Actor, event: StoredEvent): boolean => {
  const kind = event.subject.slice(0, Math.max(0, event.subject.indexOf(':'))) || event.subject;
  if (actor.role === 'hospital') return event.siteId !== undefined && event.siteId === actor.siteId;
  const permission = PERMISSION_BY_KIND[kind];
  return permission !== undefined && may(actor.role, permission);
};

/** A fact as its reader may see it: a hospital does not learn the names of the service's staff. */
export const eventFor = (actor: Actor, event: StoredEvent): LiveEvent => ({
  seq: event.seq,
  at: event.at,
  type: event.type,
  subject: event.subject,
  by: actor.role === 'hospital' ? '' : event.actorName,
  data: event.data,
});
