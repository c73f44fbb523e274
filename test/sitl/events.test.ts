import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { crc32Part } from '../../server/mavlink/crc32.ts';
import {
  CurrentEventSequence,
  Event,
  RequestEvent,
  ResponseEventError,
} from '../../server/mavlink/event-messages.ts';
import { eventId } from '../../server/mavlink/events/event-id.ts';
import { unpack } from '../../server/mavlink/events/unpack.ts';
import { ComponentMetadata } from '../../server/mavlink/extra-messages.ts';
import { armingChecks } from '../../sitl/autopilot/arming-checks.ts';
import { armingBlock } from '../../sitl/autopilot/commander.ts';
import { createAutopilot } from '../../sitl/autopilot/create-autopilot.ts';
import type { Autopilot, FlightMode } from '../../sitl/autopilot/state.ts';
import { seededRng } from '../../sitl/physics/random.ts';
import { bench, HOME, SYSID, type Bench } from './support.ts';

const [ARM, RUN_PREARM_CHECKS, REQUEST_MESSAGE] = [400, 401, 512];
const SUMMARY = eventId('commander_arming_check_summary');
const HEALTH = eventId('commander_health_summary');
const target = { targetSystem: SYSID, targetComponent: 1 };

const ready = (): Bench => {
  const b = bench();
  b.run(6000);
  return b;
};

const NAV_STATE: Readonly<Record<string, number>> = {
  POSCTL: 2,
  'AUTO.MISSION': 3,
  'AUTO.LOITER': 4,
  'AUTO.RTL': 5,
  'AUTO.TAKEOFF': 17,
  'AUTO.LAND': 18,
  DESCEND: 12,
  ORBIT: 21,
};

const hasBit = (bits: number, bit: number): boolean => Math.floor(bits / 2 ** bit) % 2 === 1;

/** An autopilot at rest, its estimator ready, changed as the test wants it. */
const autopilot = (change: (ap: Autopilot) => void): Autopilot => {
  const ap = createAutopilot(
    { sysid: SYSID, home: HOME, nowMs: 0, wallMs: 0, rng: seededRng(1) },
    { send: () => undefined, text: () => undefined },
  );
  ap.bootMs = 10_000;
  ap.wallMs = 10_000;
  ap.gcsHeardWallMs = 9500;
  change(ap);
  return ap;
};

