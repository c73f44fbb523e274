import { go, stay, type Transition } from '../../server/core/machine.ts';
import type { PlanKind } from '../../server/core/mission.ts';
import type { Quirks } from './quirks.ts';
import { checkItem, crcWithItem, MAX_ITEMS, readBack, RESULT, type WireItem } from './plan-item.ts';

/**
 * The vehicle's side of the mission protocol, after PX4's mavlink_mission.cpp.
 *
 * idle ── COUNT ──> receiving ── last item ──> idle (plan replaced at once)
 * idle ── REQUEST_LIST ──> sending ── ACK ──> idle
 * receiving, sending ── 5 s of silence ──> idle ("Mission sync timeout", no ACK)
 */
export type Partner = { readonly sysid: number; readonly compid: number };

type Plan = {
  readonly items: readonly WireItem[];
  /** CRC32 of the content, 0 = none. */ readonly id: number;
};

type Session =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'receiving';
      readonly plan: PlanKind;
      readonly count: number;
      readonly items: readonly WireItem[];
      readonly crc: number;
      readonly heardMs: number;
      readonly sentMs: number;
    }
  | {
      readonly kind: 'sending';
      readonly plan: PlanKind;
      /** Next item that may be asked for. */
      readonly next: number;
      readonly heardMs: number;
      readonly sentMs: number;
    };

export type TransferState = {
  readonly plans: Readonly<Record<PlanKind, Plan>>;
  readonly session: Session;
  readonly partner: Partner;
  /** What a repeated last item is answered with when its ACK was lost. */
  readonly last: { readonly plan: PlanKind; readonly seq: number; readonly crc: number };
  readonly quirks: TransferQuirks;
};

type TransferQuirks = Pick<Quirks, 'keepsIdenticalPlan' | 'tellsBusy' | 'retryMs' | 'giveUpMs'>;

export type PlanMessage =
  | { readonly name: 'count'; readonly plan: PlanKind; readonly count: number }
  | { readonly name: 'item'; readonly plan: PlanKind; readonly seq: number; readonly item: WireItem }
  | { readonly name: 'request'; readonly plan: PlanKind; readonly seq: number }
  | { readonly name: 'requestList'; readonly plan: PlanKind }
  | { readonly name: 'ack'; readonly plan: PlanKind; readonly result: number }
  | { readonly name: 'clear'; readonly plan: PlanKind | 'all' }
  | { readonly name: 'setCurrent'; readonly seq: number };

export type PlanReply =
  | { readonly name: 'ack'; readonly plan: PlanKind; readonly result: number; readonly id: number }
  | { readonly name: 'request'; readonly plan: PlanKind; readonly seq: number }
  | { readonly name: 'count'; readonly plan: PlanKind; readonly count: number; readonly id: number }
  | { readonly name: 'item'; readonly plan: PlanKind; readonly seq: number; readonly item: WireItem };

export type TransferInput =
  | {
      readonly kind: 'message';
      readonly from: Partner;
      readonly message: PlanMessage;
      readonly nowMs: number;
      /** The mission's current item: it alone is marked on download. */
      readonly current: number;
    }
  | { readonly kind: 'time'; readonly nowMs: number };

type TransferEffect =
  | { readonly kind: 'send'; readonly to: Partner; readonly reply: PlanReply }
  | { readonly kind: 'text'; readonly text: string }
  /** A plan with other content is in force; `current` is the item marked so, −1 if none. */
  | { readonly kind: 'replaced'; readonly plan: PlanKind; readonly current: number }
  | { readonly kind: 'setCurrent'; readonly seq: number };

type Step = Transition<TransferState, TransferEffect>;
type Receiving = Extract<Session, { kind: 'receiving' }>;
type Sending = Extract<Session, { kind: 'sending' }>;
type Heard = { readonly from: Partner; readonly nowMs: number; readonly current: number };

const NONE: Plan = { items: [], id: 0 };

export const emptyTransfer = (quirks: TransferQuirks): TransferState => ({
  plans: { mission: NONE, fence: NONE, rally: NONE },
  session: { kind: 'idle' },
  partner: { sysid: 0, compid: 0 },
  last: { plan: 'mission', seq: -1, crc: 0 },
  quirks,
});

const same = (a: Partner, b: Partner): boolean => a.sysid === b.sysid && a.compid === b.compid;
const send = (to: Partner, reply: PlanReply): TransferEffect => ({ kind: 'send', to, reply });
const say = (text: string): TransferEffect => ({ kind: 'text', text });
const ack = (to: Partner, plan: PlanKind, result: number, id = 0): TransferEffect =>
  send(to, { name: 'ack', plan, result, id });
