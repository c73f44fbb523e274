import { createActives } from './active-service.ts';
import { createArmAuthorisation, createKeptBack } from './arm-authorisation-service.ts';
import { adoptFlights } from './adopt-service.ts';
import { createClicks } from './clicks.ts';
import { createCollective } from './collective-service.ts';
import { createCommands } from './command-service.ts';
import { createContingencies } from './contingency-service.ts';
import { createControl } from './control-service.ts';
import { createExchange } from './exchange-service.ts';
import { createGrants } from './grant-service.ts';
import { createGround } from './ground-service.ts';
import { createGroundStop } from './ground-stop-service.ts';
import type { GuardPort } from './guard-port.ts';
import { createLaunchRequests } from './launch-request-service.ts';
import { createPeopleSteps } from './people-service.ts';
import { createPlanning } from './plan-service.ts';
import { watchReceipts } from './receipt-service.ts';
import type { FlightDeps } from './record-service.ts';
import { createReroutes } from './reroute-service.ts';
import { createSafety } from './safety-service.ts';
import { createSeparation } from './separation-service.ts';
import { createStarter } from './start-service.ts';
import { createTraffic } from './traffic-service.ts';
import { createVerdicts } from './verdict-service.ts';
import { createViews } from './view-service.ts';

type Given = Omit<FlightDeps, 'control' | 'grants'> & { readonly guard: GuardPort };

/** What the flight stage is made of, each with what it needs of the others. */
export const createParts = ({ guard, ...given }: Given) => {
  const control = createControl({ ...given, guard });
  const deps: FlightDeps = { ...given, control, grants: createGrants({ ...given, guard, control }) };
  const actives = createActives(deps);
  const separation = createSeparation(deps, createTraffic(deps, actives));
  const ground = createGround(deps, separation);
  const command = createCommands(deps, actives);
  const requests = createLaunchRequests(deps);
  const stops = createGroundStop(deps, actives);
  const reroute = createReroutes(deps, actives, command);
  const collective = createCollective(deps, actives, command);
  return {
    deps,
    control,
    actives,
    ground,
    separation,
    exchange: createExchange(deps, actives),
    command,
    requests,
    stops,
    collective,
    planning: createPlanning(deps),
    clicks: createClicks(),
    starter: createStarter(deps, actives, { ground, requests, separation }),
    people: createPeopleSteps(deps, actives),
    reroute,
    contingencies: createContingencies({ deps, actives, command, reroute }),
    safety: createSafety(stops, collective),
    views: createViews(deps, actives, { ground, requests }),
    verdicts: createVerdicts(deps, actives),
    mayArm: createArmAuthorisation(deps, actives),
    keptBack: createKeptBack(deps, actives),
  };
};

type Parts = ReturnType<typeof createParts>;

/** Begins and ends the watch over all flights. */
export const createRun = (parts: Parts) => {
  const { deps, control, actives, requests, stops, collective, contingencies, verdicts } = parts;
  let unsubscribe = (): void => {};

  return {
    /** Takes up the flights of before the restart, then watches. Call it once, after the links are open. */
    start: async () => {
      await control.load();
      await stops.load();
      unsubscribe = watchReceipts({ deps, actives });
      actives.start();
      contingencies.start();
      requests.start();
      const adopted = await adoptFlights(deps, actives);
      // INV-S11: nothing but hold, return and land leaves before.
      await verdicts.start();
      await collective.resume();
      return adopted;
    },

    /** Stops watching and waits for the writes under way; sends nothing. */
    stop: async (): Promise<void> => {
      unsubscribe();
      await collective.stop();
      await contingencies.stop();
      await stops.stop();
      requests.stop();
      await verdicts.stop();
      await actives.stop();
      await control.stop();
    },
  };
};
