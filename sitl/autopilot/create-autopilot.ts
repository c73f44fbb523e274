import type { LonLat } from '../../server/core/geo.ts';
import type { Rng } from '../../server/core/ports.ts';
import { NJ10, packEnergyJ, type Airframe } from '../physics/airframe.ts';
import type { BodyState } from '../physics/body.ts';
import { estimated, startEstimate } from '../physics/estimator.ts';
import { STILL_AIR, type WindSetting } from '../physics/wind.ts';
import { noEventFaults } from './event-faults.ts';
import { noFileFaults } from './file-faults.ts';
import { createFileTree } from './file-tree.ts';
import { freshRun } from './mission-run.ts';
import { createParameters } from './parameters.ts';
import { restingPath } from './path.ts';
import { emptyTransfer } from './plan-transfer.ts';
import type { Autopilot } from './state.ts';

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
});

type Outlets = Pick<Autopilot, 'send' | 'text'>;

/** A vehicle at rest on its pad. Throws for an unknown parameter name. */
export const createAutopilot = (options: AutopilotOptions, outlets: Outlets): Autopilot => {
  const frame = options.frame ?? NJ10;
  const fullJ = packEnergyJ(frame);
  const body = startBody(options, fullJ);
  const estimateError = startEstimate((body.gust.random ^ ESTIMATE_SEED) >>> 0);
  const start = estimated(body, estimateError);
  return {
    ...outlets,
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
    bootMs: 0,
    body,
    estimateError,
    fix: start,
    mode: 'AUTO.LOITER',
    intendedMode: 'AUTO.LOITER',
    modeAfterDisarm: 'AUTO.LOITER',
    armed: false,
    armedWallMs: 0,
    landed: 'on_ground',
    landedSinceMs: 0,
    tookOff: false,
    liftWishedMs: undefined,
    home: undefined,
    homeChanges: 0,
    transfer: emptyTransfer,
    run: freshRun,
    shownItem: 0,
    runReached: undefined,
    missionStarted: false,
    missionFeasible: true,
    disarmedSinceRun: true,
    hold: start,
    holdSpeedMs: undefined,
    cruiseMs: undefined,
    takeoffAmslM: undefined,
    returning: { phase: 'climb', altAmslM: start.altAmslM, sinceMs: 0 },
    target: { kind: 'idle' },
    path: restingPath(start.at, start.altAmslM),
    failsafe: { kind: 'none' },
    batteryWarned: 'none',
    packId: 0,
    gcsHeardWallMs: undefined,
    gcsLost: false,
    faults: {
      muteLink: false,
      refuseArming: false,
      utcSkewMs: 0,
      files: noFileFaults(),
      events: noEventFaults(),
    },
  };
};
