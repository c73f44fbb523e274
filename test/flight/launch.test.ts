import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monoMs, type MonoMs } from '../../server/core/clock.ts';
import { stepLaunch } from '../../server/flight/launch.ts';
import { LAUNCH_STEPS } from '../../server/flight/launch-steps.ts';
import {
  isLaunchOver,
  NEW_LAUNCH,
  type LaunchEffect,
  type LaunchInput,
  type LaunchState,
} from '../../server/flight/launch-types.ts';
import { NO_FACTS, type OneShotOutcome, type VehicleFacts } from '../../server/flight/ports.ts';

const MISSION = 4711;
const FENCE = 12;
const RALLY = 34;
const STEP_MS = 100;
const HEARTBEAT_MS = 1000;

/** How the scripted vehicle, record and people behave; the default is a launch without trouble. */
type Script = {
  readonly upload?: 'fails' | 'hangs';
  readonly missionId?: number;
  readonly fenceId?: number;
  readonly rallyId?: number;
  readonly infeasible?: boolean;
  readonly blockers?: readonly string[];
  readonly modeStuck?: boolean;
  readonly seqStuck?: boolean;
  readonly sick?: boolean;
  readonly recordMs?: (record: string) => number;
  readonly recordFails?: string;
  readonly arm?: 'refused' | 'frame_lost' | 'ack_lost';
  readonly missionRefused?: boolean;
  readonly climbs?: boolean;
  readonly silentFrom?: string;
  readonly disarms?: boolean;
  readonly cancelAt?: string;
  /** Somebody else's mission comes aboard with this effect. */
  readonly replacedAt?: string;
  readonly fenceReplacedAt?: string;
  readonly rallyReplacedAt?: string;
  readonly rebootsAt?: string;
  readonly shadowedAt?: string;
  /** COM_DISARM_PRFLT as it was read; the scripted vehicle does not obey it. */
  readonly autoDisarmS?: number;
  readonly keptBack?: { readonly frame: 'arm' | 'start'; readonly at: string };
};

type Run = {
  readonly state: LaunchState;
  readonly did: readonly string[];
  /** When each effect was first given, ms. */
  readonly times: ReadonlyMap<string, number>;
};

const nameOf = (effect: LaunchEffect): string => {
  if (effect.kind === 'record') return `record ${effect.record}`;
  if (effect.kind === 'set_mode') return `mode ${effect.mode}`;
  if (effect.kind === 'progress') return `${effect.step} ${effect.state}`;
  return effect.kind;
};

