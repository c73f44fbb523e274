import { common } from 'mavlink-mappings';
import { isMessage } from '../../server/mavlink/codec.ts';
import { ParamError } from '../../server/mavlink/extra-messages.ts';
import {
  fromWire,
  hashOf,
  PARAM_TYPE,
  toWire,
  typeOf,
  type Parameter,
  type Parameters,
} from './parameters.ts';
import type { VehicleService } from './service.ts';
import type { Autopilot } from './state.ts';
import { int32ToFloatBits } from '../../server/mavlink/wire.ts';

/** Name of the pseudo parameter with which PX4 opens a list. */
const HASH = '_HASH_CHECK';
const NO_INDEX = 65_535;
/** PX4 sends about a thousand parameters a second: this many in a tick. */
const PER_TICK = 20;

const sendValue = (ap: Autopilot, parameter: Parameter): void =>
  ap.send(common.ParamValue, {
    paramId: parameter.name,
    paramValue: toWire(parameter),
    paramType: typeOf(parameter),
    paramCount: ap.parameters.list.length,
    paramIndex: ap.parameters.indexOf(parameter.name),
  });

const sendHash = (ap: Autopilot): void =>
  ap.send(common.ParamValue, {
    paramId: HASH,
    paramValue: int32ToFloatBits(hashOf(ap.parameters) | 0),
    paramType: PARAM_TYPE.UINT32,
    paramCount: ap.parameters.list.length,
    paramIndex: NO_INDEX,
  });

const readOne = (parameters: Parameters, id: string, index: number): Parameter | undefined =>
  index >= 0 ? parameters.list[index] : parameters.find(id);

/** MAV_PARAM_ERROR: no such name or index; the checksum; a type that PX4 has not; another one than the parameter's. */
const ERROR = { DOES_NOT_EXIST: 1, READ_ONLY: 5, TYPE_UNSUPPORTED: 6, TYPE_MISMATCH: 7 } as const;

const TYPES: readonly number[] = [PARAM_TYPE.INT32, PARAM_TYPE.REAL32];

const sendError = (ap: Autopilot, { paramId, paramIndex }: Asked, error: number): void =>
  ap.send(ParamError, { paramId, paramIndex, error });

type Asked = { readonly paramId: string; readonly paramIndex: number };
type Target = { readonly targetSystem: number; readonly targetComponent: number };
const isForUs = (ap: Autopilot, target: Target): boolean =>
  target.targetSystem === ap.sysid && (target.targetComponent === ap.compid || target.targetComponent === 0);

/**
 * The parameter protocol. A wrong name, index or type is answered by PARAM_ERROR. Values are not checked for their
 * range, as PX4 does not.
 */
export const createParameterServer = (): VehicleService => {
  let next: number | undefined;
  const set = (ap: Autopilot, id: string, value: number, type: number): void => {
    const asked = { paramId: id, paramIndex: -1 };
    if (id === HASH) {
      next = undefined;
      return sendError(ap, asked, ERROR.READ_ONLY);
    }
    const parameter = ap.parameters.find(id);
    if (parameter !== undefined && !TYPES.includes(type)) return sendError(ap, asked, ERROR.TYPE_UNSUPPORTED);
    if (parameter === undefined) return sendError(ap, asked, ERROR.DOES_NOT_EXIST);
    if (typeOf(parameter) !== type) return sendError(ap, asked, ERROR.TYPE_MISMATCH);
    parameter.value = fromWire(parameter, value);
    sendValue(ap, parameter);
  };
  const read = (ap: Autopilot, id: string, index: number): void => {
    if (index < 0 && id === HASH) return sendHash(ap);
    const parameter = readOne(ap.parameters, id, index);
    if (parameter !== undefined) sendValue(ap, parameter);
    else sendError(ap, { paramId: id, paramIndex: index }, ERROR.DOES_NOT_EXIST);
  };
  return {
    handle: (ap, message) => {
      if (isMessage(message, common.ParamRequestList)) {
        if (!isForUs(ap, message.fields)) return true;
        if (next === undefined) sendHash(ap);
        next = 0;
        return true;
      }
      if (isMessage(message, common.ParamRequestRead)) {
        if (isForUs(ap, message.fields)) read(ap, message.fields.paramId, message.fields.paramIndex);
        return true;
      }
      if (!isMessage(message, common.ParamSet)) return false;
      const { paramId, paramValue, paramType } = message.fields;
      if (isForUs(ap, message.fields)) set(ap, paramId, paramValue, paramType);
      return true;
    },
    run: (ap) => {
      for (let sent = 0; next !== undefined && sent < PER_TICK; sent++) {
        const parameter: Parameter | undefined = ap.parameters.list[next];
        if (parameter === undefined) next = undefined;
        else {
          sendValue(ap, parameter);
          next++;
        }
      }
    },
  };
};