describe('events of the embedded vehicle', () => {
  it.each<[string, string | undefined, (ap: Autopilot) => void]>([
    ['is well', undefined, () => undefined],
    ['has just booted', 'check_estimator_missing_data', (ap) => (ap.bootMs = 100)],
    ['has a sick motor', 'check_failure_detector_arm_esc', (ap) => (ap.faults.refuseArming = true)],
    ['hears no ground station', 'check_rc_dl_no_dllink', (ap) => (ap.gcsHeardWallMs = undefined)],
    ['has an empty battery', 'check_battery_critical', (ap) => (ap.body = { ...ap.body, energyJ: 0 })],
    [
      'sees no satellites',
      'check_estimator_gps_fix_too_low',
      (ap) => (ap.gnss = { ...ap.gnss, badSinceMs: 1 }),
    ],
  ])('an arming report of a vehicle that %s says what arming does, and why', (_what, reason, change) => {
    const ap = autopilot(change);
    const { canArm, checks } = armingChecks(ap);
    for (const [mode, bit] of Object.entries(NAV_STATE)) {
      const now = { ...ap, mode: mode as FlightMode };
      const own = armingChecks(now);
      expect([mode, hasBit(own.canArm, bit)]).toEqual([mode, armingBlock(now) === undefined]);
      const isRefused = !hasBit(canArm, bit);
      expect([mode, checks.some(({ modes }) => hasBit(modes, bit))]).toEqual([mode, isRefused]);
    }
    if (reason !== undefined) expect(checks.map(({ name }) => name)).toContain(reason);
    else expect(hasBit(canArm, 4)).toBe(true);
  });

  it('tells a report when it is asked, from summary to summary, but not while armed', () => {
    const b = ready();
    b.clear();
    b.command(RUN_PREARM_CHECKS);
    b.run(100);
    const ids = b.all(Event).map(({ id }) => id);
    expect([ids.at(0), ids.at(-1), ids.length]).toEqual([SUMMARY, HEALTH, 4]);
    b.command(ARM, [1]);
    b.run(3000);
    b.clear();
    expect(b.command(RUN_PREARM_CHECKS)).toBe(1);
    b.run(100);
    expect(b.all(Event).filter(({ id }) => id === SUMMARY)).toEqual([]);
  });

  it('tells a report by itself when it changes, and what happens as events', () => {
    const b = ready();
    b.clear();
    b.vehicle.faults.refuseArming = true;
    b.run(3000);
    expect(b.all(Event).map(({ id }) => id)).toContain(eventId('check_failure_detector_arm_esc'));
    b.vehicle.faults.refuseArming = false;
    b.run(3000);
    b.clear();
    b.command(ARM, [1]);
    expect(b.all(Event)[0]).toMatchObject({ id: eventId('commander_armed_by'), logLevels: 0x66 });
  });

  it('numbers its events without a gap, over the wrap, and tells the newest number every 3 s', () => {
    const b = bench();
    b.run(20_000);
    b.command(RUN_PREARM_CHECKS);
    b.command(RUN_PREARM_CHECKS);
    b.run(6000);
    const numbers = b.all(Event).map(({ sequence }) => sequence);
    expect(numbers[0]).toBe(65_526);
    expect(numbers.every((number, at) => at === 0 || number === ((numbers[at - 1] ?? 0) + 1) % 65_536)).toBe(
      true,
    );
    expect(numbers.at(-1)).toBeLessThan(100);
    const current = b.all(CurrentEventSequence);
    expect(current.length).toBeGreaterThanOrEqual(7);
    expect(current.at(-1)).toEqual({ sequence: numbers.at(-1), flags: 0 });
  });

  it('says again what it still has, and names the next one for what it has not', () => {
    const b = ready();
    const [first] = b.all(Event);
    if (first === undefined) throw new Error('no event was heard');
    b.clear();
    b.send(RequestEvent, { ...target, firstSequence: first.sequence - 1, lastSequence: first.sequence });
    b.run(20);
    expect(b.all(Event)).toEqual([first]);
    expect(b.all(ResponseEventError)).toMatchObject([
      { sequence: first.sequence - 1, sequenceOldestAvailable: first.sequence, reason: 0 },
    ]);
  });

  it('counts anew with the reset flag when it is made to', () => {
    const b = ready();
    b.clear();
    b.vehicle.faults.events.startAnew = true;
    b.run(100);
    expect(b.all(CurrentEventSequence)).toEqual([{ sequence: 65_525, flags: 1 }]);
  });

  it('names its metadata, whose sums are right and whose packed files are the plain ones', async () => {
    const b = ready();
    b.command(REQUEST_MESSAGE, [ComponentMetadata.MSG_ID]);
    const named = b.last(ComponentMetadata);
    expect(named?.uri).toBe('mftp://etc/extras/component_general.json.xz');
    const texts = ['component_general.json', 'all_events.json'].map(
      (name) => new Uint8Array(readFileSync(new URL(`../../sitl/autopilot/extras/${name}`, import.meta.url))),
    );
    const packed = ['component_general.json.xz', 'all_events.json.xz'].map((name) =>
      b.vehicle.files.read(`etc/extras/${name}`),
    );
    for (const [at, bytes] of packed.entries()) {
      const unpacked = await unpack(bytes ?? new Uint8Array());
      expect(unpacked.ok && Buffer.compare(unpacked.value, texts[at] ?? new Uint8Array())).toBe(0);
    }
    const general = JSON.parse(new TextDecoder().decode(texts[0])) as {
      metadataTypes: { fileCrc: number }[];
    };
    expect(named?.fileCrc).toBe(crc32Part(texts[0] ?? new Uint8Array()));
    expect(general.metadataTypes[0]?.fileCrc).toBe(crc32Part(packed[1] ?? new Uint8Array()));
  });
});
