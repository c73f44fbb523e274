import type { RecordTrouble } from '../../server/core/outage.ts';
import { later, type Fault, type Scene } from './fault.ts';
import type { CommitPoint } from './faulty-store.ts';
import { between, chance, pick } from './people/person.ts';

const POINTS: readonly CommitPoint[] = ['before', 'within', 'after'];

const crash =
  (on: 'commit' | 'send') =>
  ({ world, rng }: Scene): void => {
    const point = pick(rng, on === 'commit' ? POINTS : (['before', 'after'] as const)) ?? 'before';
    const long = chance(rng, 0.2);
    const downMs = long ? between(rng, 5000, 30_000) : between(rng, 200, 3000);
    world.mishaps.crashIn({ on, point, left: between(rng, 1, 25), downMs });
  };

const TROUBLES: readonly RecordTrouble[] = ['locked', 'full', 'failing'];
const CLOCK_STEPS_MS = [-3_600_000, -20_000, -2500, 2500, 20_000, 3_600_000] as const;

/** What happens to the service, its disk, its clock and the way to its consoles. */
export const SERVICE_FAULTS: readonly Fault[] = [
  { kind: 'crash.commit', perSeed: 1.5, strike: crash('commit') },
  { kind: 'crash.send', perSeed: 1.5, strike: crash('send') },
  {
    kind: 'server.freeze',
    perSeed: 0.7,
    strike: ({ world, rng }) => world.lives.life()?.freeze(between(rng, 500, 12_000)),
  },
  {
    kind: 'disk.error',
    perSeed: 1,
    strike: ({ world, rng }) =>
      world.mishaps.diskFails(pick(rng, TROUBLES) ?? 'failing', between(rng, 200, 20_000)),
  },
  {
    kind: 'clock.step',
    perSeed: 0.5,
    strike: ({ world, rng }) => world.mishaps.stepClock(pick(rng, CLOCK_STEPS_MS) ?? 0),
  },
  {
    kind: 'console.lost_answers',
    perSeed: 1,
    strike: (scene) => {
      scene.world.mishaps.loseAnswers(0.3);
      later(scene, 20_000, () => scene.world.mishaps.loseAnswers(0));
    },
  },
];
