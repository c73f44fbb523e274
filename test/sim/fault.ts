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

/** How often, and how long, one that flies is waited for, ms. */
const FLYER_EVERY_MS = 2000;
const FLYER_WITHIN_MS = 60_000;

/** One that flies, this one or another: as soon as there is one. */
export const onFlyer = (fn: (scene: Scene) => void): ((scene: Scene) => void) => {
  const tryAt = (scene: Scene, leftMs: number): void => {
    const flies = (slot: Slot): boolean => {
      const { armed, body } = slot.vehicle().truth();
      return armed && !body.onSurface && slot.isUp();
    };
    const slot = [scene.slot, ...scene.world.fleet].find(flies);
    if (slot !== undefined) fn({ ...scene, slot });
    else if (leftMs > 0) later(scene, FLYER_EVERY_MS, () => tryAt(scene, leftMs - FLYER_EVERY_MS));
  };
  return (scene) => tryAt(scene, FLYER_WITHIN_MS);
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