/** A small vehicle with 1 Hz telemetry and the machine's runner, under virtual time. */
const fly = (script: Script): Run => {
  let now: MonoMs = monoMs(1000);
  let state: LaunchState = NEW_LAUNCH;
  const did: string[] = [];
  const times = new Map<string, number>();
  const due: { at: number; input: () => LaunchInput }[] = [];
  const vehicle = {
    armed: false,
    mode: 'AUTO.MISSION',
    seq: 3,
    missionId: 0,
    fenceId: 0,
    rallyId: 0,
    relAltM: 0,
    silent: false,
    boots: 0,
    shadowed: false,
  };
  let told: VehicleFacts = NO_FACTS;

  const at = <T>(value: T) => ({ value, at: now });
  const tell = (): void => {
    if (vehicle.silent) return;
    told = {
      ...NO_FACTS,
      boots: vehicle.boots,
      idConflict: vehicle.shadowed,
      heartbeat: at({ armed: vehicle.armed, mode: vehicle.mode }),
      landed: at(vehicle.relAltM > 0 ? ('in_air' as const) : ('on_ground' as const)),
      position: at({
        at: [118, 32] as const,
        altAmslM: 20,
        relAltM: vehicle.relAltM,
        groundSpeedMs: 0,
        climbMs: 0,
        headingDeg: undefined,
      }),
      mission: at({
        seq: vehicle.seq,
        total: 4,
        id: vehicle.missionId,
        fenceId: vehicle.fenceId,
        rallyId: vehicle.rallyId,
        run: script.infeasible === true ? ('no_mission' as const) : ('not_started' as const),
      }),
      health: at({ prearmOk: script.sick !== true, unhealthy: [] }),
    };
  };
  const later = (ms: number, input: () => LaunchInput): void => void due.push({ at: now + ms, input });
  const armOutcome = (outcome: OneShotOutcome): void =>
    later(300, () => ({ kind: 'arm_outcome', outcome, now }));

  const arm = (): void => {
    if (script.arm === 'refused') return armOutcome({ kind: 'refused', sentence: 'DENIED' });
    if (script.arm !== 'frame_lost') vehicle.armed = true;
    const lost = script.arm === 'frame_lost' || script.arm === 'ack_lost';
    armOutcome(lost ? { kind: 'unanswered', sentence: 'no answer' } : { kind: 'accepted' });
  };
  const setMode = (mode: string): void => {
    if (mode === 'AUTO.LOITER' && script.modeStuck !== true) vehicle.mode = mode;
    if (mode !== 'AUTO.MISSION' || script.missionRefused === true) return;
    vehicle.mode = mode;
    if (vehicle.armed && script.climbs !== false) vehicle.relAltM = 5;
  };
  const upload = (): void => {
    if (script.upload === 'hangs') return;
    vehicle.missionId = script.missionId ?? MISSION;
    vehicle.fenceId = script.fenceId ?? FENCE;
    vehicle.rallyId = script.rallyId ?? RALLY;
    later(500, () =>
      script.upload === 'fails'
        ? { kind: 'failed', code: 'upload_failed', sentence: 'refused', now }
        : { kind: 'uploaded', missionId: MISSION, fenceId: FENCE, rallyId: RALLY, boots: 0, now },
    );
  };
  const record = (what: Extract<LaunchEffect, { kind: 'record' }>['record']): void => {
    if (script.recordFails === what)
      later(10, () => ({ kind: 'failed', code: 'record_failed', sentence: 'disk full', now }));
    else later(script.recordMs?.(what) ?? 10, () => ({ kind: 'recorded', record: what, facts: told, now }));
  };
  const disarm = (): void => {
    if (script.disarms !== false && vehicle.relAltM === 0) vehicle.armed = false;
  };
  const act = (effect: LaunchEffect): void => {
    if (effect.kind === 'arm') arm();
    if (effect.kind === 'set_mode') setMode(effect.mode);
    if (effect.kind === 'upload') upload();
    if (effect.kind === 'record') record(effect.record);
    if (effect.kind === 'set_current' && script.seqStuck !== true) vehicle.seq = 0;
    if (effect.kind === 'disarm') disarm();
    if (effect.kind === 'preflight')
      later(10, () => ({
        kind: 'preflight',
        blockers: script.blockers ?? [],
        autoDisarmS: script.autoDisarmS,
        now,
      }));
  };
  const execute = (effect: LaunchEffect): void => {
    const name = nameOf(effect);
    did.push(name);
    if (!times.has(name)) times.set(name, now);
    if (script.silentFrom === name) vehicle.silent = true;
    if (script.rebootsAt === name) vehicle.boots += 1;
    if (script.shadowedAt === name) vehicle.shadowed = true;
    if (script.cancelAt === name) later(0, () => ({ kind: 'cancel', sentence: 'stop', now }));
    if (script.keptBack?.at === name) {
      const { frame } = script.keptBack;
      return later(0, () => ({ kind: 'kept_back', frame, sentence: 'no grant', now }));
    }
    act(effect);
    if (script.replacedAt === name) vehicle.missionId = 99;
    if (script.fenceReplacedAt === name) vehicle.fenceId = 99;
    if (script.rallyReplacedAt === name) vehicle.rallyId = 99;
  };
  const feed = (input: LaunchInput): void => {
    const next = stepLaunch(state, input);
    state = next.state;
    next.effects.forEach(execute);
  };

  tell();
  feed({ kind: 'start', itemCount: 4, now });
  for (let i = 0; i < 2000 && !isLaunchOver(state); i++) {
    now = monoMs(now + STEP_MS);
    if (now % HEARTBEAT_MS === 0) tell();
    for (const each of due.splice(0)) {
      if (each.at <= now) feed(each.input());
      else due.push(each);
    }
    feed({ kind: 'facts', facts: told, now });
  }
  return { state, did, times };
};

