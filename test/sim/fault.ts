import type { Rng } from '../../server/core/ports.ts';
import type { Slot } from './fleet.ts';
import { between } from './people/person.ts';
import type { World } from './world.ts';

/** One kind of fault: how many of it a seed with full trouble has on average, and what it does. */
export type Fault = {
  readonly kind: string;
  readonly perSeed: number;
  readonly strike: (scene: Scene) => void;
};

export type Scene = { readonly world: World; readonly rng: Rng; readonly slot: Slot };

export const later = ({ world }: Scene, ms: number, fn: () => void): void =>
  void world.timeline.at(world.timeline.now() + ms, fn);

/** One that stands disarmed; in the air nothing of this is done. */
export const onGround =
  (fn: (scene: Scene) => void) =>
  (scene: Scene): void => {
    const { armed, body } = scene.slot.vehicle().truth();
    if (!armed && body.onSurface && scene.slot.isUp()) fn(scene);
  };

/** One that flies. */
export const inAir =
  (fn: (scene: Scene) => void) =>
  (scene: Scene): void => {
    const { armed, body } = scene.slot.vehicle().truth();
    if (armed && !body.onSurface && scene.slot.isUp()) fn(scene);
  };

type VehicleFaults = ReturnType<Slot['vehicle']>['faults'];

/** Something about the vehicle is bad for a while. */
export const whileFaulty =
  (on: (faults: VehicleFaults, rng: Rng) => unknown, off: (faults: VehicleFaults) => unknown) =>
  (scene: Scene): void => {
    const { faults } = scene.slot.vehicle();
    on(faults, scene.rng);
    later(scene, between(scene.rng, 5000, 30_000), () => off(faults));
  };
