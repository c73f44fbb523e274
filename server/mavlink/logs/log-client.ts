import { ok, refuse, type Result } from '../../core/result.ts';
import { guardedSink, type ByteSink } from '../byte-sink.ts';
import { whileOnGround } from '../on-ground.ts';
import { runProtocol } from '../protocol.ts';
import { YIELDING, type Transactions } from '../transactions.ts';
import type { VehicleContext } from '../vehicle-context.ts';
import { logListMachine, type LogEntryInfo } from './log-list.ts';
import { logReadMachine, type LogReadJob } from './log-read.ts';

type LogOptions = { readonly signal?: AbortSignal };

/**
 * The vehicle's logs by LOG_REQUEST_LIST and LOG_REQUEST_DATA, for vehicles without FTP. One at a time with all other
 * transfers, only on the ground and disarmed; LOG_ERASE is never sent. Fails with `mavlink.not_landed`,
 * `.left_ground`, `.no_answer`, `.cancelled`, `.sink_failed`.
 */
export type VehicleLogs = {
  /** PX4 wants it asked once after its boot before it gives data; one without logs does not answer. */
  list(options?: LogOptions): Promise<Result<readonly LogEntryInfo[]>>;
  /** From `from` (default 0) to the end. What was handed on before a failure is good: go on there. */
  download(
    entry: LogEntryInfo,
    sink: ByteSink,
    options?: LogOptions & { readonly from?: number },
  ): Promise<Result<{ readonly size: number }>>;
};

export const createVehicleLogs = (context: VehicleContext, transactions: Transactions): VehicleLogs => {
  const { port, id: target } = context;
  const list = async (signal: AbortSignal): Promise<Result<readonly LogEntryInfo[]>> => {
    const outcome = await runProtocol(port, logListMachine(target), signal);
    switch (outcome.kind) {
      case 'listed':
        return ok(outcome.entries);
      case 'cancelled':
        return refuse('mavlink.cancelled', 'list of logs: cancelled by us');
      case 'no-answer':
        return refuse('mavlink.no_answer', 'list of logs: expected LOG_ENTRY, got none or not all');
      case 'too-many':
        return refuse('mavlink.file_refused', 'list of logs: expected a possible number, got more');
    }
  };
  const read = async (
    job: LogReadJob,
    sink: ByteSink,
    given: AbortSignal,
  ): Promise<Result<{ size: number }>> => {
    if (job.from > job.to)
      return refuse(
        'mavlink.file_too_large',
        `log ${job.id}: expected ${job.from} bytes or more, got ${job.to}`,
      );
    const { put, signal, failure } = guardedSink(sink, given);
    const outcome = await runProtocol({ ...port, store: put }, logReadMachine(job), signal);
    const failed = failure();
    if (failed !== undefined) return failed;
    if (outcome.kind === 'complete') return ok({ size: job.to });
    return outcome.kind === 'cancelled'
      ? refuse('mavlink.cancelled', `log ${job.id}: cancelled by us at byte ${outcome.at}`)
      : refuse('mavlink.no_answer', `log ${job.id}: no answer after byte ${outcome.at}`);
  };
  return {
    list: ({ signal } = {}) =>
      transactions.run(`${YIELDING}list logs`, () => whileOnGround(context, signal, list)),
    download: ({ id, size }, sink, { from = 0, signal } = {}) =>
      transactions.run(`${YIELDING}download log ${id}`, () =>
        whileOnGround(context, signal, (until) => read({ target, id, from, to: size }, sink, until)),
      ),
  };
};
