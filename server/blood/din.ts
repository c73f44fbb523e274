import { ok, refuse, type Result } from '../core/result.ts';

/**
 * ISBT 128 donation identification number: 13 characters (facility 5, year 2, sequence 6), in a barcode behind `=`
 * and followed by two flag characters; at the keyboard followed by a check character (ISO/IEC 7064 mod 37-2 over
 * the 13, flags excluded).
 */
export type DinScan = {
  /** The 13 characters, upper case. */
  readonly din: string;
  /** The two characters after it, as found; they vary by country (a Henan bag carries 55) and are never refused. */
  readonly flags: string | undefined;
  /** True if a check character was there and right; a 13-character entry carries none. */
  readonly checked: boolean;
};

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*';
const MODULUS = 37;
/** The checksum as a flag is the value + 60 (JPAC Annex 2). */
const FLAG_CHECK_BASE = 60;

const DIN_LENGTH = 13;
const DIN_SHAPE = /^[A-Z0-9][0-9]{4}[0-9]{2}[0-9]{6}$/;

const checkValue = (din: string): number => {
  let value = 0;
  for (const char of din) value = ((value + ALPHABET.indexOf(char)) * 2) % MODULUS;
  return (MODULUS + 1 - value) % MODULUS;
};

/** The check character of 13 characters: 0-9, A-Z or *. */
export const checkCharacter = (din: string): string => ALPHABET.charAt(checkValue(din));

/** The check value as the two flag characters 60 to 96. */
export const checkFlags = (din: string): string => String(checkValue(din) + FLAG_CHECK_BASE);

/** Data identifiers of ISBT 128 in front of what is scanned; a keyboard wedge may add the symbology `]C1`. */
const PREFIX = /^(?:\]C[0-9])?(?:[=&][%<>*]?)?/;

const withTail = (din: string, tail: string): Result<DinScan> => {
  if (tail.length === 0) return ok({ din, flags: undefined, checked: false });
  if (tail.length === 1) return withCheck(din, tail);
  const isCheckFlag = /^[0-9]{2}$/.test(tail) && Number(tail) >= FLAG_CHECK_BASE;
  return ok({ din, flags: tail, checked: isCheckFlag && tail === checkFlags(din) });
};

const withCheck = (din: string, given: string): Result<DinScan> =>
  given === checkCharacter(din)
    ? ok({ din, flags: undefined, checked: true })
    : refuse(
        'blood.invalid_din_check',
        `The check character ${given} does not belong to ${din}: a character is wrong, read the label again`,
      );

/**
 * Reads a DIN as scanned (`=G123498654321` with 00 flags) or typed (`G1234 98 654321 H`): 13 characters, with one check
 * character, with two flags, or with both. Failures: `blood.invalid_din`, `blood.invalid_din_check`.
 */
export const parseDin = (raw: string): Result<DinScan> => {
  const text = raw.normalize('NFKC').toUpperCase().replace(/\s|-/g, '').replace(PREFIX, '');
  const din = text.slice(0, DIN_LENGTH);
  const tail = text.slice(DIN_LENGTH);
  if (!DIN_SHAPE.test(din) || !/^[0-9A-Z*]{0,3}$/.test(tail)) {
    return refuse(
      'blood.invalid_din',
      `Expected a donation number (a letter or digit, 12 digits, then a check character or two flags), got ${text.length} characters: ${text.slice(0, 40)}`,
    );
  }
  if (tail.length < 3) return withTail(din, tail);
  // Two flags printed between the number and its check character.
  const checked = withCheck(din, tail.charAt(2));
  return checked.ok ? ok({ ...checked.value, flags: tail.slice(0, 2) }) : checked;
};
