import { z } from 'zod';
import { done, id, idParams, reason, route, wallTime } from './common.ts';
import { link } from './link.ts';

/**
 * - `unsigned`: no key is set; what it says is believed as it comes;
 * - `foreign`: no key is set here, and it signs with one: it will not listen to us;
 * - `unproven`: a key is set, and lately nothing showed that the drone has it;
 * - `signed`: its frames are signed with its key, now;
 * - `refused`: a key is set, and what is heard is unsigned, wrongly signed or old.
 */
export const SIGNING_STATES = ['unsigned', 'foreign', 'unproven', 'signed', 'refused'] as const;
export type SigningState = (typeof SIGNING_STATES)[number];

export const SIGNING_REFUSALS = [
  'unsigned',
  'bad-signature',
  'former-key',
  'replayed',
  'old-stamp',
  'too-many-streams',
] as const;

/** A key is known by 8 hexadecimal digits of a hash; the key itself is in no answer. */
const keyId = z.string().regex(/^[0-9a-f]{8}$/);

export const vehicleSigning = z.object({
  vehicleId: id,
  name: z.string(),
  state: z.enum(SIGNING_STATES),
  /** Why its frames are refused; null unless `refused`. */
  reason: z.enum(SIGNING_REFUSALS).nullable(),
  /** The key that it was proven to have. */
  keyId: keyId.nullable(),
  /** A key that was sent and not proven yet. */
  pendingKeyId: keyId.nullable(),
  formerKeyIds: z.array(keyId),
  /** What its frames show: a key of ours, `none` = unsigned; null = nothing was heard. */
  aboard: z.union([keyId, z.literal('none')]).nullable(),
  /** Since the start of the service. */
  verified: z.number().int(),
  refused: z.record(z.enum(SIGNING_REFUSALS), z.number().int()),
  /** A key is being changed now. */
  busy: z.boolean(),
  provenAt: wallTime.nullable(),
});
export type VehicleSigning = z.infer<typeof vehicleSigning>;

/** How the machine's clock looks from the stamps that were sent before; `ahead` is not believed. */
export const signingClock = z.object({
  verdict: z.enum(['good', 'behind', 'ahead']),
  /** Stamps minus wall clock, milliseconds. */
  skewMs: z.number().int(),
});

export const signing = {
  list: route({
    id: 'signing.list',
    method: 'GET',
    path: '/api/signing',
    access: ['fleet.read'],
    summary: 'MAVLink signing of each registered drone, and of our clock',
    response: z.object({
      clock: signingClock,
      /** SETUP_SIGNING that came to us: nobody has a reason to send us one. */
      strayKeys: z.number().int(),
      trustedLinks: z.array(link.shape.name),
      vehicles: z.array(vehicleSigning),
    }),
  }),
  giveKey: route({
    id: 'signing.giveKey',
    method: 'POST',
    path: '/api/vehicles/:id/signing/key',
    access: ['fleet.manage'],
    summary:
      'Give a drone a signing key, or another one: over a trusted link, disarmed and on the ground; answers when it is proven',
    params: idParams,
    body: z.strictObject({ reason }),
    response: vehicleSigning,
    creates: true,
  }),
  takeKey: route({
    id: 'signing.takeKey',
    method: 'POST',
    path: '/api/vehicles/:id/signing/removal',
    access: ['fleet.manage'],
    summary:
      'Take a drone’s signing key away, under the same conditions; `forget`: only here, of a drone out of service that lost it',
    params: idParams,
    body: z.strictObject({ reason, forget: z.boolean().default(false) }),
    response: vehicleSigning,
    creates: true,
  }),
  recallKey: route({
    id: 'signing.recallKey',
    method: 'POST',
    path: '/api/vehicles/:id/signing/recall',
    access: ['fleet.manage'],
    summary: 'Believe again in a former key that the drone shows, so that it can be given another one',
    params: idParams,
    body: z.strictObject({ reason }),
    response: vehicleSigning,
    creates: true,
  }),
  trustLink: route({
    id: 'signing.trustLink',
    method: 'POST',
    path: '/api/links/:name/trust',
    access: ['fleet.manage'],
    summary: 'Say whether nobody else can listen on a link: keys are sent over such a link only',
    params: z.strictObject({ name: link.shape.name }),
    body: z.strictObject({ trusted: z.boolean(), reason }),
    response: done,
  }),
} as const;
