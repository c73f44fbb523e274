import { inAir, later, onFlyer, onGround, whileFaulty, type Fault } from './fault.ts';
import { between } from './people/person.ts';

/** What happens to the vehicles. */
export const VEHICLE_FAULTS: readonly Fault[] = [
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
    strike: onFlyer(
      whileFaulty(
        (f) => (f.gnss = 'lost'),
        (f) => (f.gnss = 'none'),
      ),
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
    strike: onFlyer(
      whileFaulty(
        (f) => (f.motorsOut = 1),
        (f) => (f.motorsOut = 0),
      ),
    ),
  },
  {
    kind: 'vehicle.twin',
    perSeed: 0.4,
    strike: ({ slot, rng }) => slot.addTwin(between(rng, 10_000, 40_000)),
  },
  { kind: 'vehicle.reboot_in_air', perSeed: 0.12, strike: inAir(({ slot }) => slot.reboot()) },
  {
    kind: 'vehicle.motors',
    perSeed: 0.1,
    strike: onFlyer(
      whileFaulty(
        (f) => (f.motorsOut = 2),
        (f) => (f.motorsOut = 0),
      ),
    ),
  },
  {
    kind: 'vehicle.gps_stuck',
    perSeed: 0.2,
    strike: onFlyer(
      whileFaulty(
        (f) => (f.gnss = 'stuck'),
        (f) => (f.gnss = 'none'),
      ),
    ),
  },
  {
    kind: 'vehicle.gps_drifts',
    perSeed: 0.25,
    strike: whileFaulty(
      (f, rng) => {
        f.gnss = 'drifting';
        f.gnssDriftMs = { northMs: 5 + rng.unit() * 10, eastMs: 5 };
      },
      (f) => (f.gnss = 'none'),
    ),
  },
  {
    kind: 'vehicle.astray',
    perSeed: 0.4,
    strike: whileFaulty(
      (f) => (f.astrayMs = 4.3),
      (f) => (f.astrayMs = 0),
    ),
  },
  {
    kind: 'vehicle.spoofed',
    perSeed: 0.3,
    strike: whileFaulty(
      (f) => (f.spoofing = 3),
      (f) => (f.spoofing = 1),
    ),
  },
  {
    kind: 'vehicle.sensors',
    perSeed: 0.3,
    strike: whileFaulty(
      (f) => Object.assign(f, { magLost: true, baroLost: true }),
      (f) => Object.assign(f, { magLost: false, baroLost: false }),
    ),
  },
  {
    kind: 'vehicle.clock',
    perSeed: 0.3,
    strike: whileFaulty(
      (f, rng) => (f.utcSkewMs = between(rng, -5000, 5000)),
      (f) => (f.utcSkewMs = 0),
    ),
  },
  {
    kind: 'vehicle.mute',
    perSeed: 0.5,
    strike: onFlyer(
      whileFaulty(
        (f) => (f.muteTx = true),
        (f) => (f.muteTx = false),
      ),
    ),
  },
  {
    kind: 'vehicle.hungry',
    perSeed: 0.3,
    strike: whileFaulty(
      (f) => (f.extraDrainW = 20_000),
      (f) => (f.extraDrainW = 0),
    ),
  },
  ...(['wrong-sequence', 'error-ack', 'busy'] as const).map((plan): Fault => ({
    kind: `vehicle.plan_${plan.replace('-', '_')}`,
    perSeed: 0.25,
    strike: whileFaulty(
      (f) => (f.plan = plan),
      (f) => (f.plan = 'none'),
    ),
  })),
];
