import { z } from 'zod';
import { done, idParams, route } from './common.ts';

export const totpState = z.object({
  /** False where the demo's switch is off. */
  required: z.boolean(),
  enrolled: z.boolean(),
});
export type TotpState = z.infer<typeof totpState>;

const totpEnrolment = z.object({
  /** Base32, for typing. */
  secret: z.string(),
  /** `otpauth://totp/…`. */
  uri: z.string(),
  qrSvg: z.string(),
});
export type TotpEnrolment = z.infer<typeof totpEnrolment>;

export const totp = {
  state: route({
    id: 'totp.state',
    method: 'GET',
    path: '/api/session/totp',
    access: 'signed-in',
    summary: 'Whether one-time codes are asked for, and whether this person has set them up',
    response: totpState,
  }),
  enrol: route({
    id: 'totp.enrol',
    method: 'POST',
    path: '/api/session/totp',
    access: 'signed-in',
    summary: 'Begin to set up one-time codes: the secret is shown this once',
    response: totpEnrolment,
  }),
  confirm: route({
    id: 'totp.confirm',
    method: 'POST',
    path: '/api/session/totp/confirm',
    access: 'signed-in',
    summary: 'Show a code of the new secret: from now on it counts',
    body: z.strictObject({
      code: z
        .string()
        .trim()
        .regex(/^\d{6}$/, 'expected six digits'),
    }),
    response: totpState,
  }),
  reset: route({
    id: 'totp.reset',
    method: 'POST',
    path: '/api/people/:id/totp/reset',
    access: ['people.manage'],
    summary: 'Take away the one-time codes of a person who has lost the authenticator',
    params: idParams,
    response: done,
  }),
} as const;
