import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { contract } from '../../server/api/contract/contract.ts';
import type {
  ContingencyOverview,
  ForecastView,
  ProposalView,
} from '../../server/api/contract/contingencies.ts';
import type { Params } from '../../server/flight/contingency-types.ts';
import { ACTION_WORDS, CONTINGENCY_WORDS, fill, type Words } from '../../server/flight/contingency-words.ts';
import { forecastAt, type ForecastNow } from '../../server/flight/forecast.ts';
import { call } from '../shared/client.ts';
import { currentLanguage } from '../shared/i18n/i18n.ts';
import { useOpenFlights } from '../shared/live/queries.ts';

/** A countdown may not wait for a fact that was missed. */
const FLYING_MS = 1000;
const QUIET_MS = 5000;

/** What is proposed for flights in the air, and what silent drones should be doing. */
export const useContingencies = (): UseQueryResult<ContingencyOverview> => {
  const flying = (useOpenFlights().data?.flights ?? []).some((flight) => flight.takeoffAt !== null);
  return useQuery<ContingencyOverview>({
    queryKey: ['contingencies.list'],
    refetchInterval: flying ? FLYING_MS : QUIET_MS,
    queryFn: ({ signal }) => call(contract.contingencies.list, { signal }),
  });
};

const said = (words: Words, params: Params = {}): string => fill(words[currentLanguage()], params);

export const actionText = (action: ProposalView['actions'][number]): string => said(ACTION_WORDS[action]);

/** A sentence begins with a capital. */
const begun = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Title, what is seen, what follows, what to do. */
export const contingencyText = ({ contingency, params }: Pick<ProposalView, 'contingency' | 'params'>) => {
  const words = CONTINGENCY_WORDS[contingency];
  return {
    title: said(words.title, params),
    cause: begun(said(words.cause, params)),
    consequence: said(words.consequence, params),
    action: begun(said(words.action, params)),
  };
};

/** Seconds until then, by the service's clock; never negative. */
export const secondsUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1000));

/** Seconds of the drone since it was heard last. */
export const silentSeconds = (forecast: Pick<ForecastView, 'heardAt' | 'rate'>, now: number): number =>
  (Math.max(0, now - forecast.heardAt) / 1000) * forecast.rate;

export const forecastNow = (forecast: ForecastView, now: number): ForecastNow =>
  forecastAt(forecast, silentSeconds(forecast, now));