const idle = (state: TransferState): TransferState => ({ ...state, session: { kind: 'idle' } });

const withPlan = (state: TransferState, kind: PlanKind, plan: Plan): TransferState => ({
  ...state,
  plans: { ...state.plans, [kind]: plan },
});

/** ERROR to who comes in between, or nothing. */
const busy = (state: TransferState, to: Partner, plan: PlanKind, ...texts: TransferEffect[]): Step =>
  state.quirks.tellsBusy ? go(state, ...texts, ack(to, plan, RESULT.ERROR)) : go(state, ...texts);

const onCount = (state: TransferState, heard: Heard, plan: PlanKind, count: number): Step => {
  const { session } = state;
  const { from, nowMs } = heard;
  if (session.kind === 'sending') return busy(state, from, session.plan, say('WPM: IGN MISSION_COUNT: Busy'));
  if (session.kind === 'receiving') {
    if (!same(from, state.partner)) return busy(state, from, session.plan);
    if (session.items.length > 0) return busy(state, from, session.plan, say('WPM: REJ. CMD: Busy'));
    const again: Session = { ...session, heardMs: nowMs, sentMs: nowMs };
    return go({ ...state, session: again }, send(from, { name: 'request', plan: session.plan, seq: 0 }));
  }
  const taken: TransferState = { ...state, partner: from };
  if (count > MAX_ITEMS[plan]) return go(taken, ack(from, plan, RESULT.NO_SPACE));
  if (count === 0)
    return go(
      withPlan(taken, plan, NONE),
      { kind: 'replaced', plan, current: 0 },
      ack(from, plan, RESULT.ACCEPTED),
    );
  return go(
    {
      ...taken,
      session: { kind: 'receiving', plan, count, items: [], crc: 0, heardMs: nowMs, sentMs: nowMs },
    },
    send(from, { name: 'request', plan, seq: 0 }),
  );
};

const complete = (state: TransferState, session: Receiving): Step => {
  const { plan, items, crc } = session;
  const done: TransferState = { ...idle(state), last: { plan, seq: items.length - 1, crc } };
  const accepted = ack(state.partner, plan, RESULT.ACCEPTED, crc);
  if (crc === state.plans[plan].id && state.quirks.keepsIdenticalPlan) return go(done, accepted);
  const current = items.findLastIndex((item) => item.current !== 0);
  return go(withPlan(done, plan, { items, id: crc }), { kind: 'replaced', plan, current }, accepted);
};

const takeItem = (state: TransferState, session: Receiving, item: WireItem, nowMs: number): Step => {
  const result = checkItem(session.plan, item);
  if (result !== RESULT.ACCEPTED)
    return go(idle(state), say('IGN MISSION_ITEM: Invalid item'), ack(state.partner, session.plan, result));
  const next: Receiving = {
    ...session,
    items: [...session.items, item],
    crc: crcWithItem(item, session.crc),
    heardMs: nowMs,
    sentMs: nowMs,
  };
  if (next.items.length === next.count) return complete(state, next);
  return go(
    { ...state, session: next },
    send(state.partner, { name: 'request', plan: next.plan, seq: next.items.length }),
  );
};

type ItemMessage = Extract<PlanMessage, { name: 'item' }>;

const onItem = (state: TransferState, heard: Heard, message: ItemMessage): Step => {
  const { session, partner, last } = state;
  if (!same(heard.from, partner)) return go(state, say('REJ. MIS ITEM: partner id mismatch'));
  if (session.kind === 'sending')
    return go(state, say('IGN MISSION_ITEM: Busy'), ack(partner, session.plan, RESULT.ERROR));
  if (session.kind === 'idle') {
    if (last.seq === message.seq && last.plan === message.plan)
      return go(state, ack(partner, last.plan, RESULT.ACCEPTED, last.crc));
    return go(state, say('IGN MISSION_ITEM: No transfer'), ack(partner, message.plan, RESULT.ERROR));
  }
  if (message.plan !== session.plan) return go(state, ack(partner, session.plan, RESULT.ERROR));
  if (message.seq !== session.items.length)
    return stay({ ...state, session: { ...session, heardMs: heard.nowMs } });
  return takeItem(state, session, message.item, heard.nowMs);
};

