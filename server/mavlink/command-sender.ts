import { common } from 'mavlink-mappings';
import { fail, ok, refuse, type Result } from '../core/result.ts';
import { isMessage, messageOf } from './codec.ts';
import { classFlaw, commandText, type CommandClass } from './command-classes.ts';
import { commandMachine, type CommandOutcome, type CommandRequest } from './command.ts';
import { CommandCancel } from './extra-messages.ts';
import { resultName } from './names.ts';
import { runProtocol, type MavId, type ProtocolPort } from './protocol.ts';
import { createProofBook } from './two-person.ts';

/** The vehicle's ACCEPTED: it will try. What happened is told by telemetry only. */
export type CommandAccepted = { readonly resultParam2: number };

export type CommandSender = {
  /**
   * Fails with `mavlink.command_rejected` (details.result), `mavlink.command_unknown` (a one-shot without answer),
   * `mavlink.no_answer`, `mavlink.command_busy` (a one-shot while the same command is in flight) or
   * `mavlink.cancelled`; and without a byte on the wire with `mavlink.command_unlisted`, `mavlink.command_class`
   * (details of `command-classes`) or `mavlink.two_person` (details.reason). Aborting a command that the vehicle says
   * to be in progress also tells the vehicle.
   */
  send(request: CommandRequest, signal?: AbortSignal): Promise<Result<CommandAccepted>>;
  /** How often that command has left, whatever its parameters: tells whether an order is still the newest of its kind. */
  ordered(command: number): number;
  /** Ends the waiting of all commands. */
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

const isOpen = (outcome: CommandOutcome): boolean =>
  (outcome.kind === 'unknown' || outcome.kind === 'cancelled') && outcome.inProgress;

type Run = {
  readonly signal: AbortSignal | undefined;
  readonly abort: AbortController;
  readonly supersedes: boolean;
};

type InFlight = { readonly ended: Promise<unknown>; readonly abort: AbortController };

/** What a newer command of the same id does: waits, is refused, or leaves at once and ends the older one's waiting. */
const ON_BUSY: Readonly<Record<CommandClass, 'waits' | 'refused' | 'supersedes'>> = {
  query: 'waits',
  'one-shot': 'refused',
  safe: 'supersedes',
  'two-person': 'supersedes',
};

/**
 * Commands to one vehicle. COMMAND_ACK has no sequence number, so one of each kind is in flight. A further query waits
 * for its turn; a one-shot is refused instead: nothing one-shot may happen later than asked. A safe one leaves at once
 * and ends the waiting of the one before (INV-S12): whose ACK comes then is not known, so it counts from the first
 * resend on only.
 */
export const createCommandSender = (port: ProtocolPort, target: MavId, self: MavId): CommandSender => {
  const inFlight = new Map<number, InFlight>();
  const ordered = new Map<number, number>();
  const proofs = createProofBook();
  const closing = new AbortController();
  const lateAcks = port.subscribe((message) => {
    if (!isMessage(message, common.CommandAck) || inFlight.has(message.fields.command)) return;
    const { command, result } = message.fields;
    port.log('info', 'COMMAND_ACK without a command in flight is not applied', { command, result });
  });
  /**
   * Not of a superseded command, because COMMAND_CANCEL says no more than the id that the next one has too; nor when we
   * are closed: the vehicle ends what it began.
   */
  const tellCancelled = (request: CommandRequest): void =>
    port.send(
      messageOf(CommandCancel, {
        command: request.command,
        targetSystem: target.sysid,
        targetComponent: target.compid,
      }),
    );
  const run = async (
    request: CommandRequest,
    { signal, abort, supersedes }: Run,
  ): Promise<Result<CommandAccepted>> => {
    const until = AbortSignal.any([abort.signal, closing.signal, ...(signal === undefined ? [] : [signal])]);
    if (until.aborted)
      return refuse('mavlink.cancelled', `command ${request.command}: cancelled by us before it was sent`);
    const outcome = await runProtocol(port, commandMachine(request, target, self, supersedes), until);
    const byCaller = signal?.aborted === true && !abort.signal.aborted && !closing.signal.aborted;
    if (byCaller && isOpen(outcome)) tellCancelled(request);
    return asResult(request, outcome);
  };
  const gate = (request: CommandRequest): Result<undefined> => {
    const flaw = classFlaw(request);
    if (flaw !== undefined) return fail(flaw);
    return request.class === 'two-person'
      ? proofs.spend(request.proof, commandText(request), port.clock.mono())
      : ok(undefined);
  };
  return {
    send: (request, signal) => {
      const earlier = inFlight.get(request.command);
      const onBusy = ON_BUSY[request.class];
      const may = gate(request);
      if (!may.ok) {
        port.log('warn', `not sent: ${may.error.message}`, { code: may.error.code });
        return Promise.resolve(may);
      }
      if (earlier !== undefined && onBusy === 'refused')
        return Promise.resolve(
          refuse('mavlink.command_busy', `command ${request.command} is in flight; expected none`),
        );
      ordered.set(request.command, (ordered.get(request.command) ?? 0) + 1);
      const abort = new AbortController();
      const supersedes = onBusy === 'supersedes' && earlier !== undefined;
      if (supersedes) earlier.abort.abort();
      const start = (): Promise<Result<CommandAccepted>> => run(request, { signal, abort, supersedes });
      const running = earlier !== undefined && onBusy === 'waits' ? earlier.ended.then(start) : start();
      const entry: InFlight = { ended: running, abort };
      inFlight.set(request.command, entry);
      return running.finally(() => {
        if (inFlight.get(request.command) === entry) inFlight.delete(request.command);
      });
    },
    ordered: (command) => ordered.get(command) ?? 0,
    close: () => {
      lateAcks();
      closing.abort();
    },
  };
};
