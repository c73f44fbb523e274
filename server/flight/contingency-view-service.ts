import type {
  ContingencyOverview,
  ForecastOutcomeView,
  ForecastView,
  ProposalView,
} from '../api/contract/contingencies.ts';
import type { Role } from '../core/access.ts';
import type { MonoMs, WallMs } from '../core/clock.ts';
import type { Active } from './active-service.ts';
import type { Watch } from './contingency-watch.ts';
import { rowOf } from './contingency.ts';
import type { ForecastOutcome } from './forecast-outcome.ts';

export type OverviewPart = { readonly active: Active; readonly watch: Watch };

export type SeenOutcome = {
  readonly flightId: string;
  readonly at: WallMs;
  readonly outcome: ForecastOutcome;
};

type Now = { readonly wall: WallMs; readonly mono: MonoMs };
type Reader = { readonly now: Now; readonly role: Role };

const proposalView = ({ active, watch }: OverviewPart, { now, role }: Reader): ProposalView[] => {
  const { proposal } = watch.machine;
  if (proposal === undefined) return [];
  const wallOf = (at: MonoMs): number => Math.round(now.wall + (at - now.mono));
  const { no, id, params, actions, safeDefault, withheld, px4Does, openedAt } = proposal;
  const row = rowOf(id);
  return [
    {
      flightId: active.id,
      flightNumber: active.number,
      vehicleId: active.vehicleId,
      no,
      contingency: id,
      severity: row.severity,
      params,
      openedAt: wallOf(openedAt),
      actions: [...actions],
      safeDefault:
        safeDefault === undefined ? null : { action: safeDefault.action, dueAt: wallOf(safeDefault.dueAt) },
      withheld: withheld ?? null,
      px4: { does: px4Does.kind, inS: px4Does.inS ?? null },
      mayDismiss: row.mayOverride.includes(role),
    },
  ];
};

const forecastView = ({ active, watch }: OverviewPart, { now }: Reader): ForecastView[] => {
  const { forecast } = watch;
  if (forecast === undefined) return [];
  const { heardAt, points, steps, assumed, ...rest } = forecast;
  return [
    {
      ...rest,
      flightId: active.id,
      flightNumber: active.number,
      vehicleId: active.vehicleId,
      heardAt: Math.round(now.wall - (now.mono - heardAt)),
      points: points.map(({ at, ...point }) => ({ ...point, at: [at[0], at[1]] })),
      steps: [...steps],
      assumed: [...assumed],
    },
  ];
};

const outcomeView = ({ flightId, at, outcome }: SeenOutcome): ForecastOutcomeView => ({
  ...outcome,
  flightId,
  at,
  offM: outcome.offM ?? null,
});

/** What a person at a console sees of contingencies. */
export const overviewOf = (
  parts: readonly OverviewPart[],
  outcomes: readonly SeenOutcome[],
  reader: Reader,
): ContingencyOverview => ({
  at: reader.now.wall,
  proposals: parts.flatMap((part) => proposalView(part, reader)),
  forecasts: parts.flatMap((part) => forecastView(part, reader)),
  outcomes: outcomes.map(outcomeView),
});
