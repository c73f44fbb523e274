import type { MonoMs } from '../core/clock.ts';
import { stay, type Transition } from '../core/machine.ts';
import { changes, findAll, isUp, type Change, type Found, type Settled } from './contingency-find.ts';
import { CONTINGENCY_TABLE } from './contingency-table.ts';
import type {
  ContingencyAction,
  ContingencyId,
  ContingencyLook,
  ContingencyRow,
  ModeAction,
  Params,
  Px4Does,
} from './contingency-types.ts';

/** Why nothing will be done at the end of the countdown. */
export type Withheld = 'vehicle_acts' | 'as_safe_already' | 'not_heard' | 'external_control' | 'other_acts';

export type Proposal = {
  readonly no: number;
  readonly id: ContingencyId;
  readonly params: Params;
  readonly openedAt: MonoMs;
  /** The recommended one first. */
  readonly actions: readonly ContingencyAction[];
  /** What happens if nobody decides; undefined = nothing. */
  readonly safeDefault: { readonly action: ContingencyAction; readonly dueAt: MonoMs } | undefined;
  readonly withheld: Withheld | undefined;
  readonly px4Does: Px4Does;
};

export type Contingency = {
  readonly found: readonly Found[];
  readonly proposal: Proposal | undefined;
  readonly proposals: number;
};

export type ContingencyInput =
  | { readonly kind: 'looked'; readonly look: ContingencyLook }
  | { readonly kind: 'chosen'; readonly no: number; readonly action: ContingencyAction }
  | { readonly kind: 'dismissed'; readonly no: number }
  /** What was commanded did not reach the drone: it is proposed anew. */
  | { readonly kind: 'failed'; readonly id: ContingencyId };

export type Ended = 'cleared' | 'superseded' | 'chosen' | 'dismissed' | 'defaulted';

export type ContingencyEffect =
  | Change
  | { readonly kind: 'proposed'; readonly proposal: Proposal }
  | { readonly kind: 'withheld'; readonly proposal: Proposal; readonly why: Withheld }
  | { readonly kind: 'ended'; readonly proposal: Proposal; readonly how: Ended }
  | { readonly kind: 'execute'; readonly proposal: Proposal; readonly action: ContingencyAction };

type Next = Transition<Contingency, ContingencyEffect>;

export const newContingency = (): Contingency => ({ found: [], proposal: undefined, proposals: 0 });

const ROWS = new Map(CONTINGENCY_TABLE.map((row, rank) => [row.id, { row, rank }]));

export const rowOf = (id: ContingencyId): ContingencyRow => {
  const found = ROWS.get(id);
  if (found === undefined) throw new Error(`no contingency ${id}`);
  return found.row;
};

const rankOf = (id: ContingencyId): number => ROWS.get(id)?.rank ?? Infinity;

/** The safer one is stronger: a landing is not turned into a return, nor a return into a hold. */
const STRENGTH: Readonly<Record<ModeAction, number>> = { continue: 0, hold: 1, return: 2, land: 3 };
const FLOWN: Readonly<Record<string, number>> = {
  'AUTO.LOITER': 1,
  'AUTO.RTL': 2,
  'AUTO.LAND': 3,
  'AUTO.PRECLAND': 3,
  '4.20': 3,
};

/** What keeps a default from being commanded: PX4's failsafes are never fought, and nobody's hold is undone. */
const withheldBy = (look: ContingencyLook, action: ModeAction): Withheld | undefined => {
  const heartbeat = look.facts.heartbeat?.value;
  if (!look.heard) return 'not_heard';
  if (look.state === 'EXTERNAL_CONTROL') return 'external_control';
  if (heartbeat?.status === 'CRITICAL') return 'vehicle_acts';
  const flown = FLOWN[heartbeat?.mode ?? ''] ?? 0;
  return flown >= STRENGTH[action] ? 'as_safe_already' : undefined;
};

const settle = (found: readonly Found[], id: ContingencyId, settled: Settled | undefined): Found[] =>
  found.map((each) => (each.id === id ? { ...each, settled } : each));

/** A worse condition has been acted upon and is still there: one acts at a time. */
const otherActs = (all: readonly Found[], id: ContingencyId): boolean =>
  all.some((each) => each.settled === 'acted' && rankOf(each.id) < rankOf(id));

