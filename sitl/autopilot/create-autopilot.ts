import type { LonLat } from '../../server/core/geo.ts';
import type { Rng } from '../../server/core/ports.ts';
import { NJ10, packEnergyJ, type Airframe } from '../physics/airframe.ts';
import type { BodyState } from '../physics/body.ts';
import { RELAXED } from '../physics/loops.ts';
import { estimated, startEstimate } from '../physics/estimator.ts';
import { STILL_AIR, type WindSetting } from '../physics/wind.ts';
import { noEventFaults } from './event-faults.ts';
import { infeasible } from './feasibility.ts';
import { noFlightFaults } from './faults.ts';
import { noFileFaults } from './file-faults.ts';
import { GOOD_GNSS } from './gnss.ts';
import { PX4_MAIN, type Quirks } from './quirks.ts';
import { createFileTree } from './file-tree.ts';
import { freshRun } from './mission-run.ts';
import { createParameters } from './parameters.ts';
import { restingPath } from './path.ts';
import { emptyTransfer } from './plan-transfer.ts';
import type { Autopilot, Fix } from './state.ts';

export type AutopilotOptions = {
  readonly sysid: number;
  /** Where it stands at the start, WGS-84, height AMSL of the pad. */
  readonly home: { readonly at: LonLat; readonly altAmslM: number };
  /** Monotonic and wall time of the start, ms. */
  readonly nowMs: number;
  readonly wallMs: number;
  readonly rng: Rng;
  readonly payloadKg?: number;
  readonly wind?: WindSetting;
  readonly frame?: Airframe;
  /** Height of ground, roofs and pads, AMSL; default flat at home's height. */
  readonly surfaceAmslM?: (at: LonLat) => number;
  readonly parameters?: Readonly<Record<string, number>>;
  /** Where it differs from PX4's main branch. */
  readonly quirks?: Partial<Quirks>;
};

/** MAV_COMP_ID_AUTOPILOT1. */
export const COMPONENT_AUTOPILOT = 1;
const UID2_BYTES = 18;
/** Sets the walk of the estimator apart from the gusts, which have the same seed. */
const ESTIMATE_SEED = 0x5bd1_e995;

const startBody = (options: AutopilotOptions, energyJ: number): BodyState => ({
  at: options.home.at,
  altAmslM: options.home.altAmslM,
  northMs: 0,
  eastMs: 0,
  upMs: 0,
  yawDeg: 0,
  onSurface: true,
  gust: { northMs: 0, eastMs: 0, random: Math.floor(options.rng.unit() * 2 ** 32) },
  energyJ,
  powerW: 0,
  airspeedMs: 0,
  loops: RELAXED,
});

type Outlets = Pick<Autopilot, 'send' | 'text'>;

type BootState = Pick<
  Autopilot,
  | 'bootMs'
  | 'mode'
  | 'intendedMode'
  | 'modeAfterDisarm'
  | 'armed'
  | 'armedWallMs'
  | 'armAuth'
  | 'armAsked'
  | 'landed'
  | 'landedSinceMs'
  | 'tookOff'
  | 'liftWishedMs'
  | 'home'
  | 'run'
  | 'shownItem'
  | 'runReached'
  | 'missionStarted'
  | 'missionFeasible'
  | 'disarmedSinceRun'
  | 'hold'
  | 'holdSpeedMs'
  | 'cruiseMs'
  | 'takeoffAmslM'
  | 'returning'
  | 'target'
  | 'path'
  | 'failsafe'
  | 'batteryWarned'
  | 'gnss'
  | 'orbit'
  | 'outside'
  | 'gcsHeardWallMs'
  | 'gcsLost'
>;

/** What each boot begins with; parameters, plans, pack and place stay. */
const bootState = (fix: Fix): BootState => ({
  bootMs: 0,
  mode: 'AUTO.LOITER',
  intendedMode: 'AUTO.LOITER',
  modeAfterDisarm: 'AUTO.LOITER',
  armed: false,
  armedWallMs: 0,
  armAuth: { kind: 'idle' },
  armAsked: undefined,
  landed: 'on_ground',
  landedSinceMs: 0,
  tookOff: false,
  liftWishedMs: undefined,
  home: undefined,
  run: freshRun,
  shownItem: 0,
  runReached: undefined,
  missionStarted: false,
  missionFeasible: true,
  disarmedSinceRun: true,
  hold: fix,
  holdSpeedMs: undefined,
  cruiseMs: undefined,
  takeoffAmslM: undefined,
  returning: { phase: 'climb', altAmslM: fix.altAmslM, sinceMs: 0, to: fix },
  target: { kind: 'idle' },
  path: restingPath(fix.at, fix.altAmslM),
  failsafe: { kind: 'none' },
  batteryWarned: 'none',
  gnss: GOOD_GNSS,
  orbit: undefined,
  outside: false,
  gcsHeardWallMs: undefined,
  gcsLost: false,
});

/** Starts the autopilot anew where the vehicle is now: with motors off, whatever it was doing. */
export const reboot = (ap: Autopilot, utcMs: number): void => {
  Object.assign(ap, bootState(ap.fix), { bootWallMs: utcMs, startWallMs: ap.wallMs });
  ap.transfer = { ...ap.transfer, session: { kind: 'idle' } };
  ap.missionFeasible = infeasible(ap) === undefined;
};

/** A vehicle at rest on its pad. Throws for an unknown parameter name. */
export const createAutopilot = (options: AutopilotOptions, outlets: Outlets): Autopilot => {
  const frame = options.frame ?? NJ10;
  const fullJ = packEnergyJ(frame);
  const body = startBody(options, fullJ);
  const estimateError = startEstimate((body.gust.random ^ ESTIMATE_SEED) >>> 0);
  const start = estimated(body, estimateError);
  const quirks = { ...PX4_MAIN, ...options.quirks };
  return {
    ...outlets,
    ...bootState(start),
    sysid: options.sysid,
    compid: COMPONENT_AUTOPILOT,
    uid2: [...options.rng.bytes(UID2_BYTES)],
    rng: options.rng,
    files: createFileTree(),
    parameters: createParameters({ MAV_SYS_ID: options.sysid, ...options.parameters }),
    world: {
      frame,
      payloadKg: options.payloadKg ?? 0,
      wind: options.wind ?? STILL_AIR,
      surfaceAmslM: options.surfaceAmslM ?? (() => options.home.altAmslM),
    },
    fullJ,
    wallMs: options.nowMs,
    bootWallMs: options.wallMs,
    startWallMs: options.nowMs,
    body,
    estimateError,
    fix: start,
    homeChanges: 0,
    transfer: emptyTransfer(quirks),
    packId: 0,
    zones: [],
    quirks,
    faults: {
      ...noFlightFaults(),
      utcSkewMs: 0,
      files: noFileFaults(),
      events: noEventFaults(),
    },
  };
};
