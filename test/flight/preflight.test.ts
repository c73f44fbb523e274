import { describe, expect, it } from 'vitest';
import { monoMs, wallMs } from '../../server/core/clock.ts';
import { destination, type LonLat } from '../../server/core/geo.ts';
import { baselineOf } from '../../server/flight/baseline-rows.ts';
import { TICKS } from '../../server/flight/preflight-table.ts';
import type { VehicleFacts } from '../../server/flight/ports.ts';
import { preflight, standingAgainst } from '../../server/flight/preflight.ts';
import type { PreflightInput } from '../../server/flight/preflight-input.ts';
import { NJ10 } from '../../server/plan/profile.ts';

const PAD: LonLat = [118.7813, 32.0877];
const NOW = monoMs(100_000);
const WALL = wallMs(Date.UTC(2026, 2, 1));
const CLEAR = { clear: true, expiresAt: wallMs(WALL + 60_000) };

const heard = <T>(value: T, ageMs = 500) => ({ value, at: monoMs(NOW - ageMs) });

const FACTS: VehicleFacts = {
  heartbeat: heard({ armed: false, mode: 'AUTO.LOITER' }),
  landed: heard('on_ground'),
  position: heard({
    at: PAD,
    altAmslM: 20,
    relAltM: 0,
    groundSpeedMs: 0,
    climbMs: 0,
    headingDeg: undefined,
  }),
  battery: heard(90),
  gps: heard({ fix: 3, satellites: 12, hdop: 0.7 }),
  firmware: { version: '1.17.0', hash: 'abc' },
  clock: heard({ utcSkewMs: 3, uncertaintyMs: 5, rate: 1 }),
  paths: ['radio', 'mobile'].map((link) => ({
    link,
    active: link === 'radio',
    lastHeard: monoMs(NOW - 300),
    loss: 0,
  })),
  signing: 'signed',
  mission: heard({ seq: 0, total: 0, id: 0, fenceId: 0, rallyId: 0, run: 'no_mission' as const }),
  health: heard({ prearmOk: true, unhealthy: [] }),
  boots: 0,
};

/** As the profile of the field wants it. */
const PARAMS = baselineOf('field').map(({ name, expected }) => ({
  name,
  value:
    expected.kind === 'value'
      ? expected.value
      : expected.kind === 'range'
        ? expected.min
        : expected.values[0],
}));
const without = (name: string) => PARAMS.filter((reading) => reading.name !== name);

const BOX: PreflightInput['boxes'][number] = {
  boxNo: 'B1',
  sealNo: 'S1',
  temperatureClass: 'COLD',
  startTemperatureC: 4,
  loaded: true,
};
const WEATHER: NonNullable<PreflightInput['weather']> = {
  at: WALL,
  windMs: 3,
  gustMs: 5,
  temperatureC: 15,
  visibilityM: 9000,
  precipitation: 'none',
};

const MET = { kind: 'flight', name: 'F-2', from: WALL, to: WALL + 60_000 } as const;

const separatedBy = (
  found: Partial<NonNullable<PreflightInput['separated']>>,
): PreflightInput['separated'] => ({
  met: [],
  waitUntil: undefined,
  padWantedBy: undefined,
  ...found,
});

const INPUT: PreflightInput = {
  now: NOW,
  wall: WALL,
  kind: 'delivery',
  facts: FACTS,
  vehicleReady: true,
  plan: {
    hash: 'abc',
    usedPct: 50,
    reservePct: 25,
    flightS: 600,
    fenced: true,
    airspaceVersion: 3,
    airspaceName: 'test@3',
    plannedAt: WALL,
  },
  airspaceVersion: 3,
  airspaceName: 'test@3',
  seenHash: 'abc',
  origin: { id: 'a', at: PAD, clear: CLEAR },
  destination: { id: 'b', at: destination(PAD, 5000, 270), clear: CLEAR },
  destinationTakenBy: undefined,
  maintenance: [],
  pack: undefined,
  separated: undefined,
  boxes: [BOX, BOX],
  turnaround: false,
  simulated: false,
  profile: NJ10,
  params: PARAMS,
  weather: WEATHER,
  approvals: [{ number: 'A-1', from: WALL, to: wallMs(WALL + 3_600_000) }],
  ticks: TICKS.map((tick) => ({ tick, at: WALL })),
  urgent: false,
  linkTrusted: false,
  flightOnly: false,
};

