import { ok, refuse, type Result } from '../core/result.ts';
import { paramHash } from './param-hash.ts';
import { paramSetMachine, type ParamSet, type ParamSetOutcome } from './param-set.ts';
import { paramText, readParam, sameValue, writeParam, type Param } from './params.ts';
import { runProtocol } from './protocol.ts';
import { createProofBook, type TwoPersonProof } from './two-person.ts';
import type { VehicleContext } from './vehicle-context.ts';
import { whileDisarmed } from './while-disarmed.ts';
import { int32FromFloatBits, int32ToFloatBits } from './wire.ts';

/** Why a write may leave: its very value is one of a profile, or two people want it (INV-S7). */
export type WritePermit =
  | { readonly kind: 'profile'; readonly params: readonly Param[] }
  | { readonly kind: 'two-person'; readonly proof: TwoPersonProof };

export type ReadParamSet = ParamSet & {
  /** Our own checksum over these values is the vehicle's: nothing got lost or was mixed up. */
  readonly hashEqual: boolean;
  /** Not read this time: the vehicle says that nothing has changed since. */
  readonly isCached: boolean;
};

/** The parameters of one vehicle. */
export type ParamStore = {
  /** See `readParam`. */
  read(name: string): Promise<Result<Param>>;
  /**
   * The whole set; read again only if the vehicle's checksum has changed, or it has started anew. Fails with
   * `mavlink.no_answer`, `mavlink.param_incomplete` (details.got, .count), `mavlink.param_restless`, `mavlink.cancelled`.
   */
  readAll(): Promise<Result<ReadParamSet>>;
  /** See `writeParam`; also `mavlink.armed` (INV-S6), `mavlink.param_permit`, `mavlink.two_person`. */
  write(wanted: Param, permit: WritePermit): Promise<Result<Param>>;
  /** After a reboot nothing that was read holds. */
  forget(): void;
};

/** A checksum that happens to have the bits of a signalling NaN comes out of the float field as a quiet one. */
const throughFloat = (hash: number): number => int32FromFloatBits(int32ToFloatBits(hash | 0)) >>> 0;

const asResult = (outcome: ParamSetOutcome, known: ReadParamSet | undefined): Result<ReadParamSet> => {
  switch (outcome.kind) {
    case 'read': {
      const { set } = outcome;
      const hashEqual = set.hash === throughFloat(paramHash(set.params.values()));
      return ok({ ...set, hashEqual, isCached: false });
    }
    case 'unchanged':
      return known === undefined
        ? refuse('mavlink.cancelled', 'parameters: forgotten while they were asked for')
        : ok({ ...known, isCached: true });
    case 'no-answer':
      return refuse('mavlink.no_answer', 'parameters: expected a list, got none');
    case 'incomplete':
      return refuse(
        'mavlink.param_incomplete',
        `parameters: expected ${outcome.count}, got ${outcome.got} before it fell silent`,
        { details: { got: outcome.got, count: outcome.count } },
      );
    case 'restless':
      return refuse('mavlink.param_restless', 'parameters: expected them to hold still, they changed thrice');
    case 'cancelled':
      return refuse('mavlink.cancelled', 'parameters: cancelled by us');
  }
};

export const createParamStore = (context: VehicleContext): ParamStore => {
  const proofs = createProofBook();
  let known: ReadParamSet | undefined;
  let running: Promise<Result<ReadParamSet>> | undefined;
  const readAll = async (): Promise<Result<ReadParamSet>> => {
    const before = known;
    // A set that does not add up is not trusted a second time.
    const knownHash = before?.hashEqual === true ? before.hash : undefined;
    const job = { target: context.id, knownHash };
    const outcome = await runProtocol(context.port, paramSetMachine(job), context.signal);
    const result = asResult(outcome, before);
    // A reboot in between has put `known` away.
    if (result.ok && known === before) known = result.value;
    return result;
  };
  const mayWrite = (wanted: Param, permit: WritePermit): Result<undefined> => {
    const { heartbeat, connected } = context.snapshot();
    if (heartbeat.armed || !connected)
      return refuse(
        'mavlink.armed',
        `${wanted.name}: expected a disarmed vehicle for a write, it is ${connected ? 'armed' : 'not heard'}`,
      );
    if (permit.kind === 'two-person')
      return proofs.spend(permit.proof, paramText(wanted), context.clock.mono());
    return permit.params.some((row) => row.name === wanted.name && sameValue(row, wanted))
      ? ok(undefined)
      : refuse('mavlink.param_permit', `${paramText(wanted)}: expected a value of the profile, it is none`);
  };
  return {
    read: (name) => readParam(context.port, context.id, name, context.signal),
    readAll: () => {
      running ??= readAll().finally(() => {
        running = undefined;
      });
      return running;
    },
    write: async (wanted, permit) => {
      const may = mayWrite(wanted, permit);
      if (!may.ok) {
        context.log('warn', `not sent: ${may.error.message}`, { code: may.error.code });
        return may;
      }
      return whileDisarmed(context, wanted.name, (signal) =>
        writeParam(context.port, context.id, wanted, AbortSignal.any([signal, context.signal])),
      );
    },
    forget: () => {
      known = undefined;
    },
  };
};
