import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCharacter, checkFlags, parseDin } from '../../server/blood/din.ts';

const ALPHABET = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const din = fc
  .tuple(fc.constantFrom(...ALPHABET), fc.integer({ min: 0, max: 999_999_999_999 }))
  .map(([first, rest]) => first + String(rest).padStart(12, '0'));

describe('DIN check character (ISO 7064 mod 37-2)', () => {
  it.each([
    ['G123498654321', 'H', '77'],
    ['4103016022038', 'O', '84'],
    ['A999921123456', '3', '63'],
    ['W000007123456', 'D', '73'],
  ])('%s has %s', (number, check, flags) => {
    expect(checkCharacter(number)).toBe(check);
    expect(checkFlags(number)).toBe(flags);
  });

  it('finds every single changed character', () => {
    fc.assert(
      fc.property(din, fc.nat(12), fc.constantFrom(...ALPHABET), (number, at, char) => {
        fc.pre(number[at] !== char);
        const changed = number.slice(0, at) + char + number.slice(at + 1);
        expect(parseDin(changed + checkCharacter(number)).ok).toBe(false);
      }),
    );
  });

  it('finds every swap of two neighbours', () => {
    fc.assert(
      fc.property(din, fc.nat(11), (number, at) => {
        fc.pre(number[at] !== number[at + 1]);
        const swapped = `${number.slice(0, at)}${number[at + 1]}${number[at]}${number.slice(at + 2)}`;
        expect(parseDin(swapped + checkCharacter(number)).ok).toBe(false);
      }),
    );
  });
});

describe('parseDin', () => {
  it.each([
    ['G123498654321', 'G123498654321', undefined, false],
    ['=G12349865432100', 'G123498654321', '00', false],
    ['=G12349865432177', 'G123498654321', '77', true],
    ['g1234 98 654321 h', 'G123498654321', undefined, true],
    ['G1234 98 654321 00 H', 'G123498654321', '00', true],
    // A real bag's flags 55 are no checksum: kept, not refused.
    ['=410301602203855', '4103016022038', '55', false],
    ['=%G12349865432100', 'G123498654321', '00', false],
    [']C1=W00000712345600', 'W000007123456', '00', false],
    ['W000007123456', 'W000007123456', undefined, false],
  ])('%s', (scan, number, flags, checked) => {
    expect(parseDin(scan)).toEqual({ ok: true, value: { din: number, flags, checked } });
  });

  it.each(['', '=', 'G12349865432', 'G12349865432X', '=<E5445000', 'G123498654321HH99', '血袋'])(
    'refuses %s',
    (scan) => {
      expect(parseDin(scan)).toMatchObject({ ok: false, error: { code: 'blood.invalid_din' } });
    },
  );

  it('names the wrong check character', () => {
    expect(parseDin('G123498654321A')).toMatchObject({
      ok: false,
      error: { code: 'blood.invalid_din_check' },
    });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseDin(text)));
  });
});