const onRequestList = (state: TransferState, heard: Heard, plan: PlanKind): Step => {
  const { session } = state;
  const done = session.kind === 'sending' && session.next === state.plans[session.plan].items.length;
  const mayStart =
    session.kind === 'idle' ||
    done ||
    (session.kind === 'sending' && session.plan === plan && same(heard.from, state.partner));
  if (!mayStart) return go(state, say('Mission download request ignored, already active'));
  const { items, id } = state.plans[plan];
  return go(
    {
      ...state,
      partner: heard.from,
      session: { kind: 'sending', plan, next: 0, heardMs: heard.nowMs, sentMs: heard.nowMs },
    },
    send(heard.from, { name: 'count', plan, count: items.length, id }),
  );
};

const serve = (state: TransferState, session: Sending, seq: number, heard: Heard): Step => {
  const { items } = state.plans[session.plan];
  const item = seq === session.next || seq === session.next - 1 ? items[seq] : undefined;
  if (item === undefined)
    return go(
      idle(state),
      ack(state.partner, session.plan, RESULT.ERROR),
      say('WPM: REJ. CMD: Req. WP was unexpected'),
    );
  const current = session.plan === 'mission' && seq === heard.current ? 1 : 0;
  return go(
    { ...state, session: { ...session, next: seq + 1, heardMs: heard.nowMs, sentMs: heard.nowMs } },
    send(state.partner, { name: 'item', plan: session.plan, seq, item: { ...readBack(item), current } }),
  );
};

const onRequest = (state: TransferState, heard: Heard, plan: PlanKind, seq: number): Step => {
  const { session } = state;
  if (!same(heard.from, state.partner)) return go(state, say('WPM: REJ. CMD: partner id mismatch'));
  if (session.kind === 'receiving') return go(state, say('WPM: REJ. CMD: Busy'));
  if (session.kind === 'idle' || session.plan !== plan) return stay(state);
  return serve(state, session, seq, heard);
};

const onAck = (state: TransferState, heard: Heard, plan: PlanKind, result: number): Step => {
  const { session } = state;
  if (!same(heard.from, state.partner)) return go(state, say('REJ. WP CMD: partner id mismatch'));
  if (session.kind === 'sending' && session.plan === plan) return stay(idle(state));
  if (session.kind === 'receiving' && result === RESULT.OPERATION_CANCELLED) return stay(idle(state));
  return stay(state);
};

const onClear = (state: TransferState, from: Partner, plan: PlanKind | 'all'): Step => {
  if (state.session.kind !== 'idle') return go(state, say('WPM: IGN CLEAR CMD: Busy'));
  const kinds: readonly PlanKind[] = plan === 'all' ? ['mission', 'fence', 'rally'] : [plan];
  let next = state;
  for (const kind of kinds) next = withPlan(next, kind, NONE);
  return go(
    next,
    ...kinds.map((kind): TransferEffect => ({ kind: 'replaced', plan: kind, current: 0 })),
    ack(from, plan === 'all' ? 'mission' : plan, RESULT.ACCEPTED),
  );
};

const onTime = (state: TransferState, nowMs: number): Step => {
  const { session, partner } = state;
  if (session.kind === 'idle') return stay(state);
  if (nowMs - session.heardMs > state.quirks.giveUpMs) return go(idle(state), say('Mission sync timeout'));
  if (nowMs - session.sentMs <= state.quirks.retryMs) return stay(state);
  const again: TransferState = { ...state, session: { ...session, sentMs: nowMs } };
  if (session.kind === 'receiving')
    return go(again, send(partner, { name: 'request', plan: session.plan, seq: session.items.length }));
  if (session.next > 0) return stay(state);
  const { items, id } = state.plans[session.plan];
  return go(again, send(partner, { name: 'count', plan: session.plan, count: items.length, id }));
};

/** One step of the mission protocol. Pure. */
export const stepTransfer = (state: TransferState, input: TransferInput): Step => {
  if (input.kind === 'time') return onTime(state, input.nowMs);
  const { message, from } = input;
  switch (message.name) {
    case 'count':
      return onCount(state, input, message.plan, message.count);
    case 'item':
      return onItem(state, input, message);
    case 'requestList':
      return onRequestList(state, input, message.plan);
    case 'request':
      return onRequest(state, input, message.plan, message.seq);
    case 'ack':
      return onAck(state, input, message.plan, message.result);
    case 'clear':
      return onClear(state, from, message.plan);
    case 'setCurrent':
      if (state.session.kind !== 'idle') return go(state, say('WPM: IGN WP CURR CMD: Busy'));
      return message.seq < state.plans.mission.items.length
        ? go(state, { kind: 'setCurrent', seq: message.seq })
        : go(state, say('WPM: WP CURR CMD: Not in list'));
  }
};
