import { z } from 'zod';
import { droneProfile } from '../../plan/profile.ts';
import { done, id, idParams, lonLat, route, signature, wallTime } from './common.ts';
import { link, linkStatus } from './link.ts';
import { padFields, ROAD_MIN, siteFields } from './site-fields.ts';

export const pad = z.object({
  id,
  siteId: id,
  name: z.string(),
  position: lonLat,
  /** Surface of the pad. */
  elevationAmslM: z.number(),
  /** Pad above the ground at the building's foot: a roof. */
  heightAboveGroundM: z.number(),
  surveyed: z.boolean(),
  /** The last word of the people at the pad, and until when it counts. */
  clear: z.object({ clear: z.boolean(), by: signature, expiresAt: wallTime, note: z.string() }).nullable(),
});

export const site = z.object({
  id,
  role: z.enum(['blood_centre', 'hospital']),
  nameZh: z.string(),
  nameEn: z.string(),
  address: z.string(),
  phone: z.string(),
  position: lonLat,
  accuracyM: z.number(),
  enabled: z.boolean(),
  /** Minutes by road from the blood centre; `roadVerified`: somebody has confirmed it. */
  roadMin: z.number(),
  roadVerified: z.boolean(),
  pads: z.array(pad),
});
export type Site = z.infer<typeof site>;

export const vehicleStates = ['READY', 'OUT_OF_SERVICE'] as const;

export const vehicle = z.object({
  id,
  name: z.string(),
  sysid: z.number().int(),
  compid: z.number().int(),
  link: z.string(),
  /** AUTOPILOT_VERSION.uid2 in hexadecimal, as read at registration. */
  uid: z.string(),
  profileId: id,
  homePadId: id,
  state: z.enum(vehicleStates),
  stateReason: z.string(),
  simulated: z.boolean(),
  /** Where it stands by our record. */
  padId: id.nullable(),
  flightId: id.nullable(),
});
export type Vehicle = z.infer<typeof vehicle>;

export const heard = z.object({
  link: z.string(),
  sysid: z.number().int(),
  compid: z.number().int(),
  autopilot: z.string(),
  type: z.string(),
  firmware: z.string(),
  uid: z.string(),
  lastHeardMsAgo: z.number(),
  registeredAs: id.nullable(),
  /** Links by which it is heard, the preferred one first. */
  paths: z.array(
    z.object({
      link: z.string(),
      place: z.string(),
      /** It is listened and spoken to by this one. */
      active: z.boolean(),
      /** The autopilot has named the same hardware there; until then nothing of it is believed. */
      proven: z.boolean(),
      lastHeardMsAgo: z.number(),
      /** Share of frames lost within the last 5 s; null if too few came. */
      loss: z.number().nullable(),
    }),
  ),
});

const newVehicle = z.strictObject({
  name: z.string().trim().min(1).max(40),
  sysid: z.number().int().min(1).max(250),
  compid: z.number().int().min(1).max(250).default(1),
  link: link.shape.name,
  uid: z.string().regex(/^[0-9a-f]{0,36}$/),
  profileId: id,
  homePadId: id,
  /** No real drone: builds of simulations are let through, and its own profile of parameters counts. */
  simulated: z.boolean().default(false),
});

const vehicleChange = z.strictObject({
  name: newVehicle.shape.name.optional(),
  profileId: id.optional(),
  homePadId: id.optional(),
  padId: id.nullable().optional(),
  state: z.enum(vehicleStates).optional(),
  stateReason: z.string().max(200).optional(),
});

