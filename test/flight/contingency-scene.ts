import { monoMs } from '../../server/core/clock.ts';
import { destination, type LonLat } from '../../server/core/geo.ts';
import {
  newContingency,
  stepContingency,
  type Contingency,
  type ContingencyEffect,
  type ContingencyInput,
} from '../../server/flight/contingency.ts';
import type { ContingencyLook } from '../../server/flight/contingency-types.ts';
import { failsafeProfile } from '../../server/flight/forecast-params.ts';
import { NO_FACTS, type VehicleFacts } from '../../server/flight/ports.ts';
import { newSigns, stepSigns, type Signs } from '../../server/flight/signs.ts';

export const START: LonLat = [118.7, 32];
const STEP_MS = 200;
const SPEED_MS = 16;
const GRAVITY = 9.80665;
/** Drag of the air as the estimate takes it, 1/s. */
export const DRAG = 0.4;

export type Position = NonNullable<VehicleFacts['position']>['value'];

/** What is otherwise than in a flight that goes well; `s` = seconds since it began. */
export type Trouble = {
  readonly position?: (s: number, well: Position) => Partial<Position>;
  readonly facts?: (s: number, now: number) => Partial<VehicleFacts>;
  readonly look?: (s: number) => Partial<ContingencyLook>;
  /** Undefined: it lasts. */
  readonly lastsS?: number;
  readonly share?: number;
};

const PLAN: ContingencyLook['plan'] = {
  legs: [],
  battery: { startPct: 100, usedPct: 60, expectedUsedPct: 60, landingPct: 40, reservePct: 25 },
  flightS: 600,
  landingS: 60,
};

const FLIES = failsafeProfile(
  new Map([
    ['NAV_DLL_ACT', 2],
    ['COM_LOW_BAT_ACT', 3],
    ['BAT_CRIT_THR', 0.2],
  ]),
);

const leanFor = (airMs: number): number => -(Math.atan((DRAG * airMs) / GRAVITY) * 180) / Math.PI;

/** East at cruise speed in still air, everything heard just now. */
const wellAt = (atMs: number): VehicleFacts => {
  const heard = <T>(value: T) => ({ value, at: monoMs(atMs) });
  const at = destination(START, (SPEED_MS * atMs) / 1000, 90);
  return {
    ...NO_FACTS,
    heartbeat: heard({ armed: true, mode: 'AUTO.MISSION', status: 'ACTIVE' }),
    landed: heard('in_air'),
    battery: heard(95),
    gps: heard({ fix: 3, satellites: 14, at }),
    attitude: heard({ rollDeg: 0, pitchDeg: leanFor(SPEED_MS), yawDeg: 90 }),
    clock: heard({ utcSkewMs: 0, uncertaintyMs: 5, rate: 1 }),
    health: heard({ prearmOk: true, unhealthy: [] }),
    position: heard({
      at,
      altAmslM: 120,
      relAltM: 100,
      groundSpeedMs: SPEED_MS,
      northMs: 0,
      eastMs: SPEED_MS,
      climbMs: 0,
      headingDeg: 90,
    }),
  };
};

/** When the trouble begins, seconds. */
export const BEGINS_S = 20;

const factsAt = (ms: number, trouble: Trouble): VehicleFacts => {
  const well = wellAt(ms);
  const s = ms / 1000 - BEGINS_S;
  if (s < 0 || s >= (trouble.lastsS ?? Infinity)) return well;
  const position = well.position;
  const moved = position && {
    ...position,
    value: { ...position.value, ...trouble.position?.(s, position.value) },
  };
  return { ...well, position: moved, ...trouble.facts?.(s, ms) };
};

/** A flight of which nothing is amiss but the trouble. */
export const flightWith = (trouble: Trouble) => {
  let ms = 0;
  let signs: Signs = newSigns(monoMs(0));
  let state: Contingency = newContingency();
  const log: { readonly s: number; readonly effect: ContingencyEffect }[] = [];

  const put = (input: ContingencyInput): void => {
    const next = stepContingency(state, input);
    state = next.state;
    log.push(...next.effects.map((effect) => ({ s: ms / 1000 - BEGINS_S, effect })));
  };

  const look = (): void => {
    const facts = factsAt(ms, trouble);
    const now = monoMs(ms);
    signs = stepSigns(signs, facts, now);
    const s = ms / 1000 - BEGINS_S;
    const there = s >= 0 && s < (trouble.lastsS ?? Infinity);
    const share = trouble.share ?? 0.3;
    put({
      kind: 'looked',
      look: {
        now,
        state: 'EN_ROUTE',
        facts,
        heard: ms - (facts.heartbeat?.at ?? -Infinity) < 5000,
        plan: PLAN,
        progress: {
          leg: 0,
          alongM: share * 10_000,
          remainingM: (1 - share) * 10_000,
          share,
          crossTrackM: 0,
          etaS: 300,
        },
        flies: FLIES,
        fenceAction: 2,
        signs,
        deviations: [],
        forecast: undefined,
        overdueS: undefined,
        outsideFence: false,
        zoneHere: undefined,
        zoneAhead: undefined,
        overWater: false,
        windLimitMs: 10,
        stationWindMs: undefined,
        weather: [],
        padClear: true,
        ways: {},
        temperature: undefined,
        ...(there ? trouble.look?.(s) : {}),
      },
    });
  };

  return {
    log,
    state: () => state,
    put,
    /** Turns the clock to that many seconds after the trouble has begun. */
    runTo: (s: number): void => {
      for (; ms <= (s + BEGINS_S) * 1000; ms += STEP_MS) look();
    },
    /** Seconds after the beginning at which that effect came first. */
    when: (kind: ContingencyEffect['kind']): number | undefined =>
      log.find(({ effect }) => effect.kind === kind)?.s,
    first: <K extends ContingencyEffect['kind']>(kind: K) =>
      log.find(({ effect }) => effect.kind === kind)?.effect as
        | Extract<ContingencyEffect, { kind: K }>
        | undefined,
  };
};
