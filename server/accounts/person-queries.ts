import type { Person } from '../api/contract/accounts.ts';
import type { Role } from '../core/access.ts';
import type { PersonRow } from '../store/schema.ts';

/** A person as administrators and the person see it: without the password's hash. */
export const personView = (row: PersonRow): Person => ({
  id: row.id,
  login: row.login,
  name: row.name,
  role: row.role as Role,
  siteId: row.site_id,
  active: row.active === 1,
  mustChangePassword: row.must_change_password === 1,
  createdAt: row.created_at,
});

/** Rights and passwords count from the next log-in on, so the sessions of before end; a new name needs none. */
export const needsNewSession = (row: PersonRow, next: PersonRow): boolean =>
  row.role !== next.role ||
  row.site_id !== next.site_id ||
  row.active !== next.active ||
  row.password_hash !== next.password_hash;
