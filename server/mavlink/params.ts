import { common } from 'mavlink-mappings';
import { ok, refuse, type Result } from '../core/result.ts';
import { isMessage, messageOf, type MavMessage } from './codec.ts';
import { ParamError } from './extra-messages.ts';
import { runProtocol, type MavId, type ProtocolPort } from './protocol.ts';
import { questionMachine, type QuestionOutcome } from './request.ts';
import { asFloat32, int32FromFloatBits, int32ToFloatBits } from './wire.ts';

/** PX4 has these two; int32 travels as int bits in the float field. */
type ParamType = 'int32' | 'float';
export type Param = { readonly name: string; readonly type: ParamType; readonly value: number };

/** A busy vehicle drops single reads and writes. */
const PARAM_TIMEOUT_MS = 1000;
const PARAM_RESENDS = 4;
const BY_NAME = -1;
const INT32: number = common.MavParamType.INT32;
const REAL32: number = common.MavParamType.REAL32;
const MAX_NAME = 16;

/** PARAM_ERROR as PX4 1.18 sends it. */
const ERROR_NAMES: Readonly<Record<number, string>> = {
  1: 'DOES_NOT_EXIST',
  2: 'VALUE_OUT_OF_RANGE',
  3: 'PERMISSION_DENIED',
  4: 'COMPONENT_NOT_FOUND',
  5: 'READ_ONLY',
  6: 'TYPE_UNSUPPORTED',
  7: 'TYPE_MISMATCH',
  8: 'READ_FAIL',
};

type ValueFields = { readonly paramId: string; readonly paramValue: number; readonly paramType: number };

/** Of a PARAM_VALUE; `mavlink.param_type` for types that PX4 does not have. */
export const paramFrom = (fields: ValueFields): Result<Param> => {
  const name = fields.paramId;
  if (fields.paramType === INT32)
    return ok({ name, type: 'int32', value: int32FromFloatBits(fields.paramValue) });
  if (fields.paramType === REAL32) return ok({ name, type: 'float', value: fields.paramValue });
  return refuse(
    'mavlink.param_type',
    `${name}: expected INT32 or REAL32, got MAV_PARAM_TYPE ${fields.paramType}`,
  );
};

/** The vehicle's word on that parameter, undefined for anything else. */
const wordOn = (name: string, message: MavMessage): Result<Param> | undefined => {
  if (isMessage(message, common.ParamValue) && message.fields.paramId === name)
    return paramFrom(message.fields);
  if (isMessage(message, ParamError) && message.fields.paramId === name) {
    const error = ERROR_NAMES[message.fields.error] ?? String(message.fields.error);
    return refuse('mavlink.param_refused', `${name}: expected a value, got ${error}`, { details: { error } });
  }
  return undefined;
};

const asResult = (name: string, outcome: QuestionOutcome<Result<Param>>): Result<Param> => {
  if (outcome.kind === 'answered') return outcome.answer;
  if (outcome.kind === 'cancelled') return refuse('mavlink.cancelled', `${name}: cancelled by us`);
  return refuse('mavlink.no_answer', `${name}: expected a value, got none to ${outcome.sent} sent`);
};

const badName = (name: string): boolean => name.length === 0 || name.length > MAX_NAME;

/** Fails with `mavlink.param_refused`, `mavlink.param_type`, `mavlink.no_answer`. */
export const readParam = async (
  port: ProtocolPort,
  target: MavId,
  name: string,
  signal?: AbortSignal,
): Promise<Result<Param>> => {
  if (badName(name))
    return refuse('mavlink.param_refused', `expected a name of 1 to 16 letters, got ${name}`);
  const ask = messageOf(common.ParamRequestRead, {
    targetSystem: target.sysid,
    targetComponent: target.compid,
    paramId: name,
    paramIndex: BY_NAME,
  });
  const question = {
    ask,
    timeoutMs: PARAM_TIMEOUT_MS,
    resends: PARAM_RESENDS,
    answer: (message: MavMessage) => wordOn(name, message),
  };
  return asResult(name, await runProtocol(port, questionMachine(question), signal));
};

/** For sentences and proofs: `NAV_DLL_ACT = 2`. */
export const paramText = ({ name, value }: Param): string => `${name} = ${value}`;

/** The same type and the same bits on the wire. */
export const sameValue = (a: Param, b: Param): boolean =>
  a.type === b.type &&
  (a.type === 'int32' ? a.value === b.value : Object.is(asFloat32(a.value), asFloat32(b.value)));

const checkWanted = ({ name, type, value }: Param): Result<undefined> => {
  const fits =
    type === 'int32' ? Number.isInteger(value) && Math.abs(value) < 2 ** 31 : Number.isFinite(value);
  return fits
    ? ok(undefined)
    : refuse('mavlink.param_value', `${name}: expected a finite ${type}, got ${value}`);
};

/**
 * Writes and waits until the vehicle says the same value back; a different one means that the write got lost or was
 * cut, so it is written again. Fails also with `mavlink.param_value` (not that type) and `mavlink.param_differs`.
 */
export const writeParam = async (
  port: ProtocolPort,
  target: MavId,
  wanted: Param,
  signal?: AbortSignal,
): Promise<Result<Param>> => {
  const fits = checkWanted(wanted);
  if (!fits.ok) return fits;
  let said: Param | undefined;
  const question = {
    ask: messageOf(common.ParamSet, {
      targetSystem: target.sysid,
      targetComponent: target.compid,
      paramId: wanted.name,
      paramType: wanted.type === 'int32' ? INT32 : REAL32,
      paramValue: wanted.type === 'int32' ? int32ToFloatBits(wanted.value) : wanted.value,
    }),
    timeoutMs: PARAM_TIMEOUT_MS,
    resends: PARAM_RESENDS,
    answer: (message: MavMessage) => {
      const word = wordOn(wanted.name, message);
      if (word?.ok !== true) return word;
      said = word.value;
      return sameValue(word.value, wanted) ? word : undefined;
    },
  };
  const outcome = await runProtocol(port, questionMachine(question), signal);
  if (outcome.kind === 'no-answer' && said !== undefined)
    return refuse('mavlink.param_differs', `${wanted.name}: expected ${wanted.value}, got ${said.value}`);
  return asResult(wanted.name, outcome);
};
