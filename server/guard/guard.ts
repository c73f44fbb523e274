/**
 * The last look at every frame before it leaves (SPEC.md). It reads the bytes themselves, by its own offsets, and this
 * folder imports nothing: whatever is wrong elsewhere, it is not wrong in the same way here. It lets pass or refuses; it
 * never changes a frame, sends one, or waits.
 *
 * What may leave beyond questions and commands towards safety is told by grants. A grant is given by the flight stage
 * after its row was committed.
 */
import { intentOf, readWire, wordOf } from './frame-intent.ts';
import type { FrameIntent, FrameKind, Ms, Target } from './frame-intent.ts';
import { carries, grantFlaw, isSpentByOne, type Grant } from './grants.ts';

export type GuardVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** Of SPEC.md. */
      readonly rule: string;
      readonly sentence: string;
      /** For whom it was; 0.0 = not known. */
      readonly target: Target;
      /** Of the frame that was kept back. */
      readonly kind?: FrameKind;
    };

/** From the arming frame to the frame that starts the mission: both steps fit before PX4 disarms by itself. */
const START_WITHIN_MS = 10_000;
/** What the vehicle said of itself is believed that long. */
const HEARD_GOOD_MS = 5000;
/** No fleet is larger; forged ids must not fill the memory. */
const MAX_VEHICLES = 256;
/** Good at one time of one vehicle: more than any baseline has parameters. */
const MAX_GRANTS = 64;
/** Ids of grants that are remembered; each is void after its life anyway. */
const MAX_GIVEN = 1000;

type Heard = { readonly value: boolean; readonly at: Ms };

type Vehicle = {
  armed: Heard | undefined;
  onGround: Heard | undefined;
  /** Of its commander; undefined until the verdict on it is in the record (INV-S11). */
  epoch: number | undefined;
  /** The highest that it ever had. */
  lowest: number;
  /** The mission may be started until then, once; set by an arming frame. */
  startUntil: Ms;
  readonly grants: Map<string, Grant>;
};

const newVehicle = (): Vehicle => ({
  armed: undefined,
  onGround: undefined,
  epoch: undefined,
  lowest: -Infinity,
  startUntil: -Infinity,
  grants: new Map(),
});

const PASS: GuardVerdict = { ok: true };
const keyOf = ({ sysid, compid }: Target): string => `${sysid}.${compid}`;

const refused = (rule: string, target: Target, sentence: string): GuardVerdict => ({
  ok: false,
  rule,
  sentence: `${keyOf(target)}: ${sentence}`,
  target,
});

const fresh = (heard: Heard | undefined, now: Ms): boolean | undefined =>
  heard !== undefined && now - heard.at < HEARD_GOOD_MS ? heard.value : undefined;

type Need = { readonly is: 'armed' | 'disarmed' | 'on the ground'; readonly rule: string };

/** What the vehicle must have said of itself a moment ago. */
const NEEDS: Readonly<Partial<Record<FrameKind, Need>>> = {
  arm: { is: 'disarmed', rule: 'GD1' },
  start: { is: 'armed', rule: 'GD3' },
  param: { is: 'disarmed', rule: 'GD6' },
  key: { is: 'disarmed', rule: 'GD6' },
  disarm: { is: 'on the ground', rule: 'GD7' },
  reboot: { is: 'disarmed', rule: 'GD7' },
  'ground-ask': { is: 'disarmed', rule: 'GD8' },
};

const isMet = ({ is }: Need, { armed, onGround }: Vehicle, now: Ms): boolean =>
  is === 'on the ground' ? fresh(onGround, now) === true : fresh(armed, now) === (is === 'armed');

/** No grant is needed for these. */
const FREE: readonly FrameKind[] = ['ask', 'ground-ask', 'safe', 'disarm'];

/** The guard of one station. Every time is the caller's monotonic clock. */
export class Guard {
  readonly #vehicles = new Map<string, Vehicle>();
  readonly #given: string[] = [];

  /** A frame of a vehicle that was found genuine. */
  heard(frame: Uint8Array, now: Ms): void {
    const wire = readWire(frame);
    const word = wire && wordOf(wire);
    if (word === undefined) return;
    const said = { value: word.value, at: now };
    if (word.kind === 'armed') {
      const vehicle = this.#meet(word.from);
      if (vehicle !== undefined) vehicle.armed = said;
      return;
    }
    const known = this.#vehicles.get(keyOf(word.from));
    if (known !== undefined) known.onGround = said;
  }

  /** The vehicle's verdict is in the record and its commander has this epoch; a lower one than before is refused. */
  command(target: Target, epoch: number): GuardVerdict {
    const vehicle = this.#meet(target);
    if (vehicle === undefined) return refused('GD10', target, 'a vehicle too many');
    if (!(epoch >= vehicle.lowest))
      return refused('GD4', target, `expected an epoch of at least ${vehicle.lowest}, got ${epoch}`);
    if (vehicle.epoch !== epoch) this.#void(vehicle);
    vehicle.epoch = epoch;
    vehicle.lowest = epoch;
    return PASS;
  }

