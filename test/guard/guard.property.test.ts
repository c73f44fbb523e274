import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Guard } from '../../server/guard/guard.ts';
import { ARM, bytesOf, grantOf, heartbeat, mode, PLAN, START, TARGET, toTarget } from './frames.ts';
import { messageOf } from '../../server/mavlink/codec.ts';
import { common } from 'mavlink-mappings';

const SEED = 20_261_123;
const RUNS = 2000;
const FRAMES = {
  arm: ARM,
  start: START,
  plan: PLAN,
  hold: mode('AUTO.LOITER'),
  param: bytesOf(messageOf(common.ParamSet, { ...toTarget, paramId: 'A', paramValue: 1, paramType: 9 })),
};
type Frame = keyof typeof FRAMES;
const KINDS = ['arm', 'resume', 'reroute'] as const;
type Kind = (typeof KINDS)[number];

type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'heard'; readonly armed: boolean }
  | { readonly do: 'command'; readonly epoch: number }
  | { readonly do: 'quarantine' }
  | {
      readonly do: 'grant';
      readonly kind: Kind;
      readonly id: string;
      readonly epoch: number;
      readonly lifeMs: number;
    }
  | { readonly do: 'revoke'; readonly id: string }
  | { readonly do: 'judge'; readonly frame: Frame };

const epoch = fc.integer({ min: 1, max: 4 });
const id = fc.constantFrom(...'a b c d e f g h i j k l m n o p'.split(' '));
const kindOf = <K extends Step['do']>(kind: K) => ({ do: fc.constant(kind) });
const judge = (frame: Frame): Step => ({ do: 'judge', frame });
const noise: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ ...kindOf('wait'), ms: fc.constantFrom(1, 900, 4999, 5000, 10_000) }),
  fc.record({ ...kindOf('heard'), armed: fc.boolean() }),
  fc.record({ ...kindOf('command'), epoch }),
  fc.record(kindOf('quarantine')),
  fc.record({
    ...kindOf('grant'),
    kind: fc.constantFrom(...KINDS),
    id,
    epoch,
    lifeMs: fc.constantFrom(0, 1, 1000, 5000, 10_000, 10_001),
  }),
  fc.record({ ...kindOf('revoke'), id }),
  fc.constantFrom(...(Object.keys(FRAMES) as Frame[])).map(judge),
);
/** What a launch does, and then a resume. */
const launch = fc
  .record({ epoch, arming: id, going: id })
  .map((pick): Step[] => [
    { do: 'command', epoch: pick.epoch },
    { do: 'heard', armed: false },
    judge('plan'),
    { do: 'grant', kind: 'arm', id: pick.arming, epoch: pick.epoch, lifeMs: 1000 },
    judge('arm'),
    { do: 'heard', armed: true },
    judge('start'),
    { do: 'grant', kind: 'resume', id: pick.going, epoch: pick.epoch, lifeMs: 1000 },
    judge('start'),
  ]);
/** Launches out of which steps are lost, and between which other things happen. */
const steps = fc
  .array(fc.tuple(launch, fc.array(noise, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 8 })), {
    maxLength: 5,
  })
  .map((acts) =>
    acts.flatMap(([plan, extra, places]) => {
      const act = plan.filter((_step, i) => !places.slice(0, 2).includes(i));
      for (const [i, step] of extra.entries()) act.splice((places[i] ?? i) % (act.length + 1), 0, step);
      return act;
    }),
  );

const LONGEST: Readonly<Record<Kind, number>> = { arm: 10_000, resume: 5000, reroute: 90_000 };

/** The rules once more, told as a history: every question is answered by looking back over what has happened. */
class History {
  now = 0;
  readonly past: (Step & { readonly at: number; readonly ok: boolean })[] = [];

