import { describe, expect, it } from 'vitest';
import { may, PERMISSIONS, permissionsOf, ROLES } from '../../server/core/access.ts';

describe('access', () => {
  it('gives every permission to somebody', () => {
    const unused = PERMISSIONS.filter((permission) => !ROLES.some((role) => may(role, permission)));
    expect(unused).toEqual([]);
  });

  it('lets only dispatchers launch, and nobody launch who packs, signs or administers', () => {
    expect(ROLES.filter((role) => may(role, 'flight.launch'))).toEqual(['dispatcher']);
    expect(ROLES.filter((role) => may(role, 'people.manage'))).toEqual(['admin']);
  });

  it('never shows a hospital anything but its own', () => {
    const broad = permissionsOf('hospital').filter(
      (permission) => permission.endsWith('.all') || permission.startsWith('fleet.'),
    );
    expect(broad).toEqual([]);
  });
});
