import { noFlightFaults } from '../../sitl/autopilot/faults.ts';
import type { Rng } from '../../server/core/ports.ts';
import type { Fault } from './fault.ts';
import { FOREIGN_FAULTS } from './faults-foreign.ts';
import { LINK_FAULTS } from './faults-link.ts';
import { SERVICE_FAULTS } from './faults-service.ts';
import { VEHICLE_FAULTS } from './faults-vehicle.ts';
import { GOOD_QUALITY } from './link-noise.ts';
import { between, chance, pick } from './people/person.ts';
import type { World } from './world.ts';

export type FaultCounts = Map<string, number>;

export const FAULTS: readonly Fault[] = [
  ...LINK_FAULTS,
  ...SERVICE_FAULTS,
  ...VEHICLE_FAULTS,
  ...FOREIGN_FAULTS,
];

/** Nothing goes wrong while everybody starts, ms. */
const FIRST_MS = 10_000;
/** One seed in so many has no faults at all. */
const QUIET_SEEDS = 10;

/** How many of a kind there are: its mean, rounded up or down by chance, more or less of it by the seed's mood. */
const countOf = (fault: Fault, rng: Rng, mood: number): number => {
  const wanted = fault.perSeed * mood * 2 * rng.unit();
  return Math.floor(wanted) + (chance(rng, wanted % 1) ? 1 : 0);
};

/** Sets all faults of the seed on the timeline, none after `untilMs`; gives how many of each kind struck by now. */
export const plantFaults = (world: World, stream: number, untilMs: number): FaultCounts => {
  const rng = world.rng(stream);
  const counts: FaultCounts = new Map();
  const mood = world.seed % QUIET_SEEDS === 0 ? 0 : 0.3 + rng.unit();
  for (const fault of FAULTS) {
    const count = countOf(fault, rng, mood);
    for (let i = 0; i < count; i++) {
      const slot = pick(rng, world.fleet);
      if (slot === undefined) continue;
      world.timeline.at(between(rng, FIRST_MS, untilMs), () => {
        counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1);
        world.note(`FAULT ${fault.kind} ${slot.name}`);
        fault.strike({ world, rng, slot });
      });
    }
  }
  return counts;
};

/** From now on nothing goes wrong any more. */
export const endFaults = (world: World): void => {
  world.note('CALM');
  world.mishaps.end();
  for (const slot of world.fleet) {
    const { faults } = slot.vehicle();
    Object.assign(slot.link, { quality: GOOD_QUALITY, cutUntil: 0, deafUntil: 0, stalledUntil: 0 });
    Object.assign(faults, { ...noFlightFaults(), events: faults.events });
  }
};
