import { crc32Part } from './crc32.ts';
import type { Param } from './params.ts';

/**
 * Parameters that PX4 1.18 marks `volatile` (its own calibration, counters and hashes): they change by themselves and
 * are not in its hash. The marks are in the parameter metadata, not on the wire.
 */
const VOLATILE =
  /^(CAL_(ACC|GYRO|MAG)\d_[XYZ](OFF|SCALE|ODIAG|COMP)|CAL_BARO\d_OFF|COM_MODE\d_HASH|COM_FLIGHT_UUID|EKF2_MAG_DECL|LND_FLIGHT_T_(HI|LO)|SENS_DPRES_OFF)$/;

const encoder = new TextEncoder();

const valueBytes = ({ type, value }: Param): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4));
  if (type === 'int32') view.setInt32(0, value, true);
  else view.setFloat32(0, value, true);
  return new Uint8Array(view.buffer);
};

/** `_HASH_CHECK` as PX4's param_hash_check() computes it: name and value of each one not volatile, by rising index. */
export const paramHash = (params: Iterable<Param>): number => {
  let crc = 0;
  for (const param of params) {
    if (VOLATILE.test(param.name)) continue;
    crc = crc32Part(valueBytes(param), crc32Part(encoder.encode(param.name), crc));
  }
  return crc;
};
