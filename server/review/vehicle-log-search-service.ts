import { ok, type Failure, type Result } from '../core/result.ts';
import type { Vehicle } from '../mavlink/vehicle.ts';
import type { FoundLog } from './vehicle-log-choice.ts';

/** What of a vehicle is needed to fetch its logs. */
export type LogVehicle = Pick<Vehicle, 'files' | 'logs' | 'snapshot'>;

export type LogMethod = 'ftp' | 'log_data';

/** PX4 1.18's name for it on every board, the simulator's, and that of boards before 1.18. */
const ROOTS = ['@MAV_LOG', '/log', '/fs/microsd/log'] as const;
/** PX4 makes a folder a day; older days are looked at no more. */
const MOST_FOLDERS = 7;

const nakOf = ({ details }: Failure): string | undefined => (details as { nak?: string } | undefined)?.nak;

const isNotThere = (failure: Failure): boolean => nakOf(failure) === 'FILE_NOT_FOUND';

/** The vehicle has no FTP, or none that answers. */
const hasNoFtp = (failure: Failure): boolean =>
  failure.code === 'mavlink.no_answer' || nakOf(failure) === 'UNKNOWN_COMMAND';

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

const listBelow = async (
  { files }: LogVehicle,
  root: string,
  signal: AbortSignal,
): Promise<Result<readonly FoundLog[]>> => {
  const top = await files.list(root, { signal });
  if (!top.ok) return top;
  const folders = top.value.filter(({ kind }) => kind === 'directory').sort(byName);
  const found: FoundLog[] = [];
  for (const { name } of folders.slice(-MOST_FOLDERS)) {
    const inside = await files.list(`${root}/${name}`, { signal });
    if (!inside.ok) return inside;
    for (const entry of [...inside.value].sort(byName))
      if (entry.kind === 'file' && entry.name.endsWith('.ulg'))
        found.push({ path: `${root}/${name}/${entry.name}`, size: entry.size });
  }
  return ok(found);
};

const listByFtp = async (vehicle: LogVehicle, signal: AbortSignal): Promise<Result<readonly FoundLog[]>> => {
  for (const root of ROOTS) {
    const found = await listBelow(vehicle, root, signal);
    if (found.ok ? found.value.length > 0 : !isNotThere(found.error)) return found;
  }
  return ok([]);
};

/** LOG_ENTRY has no name: its time and size are one. The number changes when logs come and go. */
const entryPath = ({ timeUtcS, size }: { timeUtcS: number; size: number }): string =>
  `log:${timeUtcS}:${size}`;

const listByLogData = async (
  { logs }: LogVehicle,
  signal: AbortSignal,
): Promise<Result<readonly FoundLog[]>> => {
  const listed = await logs.list({ signal });
  if (!listed.ok) return listed;
  const inOrder = [...listed.value].sort((a, b) => a.timeUtcS - b.timeUtcS || a.id - b.id);
  return ok(inOrder.map((entry) => ({ path: entryPath(entry), size: entry.size })));
};

/** The entry that is that log now; undefined when it is gone. */
export const findEntry = async ({ logs }: LogVehicle, path: string, signal: AbortSignal) => {
  const listed = await logs.list({ signal });
  return listed.ok ? ok(listed.value.find((entry) => entryPath(entry) === path)) : listed;
};

/** All logs of the vehicle, oldest first; by LOG_REQUEST_LIST where there is no FTP. */
export const findLogs = async (
  vehicle: LogVehicle,
  signal: AbortSignal,
): Promise<Result<{ readonly method: LogMethod; readonly logs: readonly FoundLog[] }>> => {
  const byFtp = await listByFtp(vehicle, signal);
  if (byFtp.ok) return ok({ method: 'ftp', logs: byFtp.value });
  if (!hasNoFtp(byFtp.error)) return byFtp;
  const byLogData = await listByLogData(vehicle, signal);
  return byLogData.ok ? ok({ method: 'log_data', logs: byLogData.value }) : byFtp;
};
