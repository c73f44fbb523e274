import type { z } from 'zod';
import type { VehicleLog, vehicleLogs } from '../api/contract/vehicle-logs.ts';
import type { VehicleLogRow } from '../store/schema-vehicle-logs.ts';
import type { LogProgress } from './vehicle-log-steps-service.ts';

export type LogList = z.input<typeof vehicleLogs.list.response>;

const CRC_DIGITS = 8;

const stateOf = (row: VehicleLogRow, live: LogProgress | undefined): VehicleLog['state'] => {
  if (row.state !== 'pending') return row.state as VehicleLog['state'];
  return live?.phase ?? 'waiting';
};

/** A log as the pages show it; `here` is what of it is on the disk. */
export const viewLog = (row: VehicleLogRow, live: LogProgress | undefined, here: number): VehicleLog => ({
  id: row.id,
  state: stateOf(row, live),
  reason: row.reason,
  method: row.method as VehicleLog['method'],
  size: live?.size ?? row.source_size,
  received: live?.received ?? here,
  crc32: row.crc32 === null ? null : row.crc32.toString(16).padStart(CRC_DIGITS, '0'),
  fetchedAt: row.fetched_at,
});
