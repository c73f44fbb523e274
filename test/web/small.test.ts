import { describe, expect, test } from 'vitest';
import { readAirspaceFile } from '../../web/admin/airspace-file.ts';
import { fromWgs84, shiftM, toWgs84 } from '../../web/admin/datum.ts';
import { touchedBy } from '../../web/shared/touched-by.ts';
import { padWord } from '../../web/shared/pad/pad-word.ts';
import { randomKey } from '../../web/shared/random-key.ts';
import { afterLogin, areasOf } from '../../web/shared/session/areas.ts';
import { permissionsOf, ROLES } from '../../server/core/access.ts';

describe('idempotency key', () => {
  const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  test('is a UUID where the page is not secure and randomUUID is missing', () => {
    const getRandomValues: Crypto['getRandomValues'] = (array) => crypto.getRandomValues(array);
    expect(randomKey({ getRandomValues })).toMatch(UUID_V4);
  });
});

describe('areas of the pages', () => {
  test('each role sees exactly its own', () => {
    expect(Object.fromEntries(ROLES.map((role) => [role, areasOf(permissionsOf(role))]))).toEqual({
      hospital: ['hospital'],
      issuer: ['issue'],
      dispatcher: ['console', 'ops'],
      safety: ['console', 'ops'],
      ops: ['console', 'ops'],
      admin: ['admin'],
    });
  });

  test.each([
    ['/issue/orders/o-1?x=1', '/issue/orders/o-1?x=1'],
    ['/hospital/orders/o-1', '/issue'],
    ['//evil.example/x', '/issue'],
    ['/\\evil.example', '/issue'],
    ['https://evil.example', '/issue'],
    ['/login?next=/', '/issue'],
    [null, '/issue'],
  ])('after log-in, %s leads to %s', (next, to) => {
    expect(afterLogin('issuer', next)).toBe(to);
  });
});

describe('datum of an entry', () => {
  // Pukou People's Hospital: BD-09 of a public record, its WGS-84 by gcoord (domain facts, ± 1 m).
  test('BD-09 becomes WGS-84', () => {
    const [lon, lat] = toWgs84(118.643634, 32.05524, 'BD09') ?? [0, 0];
    expect(lon).toBeCloseTo(118.63203, 4);
    expect(lat).toBeCloseTo(32.05166, 4);
  });

  test('GCJ-02 at Nanjing lies some 540 m off, and comes back within 0.2 m', () => {
    const wgs84 = [118.7813, 32.0877] as const;
    const gcj = fromWgs84(wgs84, 'GCJ02');
    expect(shiftM(gcj, wgs84)).toBeGreaterThan(500);
    expect(shiftM(gcj, wgs84)).toBeLessThan(580);
    const back = toWgs84(gcj[0], gcj[1], 'GCJ02') ?? [0, 0];
    expect(shiftM(back, wgs84)).toBe(0);
  });

  test('WGS-84 stays as it was typed', () => {
    expect(toWgs84(118.1234567, 32.7654321, 'WGS84')).toEqual([118.1234567, 32.7654321]);
  });

  test('what is no position is none', () => {
    expect(toWgs84(181, 32, 'WGS84')).toBeUndefined();
    expect(toWgs84(Number.NaN, 32, 'GCJ02')).toBeUndefined();
  });
});

describe('the word about a pad', () => {
  const by = { personId: 'p-1', name: '王芳', at: 0 };

  test.each([
    [null, 'unknown'],
    [{ clear: true, by, expiresAt: 1000, note: '' }, 'clear'],
    [{ clear: false, by, expiresAt: 1000, note: '' }, 'notClear'],
    [{ clear: true, by, expiresAt: 500, note: '' }, 'expired'],
  ] as const)('%o is %s', (clear, word) => {
    expect(padWord({ clear }, 500)).toBe(word);
  });
});

describe('what a fact makes old', () => {
  test('an order: orders, flights and stock, not the people', () => {
    const touched = touchedBy(['order:o-1']);
    expect(touched.has('orders')).toBe(true);
    expect(touched.has('people')).toBe(false);
  });

  test('a subject that is not known makes everything old', () => {
    expect(touchedBy(['comet:1']).has('people')).toBe(true);
  });
});

describe('airspace file', () => {
  test.each([
    ['{"type":"FeatureCollection","features":[]}', 'good'],
    ['{"type":"Feature"}', 'bad'],
    ['not json', 'bad'],
    ['null', 'bad'],
  ])('%s is %s', (text, kind) => {
    expect(readAirspaceFile(text).kind).toBe(kind);
  });
});
