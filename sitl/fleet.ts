import type { Clock } from '../server/core/clock.ts';
import type { Net } from '../server/core/ports.ts';
import type { SitlOptions } from './options.ts';
import { padsAndGround } from './physics/body.ts';
import { moveBy } from './physics/earth.ts';
import { seededRng } from './physics/random.ts';
import { runVehicleOnUdp, type UdpVehicle } from './udp-vehicle.ts';

/** Keeps the seeds of neighbouring vehicles apart. */
const SEED_STEP = 7919;

/** Starts the embedded vehicles of the options, in the order of their system ids. Rejects if a socket fails. */
export const startEmbedded = async (
  options: SitlOptions,
  ports: { readonly net: Net; readonly clock: Clock },
): Promise<readonly UdpVehicle[]> => {
  const surfaceAmslM = padsAndGround(options.home.altAmslM, options.pads);
  const fleet: UdpVehicle[] = [];
  for (let index = 0; index < options.embedded; index++) {
    const at = moveBy(options.home.at, 0, index * options.spacingM);
    fleet.push(
      await runVehicleOnUdp({
        ...ports,
        to: options.to,
        sysid: options.sysidBase + index,
        home: { at, altAmslM: surfaceAmslM(at) },
        rng: seededRng(options.seed + (options.sysidBase + index) * SEED_STEP),
        speed: options.speed,
        payloadKg: options.payloadKg,
        wind: options.wind,
        surfaceAmslM,
        crewSwapS: options.crewSwapS,
      }),
    );
  }
  return fleet;
};
