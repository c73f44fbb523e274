import type { MonoMs, Timer } from '../../core/clock.ts';
import { messageOf } from '../codec.ts';
import { RequestEvent } from '../event-messages.ts';
import type { VehicleEvent, VehicleSnapshot } from '../snapshot.ts';
import type { VehicleContext } from '../vehicle-context.ts';
import { loseReport, NO_REPORT, stepReport, type ReportState } from './arming-report.ts';
import { viewReport } from './arming-view.ts';
import type { EventCatalog } from './catalog.ts';
import { noticeOf } from './notice.ts';
import { FRESH_SEQUENCE, stepSequence, type EventFrame, type SequenceInput } from './sequence.ts';

/** Kept of what the vehicle told. */
const MAX_NOTICES = 50;

export type ReceptionOptions = {
  readonly context: VehicleContext;
  readonly amend: (change: Partial<VehicleSnapshot>) => void;
  readonly tell: (events: readonly VehicleEvent[]) => void;
};

export type Reception = {
  feed(input: SequenceInput): void;
  /** Says the report and the notices of now in the words of the catalog of now. */
  reword(): void;
  /** The vehicle has booted. */
  forget(): void;
  stop(): void;
};

const isForUs = ({ self }: VehicleContext, event: EventFrame): boolean =>
  (event.destinationSystem === 0 || event.destinationSystem === self.sysid) &&
  (event.destinationComponent === 0 || event.destinationComponent === self.compid);

/** Events in order, with their notices told and the arming report put together. */
export const createReception = (options: ReceptionOptions, catalog: () => EventCatalog): Reception => {
  const { context, amend, tell } = options;
  let sequence = FRESH_SEQUENCE;
  let report: ReportState = NO_REPORT;
  let timer: Timer | undefined;
  let heard: readonly { readonly event: EventFrame; readonly at: MonoMs }[] = [];
  const show = (at: MonoMs): void => {
    const view = viewReport(report, catalog());
    if (view !== undefined) amend({ arming: { at, ...view } });
  };
  const takeReport = (next: ReportState, at: MonoMs): void => {
    const isNew = next.chunks !== report.chunks;
    const isOther = next.isBroken !== report.isBroken;
    report = next;
    if (isNew) show(at);
    else if (isOther) show(context.snapshot().arming?.at ?? at);
  };
  const take = (event: EventFrame): void => {
    if (!isForUs(context, event)) return;
    const at = context.clock.mono();
    takeReport(stepReport(report, event, catalog()), at);
    const notice = noticeOf(event, catalog(), at);
    if (notice === undefined) return;
    heard = [...heard, { event, at }].slice(-MAX_NOTICES);
    const { notices = [] } = context.snapshot();
    amend({ notices: [...notices, notice].slice(-MAX_NOTICES) });
    tell([{ kind: 'notice', at, notice }]);
  };
  const lose = (count: number): void => {
    context.log('warn', `${count} events of the vehicle are lost`, { ...context.id, count });
    takeReport(loseReport(report), context.clock.mono());
  };
  const request = (first: number, last: number): void =>
    context.port.send(
      messageOf(RequestEvent, {
        firstSequence: first,
        lastSequence: last,
        targetSystem: context.id.sysid,
        targetComponent: context.id.compid,
      }),
    );
  const feed = (input: SequenceInput): void => {
    if (context.signal.aborted) return;
    const step = stepSequence(sequence, input);
    sequence = step.state;
    for (const effect of step.effects)
      switch (effect.kind) {
        case 'tell':
          take(effect.event);
          break;
        case 'lost':
          lose(effect.count);
          break;
        case 'request':
          request(effect.first, effect.last);
          break;
        case 'quiet':
          timer?.cancel();
          break;
        case 'timer':
          timer?.cancel();
          timer = context.clock.after(effect.afterMs, () => feed({ kind: 'timeout' }));
          break;
      }
  };
  return {
    feed,
    reword: (): void => {
      const { arming } = context.snapshot();
      if (arming !== undefined) show(arming.at);
      amend({ notices: heard.flatMap(({ event, at }) => noticeOf(event, catalog(), at) ?? []) });
    },
    forget: (): void => {
      report = NO_REPORT;
      feed({ kind: 'reboot' });
    },
    stop: (): void => timer?.cancel(),
  };
};