  /** Nobody commands it: a foreign mission, a person has to look, another holder. */
  quarantine(target: Target): void {
    const vehicle = this.#vehicles.get(keyOf(target));
    if (vehicle === undefined) return;
    vehicle.epoch = undefined;
    this.#void(vehicle);
  }

  /** After its row was committed, never before. One id is granted once. */
  grant(grant: Grant, now: Ms): GuardVerdict {
    const { id, target } = grant;
    const vehicle = this.#vehicles.get(keyOf(target));
    if (vehicle?.epoch !== grant.epoch)
      return refused('GD4', target, `grant ${id}: expected epoch ${vehicle?.epoch}, got ${grant.epoch}`);
    const flaw = grantFlaw(grant, now);
    if (flaw !== undefined) return refused('GD5', target, `grant ${id}: ${flaw}`);
    if (this.#given.includes(id))
      return refused('GD2', target, `grant ${id}: expected a new one, it was given before`);
    for (const [old, { expiresAt }] of vehicle.grants) if (expiresAt <= now) vehicle.grants.delete(old);
    if (vehicle.grants.size >= MAX_GRANTS) return refused('GD10', target, `grant ${id}: one too many`);
    vehicle.grants.set(id, grant);
    this.#given.push(id);
    if (this.#given.length > MAX_GIVEN) this.#given.shift();
    return PASS;
  }

  revoke(target: Target, id: string): void {
    this.#vehicles.get(keyOf(target))?.grants.delete(id);
  }

  /** May this frame leave? To be asked once, right before the socket: a grant is spent by the asking. */
  judge(frame: Uint8Array, now: Ms): GuardVerdict {
    const wire = readWire(frame);
    if (wire === undefined) return refused('GD9', { sysid: 0, compid: 0 }, 'expected a MAVLink 2 frame');
    const intent = intentOf(wire);
    const vehicle = this.#vehicles.get(keyOf(intent.target)) ?? newVehicle();
    const verdict = this.#judgeNeed(vehicle, intent, now);
    return verdict.ok ? verdict : { ...verdict, kind: intent.kind };
  }

  #judgeNeed(vehicle: Vehicle, intent: FrameIntent, now: Ms): GuardVerdict {
    const need = NEEDS[intent.kind];
    if (need !== undefined && !isMet(need, vehicle, now))
      return refused(need.rule, intent.target, `${intent.what}: expected it heard ${need.is}`);
    return this.#judgeKind(vehicle, intent, now);
  }

  #judgeKind(vehicle: Vehicle, intent: FrameIntent, now: Ms): GuardVerdict {
    const { kind, what, target } = intent;
    if (kind === 'never') return refused('GD9', target, `${what}: expected something known`);
    if (FREE.includes(kind)) return PASS;
    if (kind === 'plan') return this.#judgePlan(vehicle, intent, now);
    if (kind === 'arm') return this.#judgeArm(vehicle, intent, now);
    const follows = now < vehicle.startUntil;
    if (kind === 'authorise' && !follows)
      return refused('GD13', target, `${what}: expected an arming frame of ours a moment ago`);
    if (kind === 'authorise') return PASS;
    if (kind !== 'start' || !follows) return this.#byGrant(vehicle, intent, now);
    // Once by the grant of its arming frame; after that by one of its own.
    vehicle.startUntil = -Infinity;
    return PASS;
  }

  /** Plans are written to a vehicle that is heard disarmed; to any other one by a re-route only (INV-S6). */
  #judgePlan(vehicle: Vehicle, intent: FrameIntent, now: Ms): GuardVerdict {
    const isFree = vehicle.epoch !== undefined && fresh(vehicle.armed, now) === false;
    return isFree ? PASS : this.#byGrant(vehicle, intent, now);
  }

  #judgeArm(vehicle: Vehicle, intent: FrameIntent, now: Ms): GuardVerdict {
    const verdict = this.#byGrant(vehicle, intent, now);
    if (verdict.ok) vehicle.startUntil = now + START_WITHIN_MS;
    return verdict;
  }

  #byGrant(vehicle: Vehicle, intent: FrameIntent, now: Ms): GuardVerdict {
    if (vehicle.epoch === undefined)
      return refused('GD4', intent.target, `${intent.what}: expected a commander, it has none yet`);
    for (const [id, grant] of vehicle.grants) {
      if (grant.expiresAt <= now || !carries(grant, intent)) continue;
      if (isSpentByOne(grant)) vehicle.grants.delete(id);
      return PASS;
    }
    return refused('GD1', intent.target, `${intent.what}: expected a grant for it that is good now`);
  }

  #void(vehicle: Vehicle): void {
    vehicle.startUntil = -Infinity;
    vehicle.grants.clear();
  }

  /** Makes room for a commander, by forgetting a vehicle that never had one. */
  #meet(target: Target): Vehicle | undefined {
    const key = keyOf(target);
    const known = this.#vehicles.get(key);
    if (known !== undefined) return known;
    if (this.#vehicles.size >= MAX_VEHICLES) {
      const stranger = [...this.#vehicles].find(([, { lowest }]) => lowest === -Infinity)?.[0];
      if (stranger === undefined) return undefined;
      this.#vehicles.delete(stranger);
    }
    const vehicle = newVehicle();
    this.#vehicles.set(key, vehicle);
    return vehicle;
  }
}
