import type { Flight } from '../api/contract/flights.ts';
import type { Cause } from '../core/cause.ts';
import type { Result } from '../core/result.ts';
import type { Actives } from './active-service.ts';
import { createAirCommands, type SpeedWish, type TerminationWish, type VerifySecond } from './air-service.ts';
import type { Click, Clicks } from './clicks.ts';
import type { FlightDeps } from './record-service.ts';
import type { createReroutes } from './reroute-service.ts';
import type { RerouteWish } from './rerouting.ts';

/** Does something with a flight that the actor may know of, and shows it. */
type Change = (cause: Cause, id: string, work: () => Promise<Result<unknown>>) => Promise<Result<Flight>>;

type AirParts = {
  readonly deps: FlightDeps;
  readonly actives: Actives;
  readonly reroute: ReturnType<typeof createReroutes>;
  readonly clicks: Clicks;
  readonly verifySecond: VerifySecond | undefined;
  readonly change: Change;
};

/** What changes the way or the speed of a drone in the air, or ends its flight; each click acts once and not late. */
export const createAir = ({ deps, actives, reroute, clicks, verifySecond, change }: AirParts) => {
  const commands = createAirCommands(deps, actives, verifySecond);

  const clicked = (
    cause: Cause,
    id: string,
    click: Click,
    act: () => Promise<Result<unknown>>,
  ): Promise<Result<Flight>> =>
    change(cause, id, async () => {
      const taken = clicks.take(click, cause.now);
      return taken.ok ? act() : taken;
    });

  return {
    reroute: (cause: Cause, id: string, wish: RerouteWish & Click) =>
      clicked(cause, id, wish, () => reroute(cause, id, wish)),
    changeSpeed: (cause: Cause, id: string, wish: SpeedWish & Click) =>
      clicked(cause, id, wish, () => commands.changeSpeed(cause, id, wish)),
    terminate: (cause: Cause, id: string, wish: TerminationWish & Click, ip: string) =>
      clicked(cause, id, wish, () => commands.terminate(cause, id, wish, ip)),
  };
};