/** The default as the row has it now, from the moment on at which the proposal was opened. */
const proposalOf = (all: readonly Found[], found: Found, look: ContingencyLook, no: number): Proposal => {
  const row = rowOf(found.id);
  const wanted = row.safeDefault(look);
  const dueAt = wanted && ((look.now + wanted.afterS * 1000) as MonoMs);
  return {
    no,
    id: found.id,
    params: found.params,
    openedAt: look.now,
    actions: row.actions(look),
    safeDefault: wanted && dueAt !== undefined ? { action: wanted.action, dueAt } : undefined,
    withheld: wanted && (otherActs(all, found.id) ? 'other_acts' : withheldBy(look, wanted.action)),
    px4Does: row.px4Does(look),
  };
};

/** The worst that counts and is not settled. */
const candidate = ({ found }: Contingency): Found | undefined =>
  found.find(({ raisedAt, settled }) => raisedAt !== undefined && settled === undefined);

const withoutStale = (state: Contingency): Next => {
  const { proposal, found } = state;
  if (proposal === undefined || isUp(found, proposal.id)) return stay(state);
  return { state: { ...state, proposal: undefined }, effects: [{ kind: 'ended', proposal, how: 'cleared' }] };
};

const withWorst = (state: Contingency, look: ContingencyLook): Next => {
  const { proposal } = state;
  const worst = candidate(state);
  if (worst === undefined) return stay(state);
  if (proposal !== undefined && rankOf(proposal.id) <= rankOf(worst.id)) return stay(state);
  const next = proposalOf(state.found, worst, look, state.proposals + 1);
  const superseded: ContingencyEffect[] =
    proposal === undefined ? [] : [{ kind: 'ended', proposal, how: 'superseded' }];
  return {
    state: { ...state, proposal: next, proposals: next.no },
    effects: [...superseded, { kind: 'proposed', proposal: next }],
  };
};

/** Figures of now; the deadline stands. A default that comes to make sense later gets its whole time. */
const refreshed = (proposal: Proposal, all: readonly Found[], look: ContingencyLook): Proposal => {
  const found = all.find(({ id }) => id === proposal.id);
  if (found === undefined) return proposal;
  const fresh = proposalOf(all, found, look, proposal.no);
  const [was, is] = [proposal.safeDefault, fresh.safeDefault];
  const same = is !== undefined && was?.action === is.action;
  const safeDefault = same ? { ...is, dueAt: Math.min(is.dueAt, was.dueAt) as MonoMs } : is;
  return { ...fresh, openedAt: proposal.openedAt, safeDefault };
};

const withDefault = (state: Contingency, look: ContingencyLook): Next => {
  if (state.proposal === undefined) return stay(state);
  const proposal = refreshed(state.proposal, state.found, look);
  const { safeDefault, withheld } = proposal;
  const effects: ContingencyEffect[] =
    withheld !== undefined && withheld !== state.proposal.withheld
      ? [{ kind: 'withheld', proposal, why: withheld }]
      : [];
  if (safeDefault === undefined || look.now < safeDefault.dueAt || withheld !== undefined)
    return { state: { ...state, proposal }, effects };
  return {
    state: { ...state, proposal: undefined, found: settle(state.found, proposal.id, 'acted') },
    effects: [
      ...effects,
      { kind: 'ended', proposal, how: 'defaulted' },
      { kind: 'execute', proposal, action: safeDefault.action },
    ],
  };
};

const looked = (before: Contingency, look: ContingencyLook): Next => {
  const found = findAll(before.found, look);
  const effects: ContingencyEffect[] = changes(before.found, found);
  let state: Contingency = { ...before, found };
  for (const step of [withoutStale, withWorst, withDefault]) {
    const next = step(state, look);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
};

const decided = (state: Contingency, proposal: Proposal, action: ContingencyAction | undefined): Next => {
  const acts = action !== undefined && action !== 'continue';
  return {
    state: {
      ...state,
      proposal: undefined,
      found: settle(state.found, proposal.id, acts ? 'acted' : 'dismissed'),
    },
    effects: [
      { kind: 'ended', proposal, how: action === undefined ? 'dismissed' : 'chosen' },
      ...(acts ? [{ kind: 'execute', proposal, action } as const] : []),
    ],
  };
};

/** One flight in the air: what is wrong, the one proposal about it, and what happens if nobody decides. */
export const stepContingency = (state: Contingency, input: ContingencyInput): Next => {
  if (input.kind === 'looked') return looked(state, input.look);
  if (input.kind === 'failed') return stay({ ...state, found: settle(state.found, input.id, undefined) });
  const { proposal } = state;
  if (proposal === undefined || proposal.no !== input.no) return stay(state);
  if (input.kind === 'dismissed') return decided(state, proposal, undefined);
  return proposal.actions.includes(input.action) ? decided(state, proposal, input.action) : stay(state);
};