  #last(is: (step: History['past'][number]) => boolean): number {
    return this.past.findLastIndex(is);
  }

  get #epochSetAt(): number {
    const set = this.#last((step) => step.do === 'command' && step.ok);
    const lost = this.#last((step) => step.do === 'quarantine');
    return lost > set ? -1 : set;
  }

  get epoch(): number | undefined {
    const step = this.past[this.#epochSetAt];
    return step?.do === 'command' ? step.epoch : undefined;
  }

  /** Since when the same epoch holds without interruption. */
  get #reignBegan(): number {
    let began = this.#epochSetAt;
    for (let i = began; i >= 0; i--) {
      const step = this.past[i];
      if (step?.do === 'quarantine' || (step?.do === 'command' && step.ok && step.epoch !== this.epoch))
        break;
      if (step?.do === 'command' && step.ok) began = i;
    }
    return began;
  }

  armed(): boolean | undefined {
    const step = this.past.findLast(({ do: what }) => what === 'heard');
    return step?.do === 'heard' && this.now - step.at < 5000 ? step.armed : undefined;
  }

  /** Indices of grants of that kind that are good now; one-frame ones are used up in the order in which they came. */
  #good(kind: Kind): number[] {
    const alive = (at: number) => (step: History['past'][number], i: number) =>
      step.do === 'grant' &&
      step.ok &&
      step.kind === kind &&
      i > this.#reignBegan &&
      step.at + step.lifeMs > at;
    const revoked = (grantId: string, from: number, to: number): boolean =>
      this.past.slice(from, to).some((step) => step.do === 'revoke' && step.id === grantId);
    const used = new Set<number>();
    const open = (at: number, before: number): number[] =>
      this.past.flatMap((step, i) =>
        i < before &&
        alive(at)(step, i) &&
        !used.has(i) &&
        step.do === 'grant' &&
        !revoked(step.id, i, before)
          ? [i]
          : [],
      );
    if (kind !== 'reroute')
      for (const [i, step] of this.past.entries())
        if (step.do === 'judge' && step.ok && this.#takes(kind, i)) {
          const [first] = open(step.at, i);
          if (first !== undefined) used.add(first);
        }
    return open(this.now, this.past.length);
  }

  /** Did the frame that passed at that index use a grant of that kind? */
  #takes(kind: Kind, index: number): boolean {
    const step = this.past[index];
    if (step?.do !== 'judge') return false;
    if (kind === 'arm') return step.frame === 'arm';
    return step.frame === 'start' && !this.#follows(index, step.at);
  }

  /** Is it the first start within 10 s of an arming frame, in the same reign? */
  #follows(index: number, at: number): boolean {
    const before = this.past.slice(0, index);
    const armedAt = before.findLastIndex((step) => step.do === 'judge' && step.ok && step.frame === 'arm');
    const arming = before[armedAt];
    if (arming === undefined || at - arming.at >= 10_000) return false;
    let held: number | undefined;
    for (const step of before.slice(0, armedAt)) if (step.do === 'command' && step.ok) held = step.epoch;
    return !before
      .slice(armedAt)
      .some(
        (step) =>
          (step.do === 'judge' && step.ok && step.frame === 'start') ||
          step.do === 'quarantine' ||
          (step.do === 'command' && step.ok && step.epoch !== held),
      );
  }

  expected(step: Step): boolean {
    switch (step.do) {
      case 'command':
        return this.past.every((old) => old.do !== 'command' || !old.ok || old.epoch <= step.epoch);
      case 'grant':
        return (
          step.epoch === this.epoch &&
          step.lifeMs > 0 &&
          step.lifeMs <= LONGEST[step.kind] &&
          !this.past.some((old) => old.do === 'grant' && old.ok && old.id === step.id)
        );
      case 'judge':
        return this.#mayLeave(step.frame);
      case 'wait':
      case 'heard':
      case 'quarantine':
      case 'revoke':
        return true;
      default:
        return step satisfies never;
    }
  }

  #mayLeave(frame: Frame): boolean {
    if (frame === 'hold') return true;
    if (this.epoch === undefined || frame === 'param') return false;
    if (frame === 'arm') return this.armed() === false && this.#good('arm').length > 0;
    if (frame === 'plan') return this.armed() === false || this.#good('reroute').length > 0;
    return (
      this.armed() === true && (this.#follows(this.past.length, this.now) || this.#good('resume').length > 0)
    );
  }
}

const run = (guard: Guard, step: Step, now: number): boolean => {
  switch (step.do) {
    case 'heard':
      guard.heard(heartbeat(step.armed), now);
      return true;
    case 'command':
      return guard.command(TARGET, step.epoch).ok;
    case 'quarantine':
      guard.quarantine(TARGET);
      return true;
    case 'grant':
      return guard.grant(
        grantOf({ kind: step.kind, id: step.id, epoch: step.epoch, expiresAt: now + step.lifeMs }, now),
        now,
      ).ok;
    case 'revoke':
      guard.revoke(TARGET, step.id);
      return true;
    case 'judge':
      return guard.judge(FRAMES[step.frame], now).ok;
    case 'wait':
      return true;
    default:
      return step satisfies never;
  }
};

test(`[GD14] as the history allows, whatever the order (seed ${SEED})`, () => {
  let armings = 0;
  fc.assert(
    fc.property(steps, (story) => {
      const guard = new Guard();
      const history = new History();
      for (const step of story) {
        if (step.do === 'wait') history.now += step.ms;
        const expected = history.expected(step);
        const ok = run(guard, step, history.now);
        expect({ step, ok, at: history.now }).toEqual({ step, ok: expected, at: history.now });
        history.past.push({ ...step, ok, at: history.now });
      }
      const count = (is: (step: Step & { ok: boolean }) => boolean): number => history.past.filter(is).length;
      const armed = count((step) => step.do === 'judge' && step.frame === 'arm' && step.ok);
      armings += armed;
      expect(armed).toBeLessThanOrEqual(
        count((step) => step.do === 'grant' && step.kind === 'arm' && step.ok),
      );
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // The stories do reach what they are about.
  expect(armings).toBeGreaterThan(RUNS / 20);
});
