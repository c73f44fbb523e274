import { contract } from '../../../server/api/contract/contract.ts';
import { between, chance, createPatience, keepDoing, type Person } from './person.ts';

/** How often in a seed launches are held, and how often all drones are brought home. */
const STOPS_PER_SEED = 0.5;
const COLLECTIVES_PER_SEED = 0.3;
/** A stop is in force for at least that long, ms. */
const STOPPED_MS = 25_000;
/** A collective return that goes on for that long is given up, ms. */
const COLLECTIVE_MS = 150_000;
const GIVES_UP = 0.03;

/** Holds all launches, or brings everybody home; and lets them fly again. */
export const playStops = (person: Person, until: number): void => {
  const { world, desk, rng } = person;
  const patience = createPatience(person);
  const body = { reason: 'storm is coming' };
  const plant = (perSeed: number, act: () => Promise<unknown>): void => {
    if (!chance(rng, perSeed)) return;
    world.timeline.at(between(rng, 60_000, until), () => {
      if (world.lives.server() !== undefined) void act();
    });
  };
  plant(STOPS_PER_SEED, () => desk.call(contract.safety.orderStop, { body }));
  plant(COLLECTIVES_PER_SEED, () => desk.call(contract.safety.collectiveReturn, { body }));
  keepDoing(person, [4000, 9000], async () => {
    const shown = await desk.call(contract.safety.groundStop);
    if (shown.kind !== 'ok' || shown.value.stop === null) return;
    const { stop, collective } = shown.value;
    const waitedMs = patience(`stop ${stop.at}`);
    if (collective?.running === true) {
      if (waitedMs > COLLECTIVE_MS || chance(rng, GIVES_UP))
        await desk.call(contract.safety.cancelCollective, { body });
      return;
    }
    if (waitedMs > STOPPED_MS)
      await desk.call(contract.safety.releaseStop, { body: { reason: 'it has passed' } });
  });
};
