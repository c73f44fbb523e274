import { common, minimal } from 'mavlink-mappings';
import type { RecordTrouble } from '../../server/core/outage.ts';
import type { Rng } from '../../server/core/ports.ts';
import { encodeFields } from '../../server/mavlink/codec.ts';
import { encodeMode, type ModeName } from '../../server/mavlink/modes.ts';
import { noFlightFaults } from '../../sitl/autopilot/faults.ts';
import type { CommitPoint } from './faulty-store.ts';
import type { Slot } from './fleet.ts';
import { GOOD_QUALITY, type Quality } from './link-noise.ts';
import { between, chance, pick } from './people/person.ts';
import type { World } from './world.ts';

/** One kind of fault: how many of it a seed with full trouble has on average, and what it does. */
type Fault = {
  readonly kind: string;
  readonly perSeed: number;
  readonly strike: (scene: Scene) => void;
};

type Scene = { readonly world: World; readonly rng: Rng; readonly slot: Slot };

export type FaultCounts = Map<string, number>;

const later = ({ world }: Scene, ms: number, fn: () => void): void =>
  void world.timeline.at(world.timeline.now() + ms, fn);

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

/** Another ground station on the same link. */
const FOREIGN = { sysid: 250, compid: 190, seq: 1 };

const foreignMode =
  (mode: ModeName) =>
  ({ slot }: Scene): void => {
    const fields = {
      targetSystem: slot.sysid,
      baseMode: minimal.MavModeFlag.CUSTOM_MODE_ENABLED,
      customMode: encodeMode(mode),
    };
    if (slot.isUp()) slot.vehicle().onDatagram(encodeFields(common.SetMode, fields, FOREIGN));
  };

/** One that stands disarmed; in the air nothing of this is done. */
const onGround =
  (fn: (scene: Scene) => void) =>
  (scene: Scene): void => {
    const { armed, body } = scene.slot.vehicle().truth();
    if (!armed && body.onSurface && scene.slot.isUp()) fn(scene);
  };

type VehicleFaults = ReturnType<Slot['vehicle']>['faults'];

/** Something about the vehicle is bad for a while. */
const whileFaulty =
  (on: (faults: VehicleFaults, rng: Rng) => unknown, off: (faults: VehicleFaults) => unknown) =>
  (scene: Scene): void => {
    const { faults } = scene.slot.vehicle();
    on(faults, scene.rng);
    later(scene, between(scene.rng, 5000, 30_000), () => off(faults));
  };

const FAULTS: readonly Fault[] = [
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
  {
    kind: 'vehicle.refuses',
    perSeed: 1,
    strike: whileFaulty(
      (f) => (f.refuseArming = true),
      (f) => (f.refuseArming = false),
    ),
  },
  { kind: 'vehicle.reboot', perSeed: 1, strike: onGround(({ slot }) => slot.reboot()) },
  {
    kind: 'vehicle.drain',
    perSeed: 0.7,
    strike: ({ slot, rng }) => slot.vehicle().drain(0.2 + rng.unit() * 0.6),
  },
  {
    kind: 'vehicle.wind',
    perSeed: 1,
    strike: (scene) => {
      const { rng, slot } = scene;
      const wind = { speedMs: 3 + rng.unit() * 9, fromDeg: rng.unit() * 360, intensity: 0.15 };
      slot.vehicle().setWind(wind);
      later(scene, 60_000, () => slot.vehicle().setWind({ ...wind, speedMs: 0 }));
    },
  },
  {
    kind: 'vehicle.late_answers',
    perSeed: 0.5,
    strike: whileFaulty(
      (f, rng) => (f.ackDelayMs = between(rng, 500, 5000)),
      (f) => (f.ackDelayMs = 0),
    ),
  },
  {
    kind: 'vehicle.many_answers',
    perSeed: 0.5,
    strike: whileFaulty(
      (f) => (f.ackCopies = 3),
      (f) => (f.ackCopies = 1),
    ),
  },
  {
    kind: 'vehicle.dumb',
    perSeed: 0.5,
    strike: whileFaulty(
      (f) => f.dumb.add('commands'),
      (f) => f.dumb.delete('commands'),
    ),
  },
  {
    kind: 'vehicle.deaf',
    perSeed: 0.5,
    strike: whileFaulty(
      (f) => f.deaf.add('commands'),
      (f) => f.deaf.delete('commands'),
    ),
  },
  {
    kind: 'vehicle.jammed',
    perSeed: 0.5,
    strike: whileFaulty(
      (f) => (f.jamming = 3),
      (f) => (f.jamming = 1),
    ),
  },
  {
    kind: 'vehicle.gps_lost',
    perSeed: 0.2,
    strike: whileFaulty(
      (f) => (f.gnss = 'lost'),
      (f) => (f.gnss = 'none'),
    ),
  },
  {
    kind: 'vehicle.infeasible',
    perSeed: 0.3,
    strike: whileFaulty(
      (f) => (f.plan = 'infeasible'),
      (f) => (f.plan = 'none'),
    ),
  },
  {
    kind: 'vehicle.no_final_ack',
    perSeed: 0.3,
    strike: whileFaulty(
      (f) => (f.plan = 'no-final-ack'),
      (f) => (f.plan = 'none'),
    ),
  },
  {
    kind: 'vehicle.motor',
    perSeed: 0.2,
    strike: whileFaulty(
      (f) => (f.motorsOut = 1),
      (f) => (f.motorsOut = 0),
    ),
  },
  {
    kind: 'vehicle.twin',
    perSeed: 0.4,
    strike: ({ slot, rng }) => slot.addTwin(between(rng, 10_000, 40_000)),
  },
  { kind: 'foreign.hold', perSeed: 0.5, strike: foreignMode('AUTO.LOITER') },
  { kind: 'foreign.return', perSeed: 0.5, strike: foreignMode('AUTO.RTL') },
  { kind: 'foreign.land', perSeed: 0.3, strike: foreignMode('AUTO.LAND') },
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
