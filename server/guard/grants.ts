import type { FrameIntent, FrameKind, Ms, Target } from './frame-intent.ts';

type Approval = { readonly person: string; readonly at: Ms };

type Common = {
  /** Of the row that was committed. */
  readonly id: string;
  readonly target: Target;
  /** Ownership under which it was given; void as soon as the vehicle's epoch is another one. */
  readonly epoch: number;
  /** The frame has to leave before. */
  readonly expiresAt: Ms;
};

/** Leave to send what is neither a question nor towards safety: of one vehicle, for a short time. */
export type Grant = Common &
  (
    | {
        /** One arming frame and, once the vehicle is heard armed, one frame that starts the mission. */
        readonly kind: 'arm';
      }
    /** Going on with the mission of a vehicle that is armed; one frame. */
    | { readonly kind: 'resume' }
    /** Writing plans to a vehicle that is armed or unheard of, and setting its current item. */
    | { readonly kind: 'reroute' }
    | {
        /** One frame of a command that moves a vehicle in flight. */
        readonly kind: 'fly';
        readonly command: number;
      }
    | {
        /** One frame of a command that only two people together may send. */
        readonly kind: 'two-person';
        readonly command: number;
        /** param1 of that command: disarm by force and arm by force are not the same. */
        readonly param1: number;
        readonly first: Approval;
        readonly second: Approval;
      }
    | {
        /** Writing this value to one parameter, as often as it takes until the vehicle repeats it. */
        readonly kind: 'param';
        readonly name: string;
        readonly value: number;
      }
    /** Giving the vehicle a signing key, or taking it away, as often as it takes until it shows. */
    | { readonly kind: 'key' }
  );

/** Longest life of a grant, ms: longer ones are a mistake of the giver and void from the start. */
export const MAX_LIFE_MS: Readonly<Record<Grant['kind'], Ms>> = {
  arm: 10_000,
  resume: 5000,
  reroute: 90_000,
  fly: 5000,
  'two-person': 10_000,
  param: 60_000,
  key: 30_000,
};
/** The second of two people agrees within that time of the first (INV-S7). */
const SECOND_WITHIN_MS = 120_000;

const lifeFlaw = ({ kind, expiresAt }: Grant, now: Ms): string | undefined => {
  const life = expiresAt - now;
  // Negated, so that NaN passes nowhere.
  // By the same sum as the giver's: now + 30,000 - now may be more than 30,000 by a rounding.
  return expiresAt > now && expiresAt <= now + MAX_LIFE_MS[kind]
    ? undefined
    : `expected a life of up to ${MAX_LIFE_MS[kind]} ms, got ${life}`;
};

/** What makes a grant void from the start. */
export const grantFlaw = (grant: Grant, now: Ms): string | undefined => {
  const flaw = lifeFlaw(grant, now);
  if (flaw !== undefined || grant.kind !== 'two-person') return flaw;
  const { first, second } = grant;
  if (first.person === '' || second.person === '' || first.person === second.person)
    return 'expected two people, got one';
  const apart = second.at - first.at;
  return apart >= 0 && apart <= SECOND_WITHIN_MS && second.at <= now
    ? undefined
    : `expected the second within ${SECOND_WITHIN_MS} ms of the first, got ${apart}`;
};

const KINDS: Readonly<Record<Grant['kind'], readonly FrameKind[]>> = {
  arm: ['arm'],
  resume: ['start'],
  reroute: ['plan'],
  fly: ['move'],
  'two-person': ['pair', 'reboot'],
  param: ['param'],
  key: ['key'],
};

/** PX4 keeps 32 bits. */
const same = (granted: number, value = NaN): boolean => Math.fround(granted) === Math.fround(value);

/** Does that grant carry this frame? */
export const carries = (grant: Grant, { kind, command, value, name }: FrameIntent): boolean => {
  if (!KINDS[grant.kind].includes(kind)) return false;
  if (grant.kind === 'fly') return grant.command === command;
  if (grant.kind === 'two-person') return grant.command === command && same(grant.param1, value);
  return grant.kind !== 'param' || (grant.name === name && same(grant.value, value));
};

/** Plans, parameters and keys are sent again until the vehicle has them. All others are spent by one frame. */
export const isSpentByOne = ({ kind }: Grant): boolean =>
  kind !== 'reroute' && kind !== 'param' && kind !== 'key';
