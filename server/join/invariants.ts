import { NO_FACTS, type FlightLog } from '../flight/ports.ts';
import type { FlightService } from '../flight/service.ts';
import { createInvariantWatch } from '../track/invariant-service.ts';
import type { Condition } from '../track/monitor.ts';
import { watchArmingFrames } from './arming-frames.ts';
import type { Sky } from './sky.ts';
import type { StageDeps } from './stage-deps.ts';

type Parts = {
  readonly sky: Sky;
  readonly flights: Pick<FlightService, 'underWay'>;
  readonly log: FlightLog;
};

/** Invariants that are looked for in operation too, as conditions for people. */
export const joinInvariants = ({ store, clock }: StageDeps, { sky, flights, log }: Parts) => {
  const { station, registry } = sky;
  const arming = watchArmingFrames({
    station,
    store,
    clock,
    registered: registry.all,
    vehicleOf: (flightId) => flights.underWay().find(({ id }) => id === flightId)?.vehicleId,
  });
  const watch = createInvariantWatch({
    store,
    clock,
    log,
    flights: () =>
      flights.underWay().map(({ id, number, vehicleId, life, frame }) => ({
        id,
        number,
        state: life.state,
        aboard: frame.aboard,
        facts: registry.vehicles.get(vehicleId)?.facts() ?? NO_FACTS,
      })),
  });
  return {
    conditions: (): readonly Condition[] => [...arming.conditions(), ...watch.conditions()],
    stop: (): Promise<void> => {
      arming.stop();
      return watch.stop();
    },
  };
};
