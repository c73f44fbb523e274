import { systemOneTimeCodes } from '../../../server/ports/one-time-codes.ts';
import type { OneTimeCodes } from '../../../server/core/secrets.ts';
import type { Rng } from '../../../server/core/ports.ts';
import { contract } from '../../../server/api/contract/contract.ts';
import { generateSync } from 'otplib';
import { START_WALL_MS } from '../life.ts';
import { chance, keepDoing, type Person } from './person.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** 20 bytes, as RFC 4226 wants. */
const SECRET_LETTERS = 32;
/** A code that was read off wrongly. */
const WRONG = 0.05;

/** Secrets by seed, and no pictures of them; the rest is as it is in the product. */
export const seededCodes = (rng: Rng): OneTimeCodes => ({
  ...systemOneTimeCodes,
  newSecret: () =>
    Array.from({ length: SECRET_LETTERS }, () => BASE32[Math.floor(rng.unit() * BASE32.length)]).join(''),
  qrOf: () => '',
});

/** The code that an authenticator shows now: its own clock is right, whatever the server's says. */
const codeOf = ({ world }: Person, secret: string): string =>
  generateSync({ secret, epoch: Math.floor((START_WALL_MS + world.timeline.now()) / 1000) });

/** The code to type now: empty where none is asked for, undefined where the next one has to be waited for. */
export type Codes = () => string | undefined;

const STEP_MS = 30_000;

/** Sets one-time codes up, and gives each code once from then on; now and then a wrong one. */
export const playAuthenticator = (person: Person): Codes => {
  const { world, desk, rng } = person;
  let secret: string | undefined;
  let asked: string | undefined;
  if (!world.modes.totp) return () => '';
  keepDoing(person, [500, 2000], async () => {
    if (secret !== undefined) return;
    // The answer to a code that was shown may have been lost.
    const state = await desk.call(contract.totp.state);
    if (state.kind !== 'ok') return;
    if (state.value.enrolled) return void (secret = asked);
    const begun = await desk.call(contract.totp.enrol);
    if (begun.kind !== 'ok') return;
    asked = begun.value.secret;
    world.keepSecret(asked);
    await desk.call(contract.totp.confirm, { body: { code: codeOf(person, asked) } });
  });
  let shown = 0;
  return () => {
    const step = Math.floor((START_WALL_MS + world.timeline.now()) / STEP_MS);
    if (secret === undefined || step === shown) return undefined;
    shown = step;
    return chance(rng, WRONG) ? '000000' : codeOf(person, secret);
  };
};
