import type { ContingencyOverview } from '../api/contract/contingencies.ts';
import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Watched } from './contingency-around-service.ts';
import { createContingencyRun, type RunDeps } from './contingency-run-service.ts';
import { rowOf, type Proposal } from './contingency.ts';
import type { ContingencyAction, Params } from './contingency-types.ts';
import { overviewOf } from './contingency-view-service.ts';
import { contingencySentence } from './contingency-words.ts';

/** How often flights in the air are looked at: with the period of the alarms, within a second of the cause. */
const LOOK_MS = 200;
/** How long an outcome is shown. */
const OUTCOME_MS = 60_000;

export type Decision = {
  readonly no: number;
  /** Null: set aside. */
  readonly action: ContingencyAction | null;
  readonly reason: string;
};

/** A condition for the alarms, in the words of the track stage. */
type ContingencyAlarm = {
  readonly kind: string;
  readonly severity: 'critical' | 'warning';
  readonly subject: string;
  readonly sentence: string;
  readonly params: Params;
};

/** Those that the monitor does not raise by itself. */
const alarmsOf = ({ active, watch }: Watched): ContingencyAlarm[] =>
  watch.machine.found
    .filter(({ id, raisedAt }) => raisedAt !== undefined && rowOf(id).alarms.length === 0)
    .map(({ id, params }) => ({
      kind: `contingency.${id}`,
      severity: rowOf(id).severity,
      subject: `flight:${active.id}`,
      sentence: `Flight ${active.number}: ${contingencySentence(id, params)}`,
      params: { flight: active.number, ...params },
    }));

const refusedBy = (
  { actor }: Cause,
  { id, actions }: Pick<Proposal, 'id' | 'actions'>,
  action: Decision['action'],
): Result<never> | undefined => {
  const setsAside = action === null || action === 'continue';
  if (setsAside && !rowOf(id).mayOverride.includes(actor.role))
    return refuse('contingency.not_yours', 'Only a safety officer may set this aside.');
  return action === null || actions.includes(action)
    ? undefined
    : refuse('contingency.not_offered', `Expected one of ${actions.join(', ')}, got ${action}.`);
};

/** Watches flights in the air by the table, proposes, and commands the safe default if nobody decides. */
export const createContingencies = (given: RunDeps) => {
  const { clock } = given.deps;
  const run = createContingencyRun(given);
  let timer: { cancel(): void } | undefined;

  const overview = ({ actor }: Pick<Cause, 'actor'>): ContingencyOverview => {
    const now = { wall: clock.wall(), mono: clock.mono() };
    const { outcomes } = run;
    while (outcomes[0] !== undefined && now.wall - outcomes[0].at > OUTCOME_MS) outcomes.shift();
    return overviewOf(run.flying(), outcomes, { now, role: actor.role });
  };

  return {
    overview,

    /** Not through the store: what moves a drone towards safety does not wait for it (INV-S12). */
    decide: async (
      cause: Cause,
      flightId: string,
      { no, action, reason }: Decision,
    ): Promise<Result<ContingencyOverview>> => {
      const found = run.flying().find(({ active }) => active.id === flightId);
      const proposal = found?.watch.machine.proposal;
      if (found === undefined || proposal?.no !== no)
        return refuse('contingency.not_open', 'This proposal is not open any more: see what there is now.');
      const against = refusedBy(cause, proposal, action);
      if (against !== undefined) return against;
      const input =
        action === null ? ({ kind: 'dismissed', no } as const) : ({ kind: 'chosen', no, action } as const);
      const done = await Promise.all(run.put(found.active, input, { cause, reason }));
      const failed = done.find((each) => !each.ok);
      return failed !== undefined && !failed.ok ? failed : ok(overview(cause));
    },

    /** A sample of the probe in the worst box, °C: good for 5 min. Without samples the row finds nothing. */
    boxTemperature: run.boxTemperature,

    airspaceChanged: run.airspaceChanged,

    /** Conditions that have no alarm of the monitor's. */
    alarms: (): readonly ContingencyAlarm[] => run.flying().flatMap(alarmsOf),

    start: (): void => {
      timer ??= clock.every(LOOK_MS, run.look);
    },

    stop: async (): Promise<void> => {
      timer?.cancel();
      timer = undefined;
      await run.stop();
    },
  };
};

export type Contingencies = ReturnType<typeof createContingencies>;
