import type { Rng } from '../../server/core/ports.ts';
import { later, type Fault, type Scene } from './fault.ts';
import { GOOD_QUALITY, type Quality } from './link-noise.ts';
import { between } from './people/person.ts';

const weather =
  (least: number, most: number, make: (rng: Rng) => Partial<Quality>) =>
  (scene: Scene): void => {
    const { slot, rng } = scene;
    const quality = { ...GOOD_QUALITY, ...make(rng) };
    slot.link.quality = quality;
    later(scene, between(rng, least, most), () => {
      if (slot.link.quality === quality) slot.link.quality = GOOD_QUALITY;
    });
  };

const cut =
  (which: 'cutUntil' | 'deafUntil' | 'stalledUntil', least: number, most: number) =>
  ({ world, rng, slot }: Scene): void => {
    slot.link[which] = world.timeline.now() + between(rng, least, most);
  };

/** What happens to the links. */
export const LINK_FAULTS: readonly Fault[] = [
  {
    kind: 'link.loss',
    perSeed: 4,
    strike: weather(5000, 60_000, (rng) => ({ drop: 0.05 + rng.unit() * 0.35 })),
  },
  { kind: 'link.burst', perSeed: 3, strike: cut('cutUntil', 2000, 10_000) },
  { kind: 'link.double', perSeed: 2, strike: weather(5000, 60_000, () => ({ duplicate: 0.2 })) },
  {
    kind: 'link.disorder',
    perSeed: 2,
    strike: weather(5000, 30_000, (rng) => ({ reorder: 0.3, holdMs: between(rng, 100, 3000) })),
  },
  {
    kind: 'link.slow',
    perSeed: 1,
    strike: weather(5000, 30_000, (rng) => ({ delayMs: between(rng, 200, 2500) })),
  },
  { kind: 'link.noise', perSeed: 2, strike: weather(5000, 60_000, () => ({ corrupt: 0.1 })) },
  { kind: 'link.partition', perSeed: 1, strike: cut('cutUntil', 10_000, 40_000) },
  { kind: 'link.deaf', perSeed: 1, strike: cut('deafUntil', 5000, 25_000) },
  { kind: 'link.stall', perSeed: 2, strike: cut('stalledUntil', 1000, 8000) },
  {
    // Longer than any flight takes: nobody knows where it is.
    kind: 'link.gone',
    perSeed: 0.12,
    strike: cut('deafUntil', 120_000, 200_000),
  },
];
