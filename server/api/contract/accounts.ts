import { z } from 'zod';
import { PERMISSIONS, ROLES } from '../../core/access.ts';
import { done, id, idParams, route, wallTime } from './common.ts';

export const login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9._-]{1,31}$/, 'expected a log-in name of 2 to 32 characters: a-z, 0-9, . _ -');

/** At least 10 characters: length over composition rules (NIST SP 800-63B 5.1.1). */
export const newPassword = z.string().min(10, 'expected a password of at least 10 characters').max(256);

export const person = z.object({
  id,
  login: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  siteId: id.nullable(),
  active: z.boolean(),
  mustChangePassword: z.boolean(),
  createdAt: wallTime,
});
export type Person = z.infer<typeof person>;

export const me = z.object({
  person,
  permissions: z.array(z.enum(PERMISSIONS)),
  sessionExpiresAt: wallTime,
});
export type Me = z.infer<typeof me>;

const newPerson = z.strictObject({
  login,
  name: z.string().trim().min(1).max(60),
  role: z.enum(ROLES),
  siteId: id.nullable(),
  password: newPassword,
});

const personChange = z.strictObject({
  name: z.string().trim().min(1).max(60).optional(),
  role: z.enum(ROLES).optional(),
  siteId: id.nullable().optional(),
  active: z.boolean().optional(),
  password: newPassword.optional(),
});

export const accounts = {
  logIn: route({
    id: 'accounts.logIn',
    method: 'POST',
    path: '/api/session',
    access: 'public',
    summary: 'Log in; sets the session cookie',
    body: z.strictObject({ login: z.string().min(1).max(64), password: z.string().min(1).max(256) }),
    response: me,
  }),
  logOut: route({
    id: 'accounts.logOut',
    method: 'DELETE',
    path: '/api/session',
    access: 'signed-in',
    summary: 'Log out and end the session',
    response: done,
  }),
  me: route({
    id: 'accounts.me',
    method: 'GET',
    path: '/api/session',
    access: 'signed-in',
    summary: 'Who is logged in, with permissions',
    response: me,
  }),
  changePassword: route({
    id: 'accounts.changePassword',
    method: 'POST',
    path: '/api/session/password',
    access: 'signed-in',
    summary: 'Change the own password; ends all other sessions of this person',
    body: z.strictObject({ current: z.string().min(1).max(256), next: newPassword }),
    response: done,
  }),
  people: route({
    id: 'accounts.people',
    method: 'GET',
    path: '/api/people',
    access: ['people.manage'],
    summary: 'All people',
    response: z.object({ people: z.array(person) }),
  }),
  createPerson: route({
    id: 'accounts.createPerson',
    method: 'POST',
    path: '/api/people',
    access: ['people.manage'],
    summary: 'Create a person',
    body: newPerson,
    response: person,
    creates: true,
  }),
  changePerson: route({
    id: 'accounts.changePerson',
    method: 'PATCH',
    path: '/api/people/:id',
    access: ['people.manage'],
    summary: 'Change name, role, site, password, or (de)activate; ends that person’s sessions',
    params: idParams,
    body: personChange,
    response: person,
  }),
} as const;
