import { common } from 'mavlink-mappings';
import { ok, refuse, type Result } from '../core/result.ts';
import { isMessage } from './codec.ts';
import { commandMachine, type CommandOutcome, type CommandRequest } from './command.ts';
import { resultName } from './names.ts';
import { runProtocol, type MavId, type ProtocolPort } from './protocol.ts';

/** The vehicle's ACCEPTED: it will try. What happened is told by telemetry only. */
export type CommandAccepted = { readonly resultParam2: number };

export type CommandSender = {
  /**
   * Fails with `mavlink.command_rejected` (details.result), `mavlink.command_unknown` (a one-shot without answer),
   * `mavlink.no_answer`, `mavlink.command_busy` (a one-shot while the same command is in flight) or
   * `mavlink.cancelled`.
   */
  send(request: CommandRequest, signal?: AbortSignal): Promise<Result<CommandAccepted>>;
  close(): void;
};

const asResult = (request: CommandRequest, outcome: CommandOutcome): Result<CommandAccepted> => {
  const what = `command ${request.command}`;
  switch (outcome.kind) {
    case 'answered':
      if (outcome.result === common.MavResult.ACCEPTED) return ok({ resultParam2: outcome.resultParam2 });
      return refuse(
        'mavlink.command_rejected',
        `${what}: expected ACCEPTED, got ${resultName(outcome.result)}`,
        { details: { command: request.command, result: resultName(outcome.result) } },
      );
    case 'unknown':
      return refuse('mavlink.command_unknown', `${what}: sent once, no answer; it may have been carried out`);
    case 'no-answer':
      return refuse('mavlink.no_answer', `${what}: expected an answer, got none to ${outcome.sent} sent`);
    case 'cancelled':
      return refuse('mavlink.cancelled', `${what}: cancelled by us before an answer came`);
  }
};

type InFlight = { readonly ended: Promise<unknown>; readonly abort: AbortController };

/**
 * Commands to one vehicle. COMMAND_ACK has no sequence number, so one of each kind is in flight. A further query waits
 * for its turn; a one-shot is refused instead: nothing one-shot may happen later than asked. A safe one leaves at once
 * and ends the waiting of the one before (INV-S12): whose ACK comes then is not known, its effect is seen in telemetry.
 */
export const createCommandSender = (port: ProtocolPort, target: MavId, self: MavId): CommandSender => {
  const inFlight = new Map<number, InFlight>();
  const lateAcks = port.subscribe((message) => {
    if (!isMessage(message, common.CommandAck) || inFlight.has(message.fields.command)) return;
    const { command, result } = message.fields;
    port.log('info', 'COMMAND_ACK without a command in flight is not applied', { command, result });
  });
  const run = async (request: CommandRequest, signal?: AbortSignal): Promise<Result<CommandAccepted>> =>
    asResult(request, await runProtocol(port, commandMachine(request, target, self), signal));
  return {
    send: (request, signal) => {
      const earlier = inFlight.get(request.command);
      if (earlier !== undefined && request.class === 'one-shot')
        return Promise.resolve(
          refuse('mavlink.command_busy', `command ${request.command} is in flight; expected none`),
        );
      const abort = new AbortController();
      const until = signal === undefined ? abort.signal : AbortSignal.any([signal, abort.signal]);
      if (request.class === 'safe') earlier?.abort.abort();
      const waits = earlier !== undefined && request.class === 'query';
      const running = waits ? earlier.ended.then(() => run(request, until)) : run(request, until);
      const entry: InFlight = { ended: running, abort };
      inFlight.set(request.command, entry);
      return running.finally(() => {
        if (inFlight.get(request.command) === entry) inFlight.delete(request.command);
      });
    },
    close: lateAcks,
  };
};