export const fleet = {
  sites: route({
    id: 'fleet.sites',
    method: 'GET',
    path: '/api/sites',
    access: ['sites.read'],
    summary: 'Sites with their pads',
    response: z.object({ sites: z.array(site) }),
  }),
  createSite: route({
    id: 'fleet.createSite',
    method: 'POST',
    path: '/api/sites',
    access: ['sites.manage'],
    summary: 'Add a site (positions are WGS-84)',
    body: z.strictObject({
      id,
      role: z.enum(['blood_centre', 'hospital']),
      ...siteFields,
      roadMin: siteFields.roadMin.default(ROAD_MIN),
      roadVerified: siteFields.roadVerified.default(false),
    }),
    response: site,
    creates: true,
  }),
  changeSite: route({
    id: 'fleet.changeSite',
    method: 'PATCH',
    path: '/api/sites/:id',
    access: ['sites.manage'],
    summary: 'Change a site',
    params: idParams,
    body: z.strictObject(siteFields).partial(),
    response: site,
  }),
  createPad: route({
    id: 'fleet.createPad',
    method: 'POST',
    path: '/api/sites/:id/pads',
    access: ['sites.manage'],
    summary: 'Add a landing pad to a site',
    params: idParams,
    body: z.strictObject(padFields),
    response: pad,
    creates: true,
  }),
  changePad: route({
    id: 'fleet.changePad',
    method: 'PATCH',
    path: '/api/pads/:id',
    access: ['sites.manage'],
    summary: 'Change a landing pad',
    params: idParams,
    body: z.strictObject(padFields).partial(),
    response: pad,
  }),
  padClear: route({
    id: 'fleet.padClear',
    method: 'POST',
    path: '/api/pads/:id/clear',
    access: ['pad.work'],
    summary: 'The people at the pad say that it is clear (counts for 30 minutes), or that it is not',
    params: idParams,
    body: z.strictObject({ clear: z.boolean(), note: z.string().trim().max(200).default('') }),
    response: pad,
  }),
  vehicles: route({
    id: 'fleet.vehicles',
    method: 'GET',
    path: '/api/vehicles',
    access: ['fleet.read'],
    summary: 'Registered drones',
    response: z.object({ vehicles: z.array(vehicle) }),
  }),
  register: route({
    id: 'fleet.register',
    method: 'POST',
    path: '/api/vehicles',
    access: ['fleet.manage'],
    summary: 'Register a drone that is heard on a link',
    body: newVehicle,
    response: vehicle,
    creates: true,
  }),
  changeVehicle: route({
    id: 'fleet.changeVehicle',
    method: 'PATCH',
    path: '/api/vehicles/:id',
    access: ['fleet.manage'],
    summary: 'Change a drone, or take it out of service',
    params: idParams,
    body: vehicleChange,
    response: vehicle,
  }),
  heard: route({
    id: 'fleet.heard',
    method: 'GET',
    path: '/api/vehicles/heard',
    access: ['fleet.manage'],
    summary: 'Autopilots that are heard now, registered or not',
    response: z.object({ heard: z.array(heard) }),
  }),
  links: route({
    id: 'fleet.links',
    method: 'GET',
    path: '/api/links',
    access: ['fleet.manage'],
    summary: 'MAVLink links with their statistics',
    response: z.object({ links: z.array(linkStatus) }),
  }),
  addLink: route({
    id: 'fleet.addLink',
    method: 'POST',
    path: '/api/links',
    access: ['fleet.manage'],
    summary: 'Add a link to drones: UDP, TCP or a serial line',
    body: link,
    response: linkStatus,
    creates: true,
  }),
  removeLink: route({
    id: 'fleet.removeLink',
    method: 'DELETE',
    path: '/api/links/:name',
    access: ['fleet.manage'],
    summary: 'Close a link; refused while a drone in the air has no other one',
    params: z.strictObject({ name: link.shape.name }),
    response: done,
  }),
  profiles: route({
    id: 'fleet.profiles',
    method: 'GET',
    path: '/api/profiles',
    access: ['fleet.read'],
    summary: 'Drone profiles',
    response: z.object({ profiles: z.array(droneProfile) }),
  }),
  saveProfile: route({
    id: 'fleet.saveProfile',
    method: 'PUT',
    path: '/api/profiles/:id',
    access: ['fleet.manage'],
    summary: 'Create or change a drone profile',
    params: idParams,
    body: droneProfile,
    response: droneProfile,
  }),
  airspace: route({
    id: 'fleet.airspace',
    method: 'GET',
    path: '/api/airspace',
    access: ['sites.read'],
    summary: 'The airspace version in use, as GeoJSON (WGS-84)',
    response: z.object({
      version: z.number().int(),
      name: z.string(),
      importedAt: wallTime,
      importedBy: z.string(),
      zones: z.number().int(),
      geojson: z.looseObject({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) }),
    }),
  }),
} as const;
