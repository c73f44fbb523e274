import { systemCause, type Cause } from '../core/cause.ts';
import type { Active, Actives } from './active-service.ts';
import type { ForecastChange } from './contingency-watch.ts';
import type { ContingencyEffect, Proposal } from './contingency.ts';
import { emitFlight, findFlight, type FlightDeps } from './record-service.ts';

type Data = Readonly<Record<string, unknown>>;

const proposalData = ({
  no,
  id,
  params,
  actions,
  safeDefault,
  withheld,
  openedAt,
  px4Does,
}: Proposal): Data => ({
  no,
  contingency: id,
  ...params,
  recommended: actions[0] ?? null,
  safeDefault: safeDefault?.action ?? null,
  afterS: safeDefault === undefined ? null : Math.round((safeDefault.dueAt - openedAt) / 1000),
  withheld: withheld ?? null,
  px4: px4Does.kind,
});

const dataOf = (effect: ContingencyEffect): Data => {
  switch (effect.kind) {
    case 'raised':
      return { contingency: effect.id, ...effect.params };
    case 'cleared':
      return { contingency: effect.id };
    case 'proposed':
      return proposalData(effect.proposal);
    case 'withheld':
      return { contingency: effect.proposal.id, why: effect.why };
    case 'ended':
      return { contingency: effect.proposal.id, no: effect.proposal.no, how: effect.how };
    case 'execute':
      return { contingency: effect.proposal.id, no: effect.proposal.no, action: effect.action };
    default:
      return effect satisfies never;
  }
};

/** Everything about contingencies goes into the flight's record, in its turn and with its own time. */
export const createContingencyRecord = (deps: FlightDeps, actives: Actives) => {
  const put = (cause: Cause, active: Active, type: `flight.${string}`, data: Data): void => {
    const write = (): Promise<void> =>
      deps.store.transact(cause, async (tx) => {
        const row = await findFlight(tx, active.id);
        if (row !== undefined) await emitFlight(tx, row, type, { data });
      });
    if (!actives.later(active, write))
      deps.log('error', `flight ${active.number}: too much waits to be recorded: ${type}`, data);
  };

  return {
    effect: (cause: Cause, active: Active, effect: ContingencyEffect, reason?: string): void => {
      const data = dataOf(effect);
      put(cause, active, `flight.contingency_${effect.kind}`, reason ? { ...data, reason } : data);
    },

    forecast: (active: Active, change: ForecastChange): void => {
      const cause = systemCause(deps.clock.wall());
      if (change.kind === 'compared')
        return put(cause, active, 'flight.link_back', {
          ...change.outcome,
          offM: change.outcome.offM ?? null,
        });
      const { steps, linkAction, excepted, assumed } = change.forecast;
      put(cause, active, 'flight.forecast', {
        linkAction,
        excepted,
        steps: steps.map(({ atS, kind }) => `${kind} +${atS.toFixed(0)} s`),
        assumed: assumed.length,
      });
    },
  };
};
