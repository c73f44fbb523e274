import { readLastStamp } from '../fleet/signing-queries.ts';
import { Guard } from '../guard/guard.ts';
import type { MavLog } from '../mavlink/log.ts';
import { createStation } from '../mavlink/station.ts';
import { createGuarding } from './guarding.ts';
import { metadataCacheOn } from './metadata-cache.ts';
import { createRegistry } from './registry.ts';
import type { StageDeps } from './stage-deps.ts';

type SkyDeps = Pick<StageDeps, 'store' | 'clock' | 'net' | 'streams' | 'disk' | 'log'>;

/** The station behind its guard, and which of its vehicles are ours. */
export const joinSky = async (deps: SkyDeps, note: MavLog) => {
  const { store, clock, net, streams, log } = deps;
  const guard = new Guard();
  const station = createStation({
    clock,
    net,
    streams,
    log: note,
    lastStamp: await readLastStamp(store.read),
    metadataCache: metadataCacheOn(deps.disk, note),
    gate: guard,
  });
  const registry = createRegistry(store, station, (error) =>
    log.error({ err: error }, 'the registered drones could not be read'),
  );
  const targetOf = (vehicleId: string) => registry.all().find(({ id }) => id === vehicleId);
  return { station, registry, guarding: createGuarding({ guard, clock, targetOf }) };
};

export type Sky = Awaited<ReturnType<typeof joinSky>>;