const ends = (script: Script): string => {
  const { state } = fly(script);
  return 'reason' in state ? `${state.kind} ${state.reason.code}` : state.kind;
};

/** COM_DISARM_PRFLT as it was read, s, and how long it then stands on the ground, ms. */
const STANDS: readonly (readonly [autoDisarmS: number | undefined, standsForMs: number])[] = [
  [10, 12_000],
  [undefined, 12_000],
  [5, 7000],
  // It never disarms by itself: the climb has its own 20 s, after the mission was seen.
  [0, 21_000],
];

describe('launch', () => {
  it('[FL8] takes its steps in order, each recorded before the next command', () => {
    const { state, did } = fly({});
    expect(state.kind).toBe('flying');
    expect(did.filter((each) => each.endsWith(' done'))).toEqual(LAUNCH_STEPS.map((step) => `${step} done`));
    expect(did.filter((each) => !/ (running|done)$/.test(each))).toEqual([
      'upload',
      'record UPLOADED',
      'record VERIFIED',
      'preflight',
      'record PREFLIGHT',
      'mode AUTO.LOITER',
      'set_current',
      'record AUTHORISED',
      'record ARM_INTENT',
      'arm',
      'record CONFIRMED',
      'mode AUTO.MISSION',
    ]);
  });

  it.each<[string, Script, string]>([
    ['the upload fails', { upload: 'fails' }, 'aborted upload_failed'],
    ['the upload hangs', { upload: 'hangs' }, 'aborted upload_timeout'],
    ['another mission is aboard', { missionId: 1 }, 'aborted verify_timeout'],
    ['another fence is aboard', { fenceId: 1 }, 'aborted verify_timeout'],
    ['there is no fence aboard', { fenceId: 0 }, 'aborted verify_timeout'],
    ['other rally points are aboard', { rallyId: 1 }, 'aborted verify_timeout'],
    ['the mission is not feasible', { infeasible: true }, 'aborted verify_timeout'],
    ['a check speaks against it', { blockers: ['Battery.'] }, 'aborted preflight_blocked'],
    ['LOITER is not reached', { modeStuck: true }, 'aborted mode_timeout'],
    ['item 0 is not reached', { seqStuck: true }, 'aborted current_timeout'],
    ['the vehicle is not well', { sick: true }, 'aborted current_timeout'],
    ['the intent cannot be written', { recordFails: 'ARM_INTENT' }, 'aborted record_failed'],
    ['arming is refused', { arm: 'refused' }, 'aborted arm_refused'],
    ['the arming frame is lost', { arm: 'frame_lost' }, 'aborted arm_unconfirmed'],
    ['the mission mode is refused', { missionRefused: true }, 'aborted mission_mode_timeout'],
    ['it does not climb', { climbs: false }, 'aborted no_climb'],
    ['it does not disarm', { climbs: false, disarms: false }, 'unknown disarm_failed'],
    ['it is silent after arming', { silentFrom: 'arm' }, 'unknown disarm_failed'],
    ['it is called off before arming', { cancelAt: 'set_current' }, 'aborted cancelled'],
    ['it is called off while arming', { cancelAt: 'arm' }, 'aborted cancelled'],
    ['another mission comes before arming', { replacedAt: 'record ARM_INTENT' }, 'aborted gate_closed'],
    ['another fence comes before arming', { fenceReplacedAt: 'record ARM_INTENT' }, 'aborted gate_closed'],
    ['other rally points come while arming', { rallyReplacedAt: 'arm' }, 'aborted gate_closed'],
    ['another mission comes while arming', { replacedAt: 'arm' }, 'aborted gate_closed'],
    [
      'another mission comes before take-off',
      { replacedAt: 'mode AUTO.MISSION', climbs: false },
      'aborted gate_closed',
    ],
    ['it starts anew after the upload', { rebootsAt: 'record UPLOADED' }, 'aborted current_timeout'],
    ['it starts anew before arming', { rebootsAt: 'set_current' }, 'aborted current_timeout'],
    ['its system id is claimed by another', { shadowedAt: 'set_current' }, 'aborted current_timeout'],
  ])('[FL11] when %s', (_, script, outcome) => {
    expect(ends(script)).toBe(outcome);
  });

  it.each(STANDS)(
    '[FL20] COM_DISARM_PRFLT %s: who does not take off is disarmed after %i ms',
    (autoDisarmS, standsForMs) => {
      const { state, times } = fly({ climbs: false, ...(autoDisarmS === undefined ? {} : { autoDisarmS }) });
      expect(state).toMatchObject({ kind: 'aborted', reason: { code: 'no_climb' } });
      const stoodMs = (times.get('disarm') ?? 0) - (times.get('arm done') ?? 0);
      expect(Math.abs(stoodMs - standsForMs)).toBeLessThanOrEqual(500);
    },
  );

  it.each<[frame: 'arm' | 'start', at: string, ends: string]>([
    ['arm', 'arm', 'aborted'],
    ['start', 'mode AUTO.MISSION', 'standing_down'],
  ])('[FL18] a frame (%s) that the guard keeps back', (frame, at, kind) => {
    const { state, did } = fly({ keptBack: { frame, at } });
    expect(state).toMatchObject({ kind: 'aborted', reason: { code: 'guard_refused' } });
    expect(did.includes('disarm')).toBe(kind === 'standing_down');
  });

  it('[FL9] acts on no intent that took too long to write', () => {
    const { state, did } = fly({ recordMs: (record) => (record === 'ARM_INTENT' ? 4000 : 10) });
    expect(state).toMatchObject({ kind: 'aborted', reason: { code: 'intent_expired' } });
    expect(did).not.toContain('arm');
  });

  it('[FL10] closes (INV-S3) the gate on telemetry older than 5 s', () => {
    const { state, did } = fly({
      silentFrom: 'record AUTHORISED',
      recordMs: (record) => (record === 'AUTHORISED' ? 6000 : 10),
    });
    expect(state).toMatchObject({ kind: 'aborted', reason: { code: 'gate_closed' } });
    expect(did).not.toContain('arm');
  });

  it('[FL10] (INV-S3) never starts a mission that came aboard with the arming', () => {
    const { did } = fly({ replacedAt: 'record ARM_INTENT' });
    expect(did).not.toContain('mode AUTO.MISSION');
    expect(did).toContain('disarm');
  });

  it('[FL12] flies on a lost acknowledgement, in doubt meanwhile, with one arming frame', () => {
    const { state, did } = fly({ arm: 'ack_lost' });
    expect(state.kind).toBe('flying');
    expect(did.filter((each) => each === 'arm')).toHaveLength(1);
  });

  it('[FL9] (INV-S1, INV-S2) arms at most once and only after its intent, whatever goes wrong', () => {
    const script: fc.Arbitrary<Script> = fc.record(
      {
        upload: fc.constantFrom('fails', 'hangs'),
        missionId: fc.constantFrom(MISSION, 1),
        infeasible: fc.boolean(),
        modeStuck: fc.boolean(),
        seqStuck: fc.boolean(),
        sick: fc.boolean(),
        recordFails: fc.constantFrom('UPLOADED', 'AUTHORISED', 'ARM_INTENT', 'CONFIRMED'),
        arm: fc.constantFrom('refused', 'frame_lost', 'ack_lost'),
        missionRefused: fc.boolean(),
        climbs: fc.boolean(),
        silentFrom: fc.constantFrom('preflight', 'set_current', 'arm', 'mode AUTO.MISSION'),
        disarms: fc.boolean(),
        cancelAt: fc.constantFrom('upload', 'record ARM_INTENT', 'arm', 'mode AUTO.MISSION'),
      },
      { requiredKeys: [] },
    );
    const property = fc.property(script, (each) => {
      const { state, did } = fly(each);
      const armed = did.indexOf('arm');
      expect(isLaunchOver(state)).toBe(true);
      expect(did.lastIndexOf('arm')).toBe(armed);
      if (armed >= 0) expect(did.slice(0, armed)).toContain('record ARM_INTENT');
    });
    fc.assert(property, { numRuns: 300, verbose: true });
  });
});