const found = (change: Partial<PreflightInput>, facts: Partial<VehicleFacts> = {}): string[] =>
  preflight({ ...INPUT, ...change, facts: { ...FACTS, ...facts } }).map(
    ({ id, severity }) => `${severity} ${id}`,
  );

const NOT_CLEAR = { ...CLEAR, clear: false };
const OLD_WORD = { clear: false, expiresAt: wallMs(WALL - 1) };

describe('pre-flight', () => {
  it('finds nothing where all is well', () => {
    expect(found({})).toEqual([]);
  });

  it('[FL17] wants a plan of now for the airspace of now', () => {
    expect(found({ airspaceVersion: 4 })).toEqual(['blocker preflight.plan_outdated']);
    expect(found({ airspaceVersion: undefined })).toEqual(['blocker preflight.plan_outdated']);
    expect(found({ airspaceName: 'test@3+T@1' })).toEqual(['blocker preflight.plan_outdated']);
    const plan = INPUT.plan && { ...INPUT.plan, plannedAt: wallMs(WALL - 31 * 60_000) };
    expect(found({ plan })).toEqual(['blocker preflight.plan_outdated']);
  });

  it.each<[string, Partial<PreflightInput>, Partial<VehicleFacts>]>([
    ['blocker preflight.age_heartbeat', {}, { heartbeat: undefined }],
    ['blocker preflight.age_battery', {}, { battery: heard(90, 5000) }],
    ['blocker preflight.armed', {}, { heartbeat: heard({ armed: true, mode: 'AUTO.LOITER' }) }],
    ['blocker preflight.not_landed', {}, { landed: heard('in_air') }],
    ['blocker preflight.not_at_pad', { origin: { ...INPUT.origin, at: destination(PAD, 31, 0) } }, {}],
    ['blocker preflight.prearm', {}, { health: heard({ prearmOk: false, unhealthy: [] }) }],
    ['blocker preflight.sensors', {}, { health: heard({ prearmOk: true, unhealthy: ['GPS'] }) }],
    ['blocker preflight.id_conflict', {}, { idConflict: true }],
    ['blocker preflight.gps_fix', {}, { gps: heard({ fix: 2, satellites: 12, hdop: 0.7 }) }],
    ['blocker preflight.satellites', {}, { gps: heard({ fix: 3, satellites: 5, hdop: 0.7 }) }],
    ['blocker preflight.gnss_integrity', {}, { integrity: heard({ jamming: 3, spoofing: 0 }) }],
    ['warning preflight.gnss_mitigated', {}, { integrity: heard({ jamming: 0, spoofing: 2 }) }],
    ['blocker preflight.battery', {}, { battery: heard(74) }],
    ['blocker preflight.no_plan', { plan: undefined }, {}],
    ['blocker preflight.fence_missing', { plan: INPUT.plan && { ...INPUT.plan, fenced: false } }, {}],
    ['blocker preflight.flight_only', { flightOnly: true }, {}],
    ['blocker preflight.plan_changed', { seenHash: 'other' }, {}],
    ['blocker preflight.out_of_service', { vehicleReady: false }, {}],
    ['blocker preflight.not_loaded', { boxes: [BOX, { ...BOX, loaded: false }] }, {}],
    ['blocker preflight.not_loaded', { boxes: [] }, {}],
    ['blocker preflight.turnaround', { kind: 'return' }, {}],
    ['blocker preflight.origin_not_clear', { origin: { ...INPUT.origin, clear: NOT_CLEAR } }, {}],
    ['blocker preflight.pad_taken', { destinationTakenBy: 'LX-02' }, {}],
    ['blocker preflight.maintenance_due', { maintenance: [{ code: 'hours', value: 51, limit: 50 }] }, {}],
    ['blocker preflight.battery_grounded', { pack: { id: 'bat-1', faults: ['health'] } }, {}],
    ['blocker preflight.conflict_flight', { separated: separatedBy({ met: [MET] }) }, {}],
    [
      'blocker preflight.conflict_intent',
      { separated: separatedBy({ met: [{ ...MET, kind: 'intent' }] }) },
      {},
    ],
    ['blocker preflight.departure_later', { separated: separatedBy({ waitUntil: 60_000 }) }, {}],
    ['blocker preflight.pad_wanted', { separated: separatedBy({ padWantedBy: 'F-2' }) }, {}],
    ['warning preflight.origin_unknown', { origin: { ...INPUT.origin, clear: undefined } }, {}],
    [
      'blocker preflight.destination_not_clear',
      { destination: { ...INPUT.destination, clear: NOT_CLEAR } },
      {},
    ],
    ['warning preflight.destination_unknown', { destination: { ...INPUT.destination, clear: OLD_WORD } }, {}],
    [
      'blocker preflight.param_nav_dll_act',
      { params: [{ name: 'NAV_DLL_ACT', value: 0 }, ...without('NAV_DLL_ACT')] },
      {},
    ],
    ['blocker preflight.param_nav_mc_alt_rad', { params: without('NAV_MC_ALT_RAD') }, {}],
  ])('[FL14] %s', (issue, change, facts) => {
    expect(found(change, facts)).toEqual([issue]);
  });

  it('only notes the check before arming in a mode in which it says nothing', () => {
    const health = heard({ prearmOk: false, unhealthy: [] });
    const heartbeat = heard({ armed: false, mode: 'AUTO.RTL' });
    expect(found({}, { health, heartbeat })).toEqual(['note preflight.prearm_unjudged']);
  });

  const reason = (key: string, modes: readonly string[] | 'all', isProblem = true) => ({
    key,
    en: `${key} is wrong`,
    zh: `${key} 有问题`,
    modes,
    isProblem,
  });
  const compass = reason('compass', 'all');
  const remote = reason('remote', ['POSCTL']);
  const mission = reason('mission', ['AUTO.MISSION'], false);
  const arming = (canArm: readonly string[], ...reasons: readonly ReturnType<typeof reason>[]) => ({
    arming: heard({ canArm, reasons }),
  });
  const refused = { health: heard({ prearmOk: false, unhealthy: [] }) };

  it('[FL14] tells the vehicle’s own reasons for the mode in which it is armed, in both languages', () => {
    const facts = { ...FACTS, ...refused, ...arming([], compass, remote, mission) };
    const issues = preflight({ ...INPUT, facts });
    expect(issues.map(({ id }) => id)).toEqual(['preflight.prearm', 'preflight.vehicle_check']);
    expect(issues[1]).toEqual({
      id: 'preflight.vehicle_check',
      severity: 'blocker',
      place: 'compass',
      sentence: 'The vehicle says: compass is wrong.',
      params: { en: 'compass is wrong', zh: 'compass 有问题' },
    });
  });

  it('[FL14] only notes what is wrong and keeps nobody from arming, and leaves out what is no problem', () => {
    const able = arming(['AUTO.LOITER'], compass, reason('hint', 'all', false));
    expect(found({}, able)).toEqual(['note preflight.vehicle_note']);
  });

  it('[FL14] PREARM_CHECK is the gate, also against a report that says otherwise', () => {
    expect(found({}, { ...refused, ...arming(['AUTO.LOITER'], remote) })).toEqual([
      'blocker preflight.prearm',
    ]);
  });

  it('[FL14] judges the mode of the launch where the vehicle is in one in which nobody arms', () => {
    const heartbeat = heard({ armed: false, mode: 'AUTO.RTL' });
    const land = reason('land', ['AUTO.RTL'], false);
    expect(found({}, { ...refused, heartbeat, ...arming([], compass, land) })).toEqual([
      'note preflight.prearm_unjudged',
      'blocker preflight.vehicle_check',
    ]);
  });

  it('[FL14] names unhealthy sensors in words', () => {
    const health = heard({ prearmOk: true, unhealthy: ['SENSOR_3D_MAG', 'SENSOR_GPS', 'NEW'] });
    expect(preflight({ ...INPUT, facts: { ...FACTS, health } })).toMatchObject([
      {
        sentence: 'Unhealthy: compass, satellite positioning, NEW.',
        params: { zh: '磁罗盘、卫星定位、NEW' },
      },
    ]);
  });

  it('[FL14] lets a person take on warnings, never blockers', () => {
    const issues = preflight({
      ...INPUT,
      vehicleReady: false,
      origin: { ...INPUT.origin, clear: undefined },
    });
    const all = issues.map(({ id }) => id);
    expect(standingAgainst(issues, all).map(({ id }) => id)).toEqual(['preflight.out_of_service']);
    expect(standingAgainst(issues, [])).toHaveLength(2);
  });
});
