import type { Rng } from '../../../server/core/ports.ts';
import type { Desk } from '../desk.ts';
import type { World } from '../world.ts';

/** One scripted person: looks at the console every now and then and does one thing of what is to be done. */
export type Person = {
  readonly world: World;
  readonly desk: Desk;
  readonly rng: Rng;
};

export const createPerson = (world: World, login: string, index: number): Person => ({
  world,
  desk: world.desk(login),
  rng: world.rng(1000 + index),
});

/** Uniform between both, ms. */
export const between = (rng: Rng, least: number, most: number): number =>
  Math.round(least + rng.unit() * (most - least));

export const chance = (rng: Rng, share: number): boolean => rng.unit() < share;

export const pick = <T>(rng: Rng, items: readonly T[]): T | undefined =>
  items[Math.floor(rng.unit() * items.length)];

/** Does `task` again and again, with pauses of `least` to `most` ms, for as long as the simulation lasts. */
export const keepDoing = (
  person: Person,
  [least, most]: readonly [number, number],
  task: () => Promise<void>,
): void => {
  const { world, rng } = person;
  const loop = async (): Promise<never> => {
    for (;;) {
      await world.timeline.sleep(between(rng, least, most));
      // A console shows nothing while the server is away.
      if (world.lives.server() !== undefined) await task();
    }
  };
  loop().catch((error: unknown) => {
    world.timeline.at(world.timeline.now(), () => {
      throw error;
    });
  });
};

/** For how long something has been there, by the clock on the wall that nobody steps, ms. */
export const createPatience = ({ world }: Person): ((what: string) => number) => {
  const since = new Map<string, number>();
  return (what) => {
    const first = since.get(what) ?? world.timeline.now();
    since.set(what, first);
    return world.timeline.now() - first;
  };
};
