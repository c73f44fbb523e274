import { systemClock } from '../../server/ports/system-clock.ts';
import { startEmbedded } from '../../sitl/fleet.ts';
import { parseOptions } from '../../sitl/options.ts';
import { CMD } from '../sim/invariants/invariant.ts';
import { isCommand, tappedNet } from '../support/tapped-net.ts';

/** A frame that can arm, as it came to the socket of a vehicle. */
export type ArmingFrame = { readonly sysid: number; readonly at: number };

/**
 * Embedded vehicles that outlive the service, in this process: their sockets are where the wire ends, so that each
 * arming frame is counted there. `args` as of `sitl/main.ts`.
 */
export const tappedFleet = async (args: readonly string[]) => {
  const options = parseOptions(args);
  if (!options.ok) throw new Error(options.error.message);
  const frames: ArmingFrame[] = [];
  const watchers = new Set<() => void>();
  const net = tappedNet((message) => {
    const { fields } = message;
    const arms = fields['command'] === CMD.ARM_DISARM && fields['_param1'] === 1;
    if (!isCommand(message) || (!arms && fields['command'] !== CMD.MISSION_START)) return;
    frames.push({ sysid: Number(fields['targetSystem']), at: systemClock.wall() });
    for (const seen of watchers) seen();
  });
  const vehicles = await startEmbedded(options.value, { net, clock: systemClock });
  return {
    vehicles,
    frames: frames as readonly ArmingFrame[],
    aloft: (): number => vehicles.filter(({ vehicle }) => vehicle.truth().landed === 'in_air').length,
    /** Resolves at the next arming frame, or at the end of that time, milliseconds. */
    nextArming: (withinMs: number): Promise<void> =>
      new Promise((resolve) => {
        const seen = (): void => {
          clearTimeout(timer);
          watchers.delete(seen);
          resolve();
        };
        const timer = setTimeout(seen, withinMs);
        watchers.add(seen);
      }),
    close: async (): Promise<void> => {
      await Promise.all(vehicles.map((vehicle) => vehicle.close()));
    },
  };
};
