import { common, minimal, type MavLinkData } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { destination, type LonLat } from '../../server/core/geo.ts';
import type { MissionItem } from '../../server/core/mission.ts';
import { isMessage, messageOf, type MavMessage } from '../../server/mavlink/codec.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import { missionToWire } from '../../server/mavlink/mission-items.ts';
import { decodeMode, encodeMode, type ModeName } from '../../server/mavlink/modes.ts';
import { planId } from '../../server/mavlink/plan-id.ts';
import type { MavId } from '../../server/mavlink/protocol.ts';
import { createStation } from '../../server/mavlink/station.ts';
import type { Vehicle } from '../../server/mavlink/vehicle.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { planPeer } from './plan-peer.ts';
import { at, fakeNet, SELF, settle, VEHICLE, wirePeer } from './support.ts';

const OURS = at(14_550);
const { MavCmd, MavResult } = common;
const [ARM_DISARM, SET_MODE, SET_CURRENT]: readonly number[] = [400, 176, 224];
const TO_US = { targetSystem: SELF.sysid, targetComponent: SELF.compid };
const LOITER = encodeMode('AUTO.LOITER');

/** A vehicle that does what it is told; each test makes it misbehave in one way. */
const obedient = (
  net: ReturnType<typeof fakeNet>,
  clock: ReturnType<typeof fakeClock>,
  id: MavId,
  port: number,
) => {
  const peer = wirePeer(net, at(port), { id, to: OURS });
  const plans = planPeer(clock);
  const vehicle = {
    peer,
    plans,
    armed: false,
    mode: LOITER,
    landedState: 1,
    /** `missionId` undefined: that of what is aboard. */
    mission: { seq: 0, missionState: 2, missionId: undefined as number | undefined },
    /** Of a command: the result to answer, undefined for silence. */
    result: (_command: number): number | undefined => MavResult.ACCEPTED,
    carriesOut: true,
    answers: (_message: MavMessage): boolean => true,
    beat: (): void => {
      peer.say(
        messageOf(minimal.Heartbeat, {
          type: 2,
          autopilot: 12,
          baseMode: vehicle.armed ? 0x81 : 0x01,
          customMode: vehicle.mode,
        }),
      );
      peer.say(messageOf(common.ExtendedSysState, { landedState: vehicle.landedState }));
      const total = plans.aboard().length;
      const missionState = total === 0 ? 1 : vehicle.mission.missionState;
      const missionId = vehicle.mission.missionId ?? planId(plans.aboard());
      peer.say(messageOf(common.MissionCurrent, { ...vehicle.mission, missionId, total, missionState }));
    },
  };
  const carryOut = (command: number, [p1, p2, p3]: readonly number[]): void => {
    if (command === ARM_DISARM) vehicle.armed = p1 === 1;
    if (command === SET_MODE) vehicle.mode = (((p2 ?? 0) << 16) | ((p3 ?? 0) << 24)) >>> 0;
    if (command === SET_CURRENT) vehicle.mission.seq = p1 ?? 0;
  };
  peer.onHeard((message) => {
    if (!vehicle.answers(message)) return;
    plans.hear(message, (reply: MavLinkData) => clock.after(20, () => peer.say(reply)));
    if (!isMessage(message, common.CommandLong)) return;
    const { command, _param1, _param2, _param3 } = message.fields;
    const result = vehicle.result(command);
    if (vehicle.carriesOut && (result === undefined || result === 0))
      carryOut(command, [_param1, _param2, _param3]);
    if (result !== undefined)
      clock.after(20, () => peer.say(messageOf(common.CommandAck, { ...TO_US, command, result })));
  });
  clock.every(1000, () => vehicle.beat());
  return vehicle;
};

const setUp = async (id: MavId = VEHICLE) => {
  const clock = fakeClock();
  const net = fakeNet();
  const station = createStation({ clock, net: net.net, log: silentLog });
  await station.addLink({ name: 'gcs', local: OURS });
  const met: Vehicle[] = [];
  station.onVehicle((vehicle) => met.push(vehicle));
  const drone = obedient(net, clock, id, 2001);
  drone.beat();
  await clock.advanceAsync(3000);
  const vehicle = station.vehicle(id.sysid);
  if (vehicle === undefined) throw new Error('not heard');
  drone.peer.heard.length = 0;
  const sent = (command: number): number =>
    drone.peer.heard.filter((m) => m.name === 'COMMAND_LONG' && m.fields['command'] === command).length;
  return { clock, net, station, drone, vehicle, met, sent };
};

const HOME: LonLat = [118.7813, 32.0877];
const MISSION: MissionItem[] = [
  { kind: 'takeoff', at: HOME, relAltM: 20 },
  { kind: 'waypoint', at: destination(HOME, 100, 10), relAltM: 30, holdS: 0, acceptRadiusM: 5 },
  { kind: 'land', at: HOME, relAltM: 0 },
];

describe('first contact', () => {
  test('[VH1] version, wanted rates and an end of the flood', async () => {
    const { clock, net, station } = await setUp();
    const other = obedient(net, clock, { sysid: 9, compid: 1 }, 2009);
    other.beat();
    await clock.advanceAsync(5000);
    const asked = other.peer.heard
      .filter((m) => m.name === 'COMMAND_LONG')
      .map((m) => [m.fields['command'], m.fields['_param1'], m.fields['_param2']]);
    expect(asked).toEqual(
      expect.arrayContaining([
        [512, 148, 0],
        [511, 33, 200_000],
        [511, 30, 500_000],
        [511, 242, 5_000_000],
        [511, 31, -1],
        [511, 83, -1],
      ]),
    );
    await station.close();
  });

  test('[VH1] boots in quick succession do not pile up questions', async () => {
    const { clock, drone, sent } = await setUp();
    drone.answers = () => false;
    for (let boot = 0; boot < 20; boot++)
      for (const timeBootMs of [60_000, 1000, 1200])
        drone.peer.say(messageOf(common.SystemTime, { timeBootMs }));
    await clock.advanceAsync(60_000);
    // One at a time, each said four times within 2 s.
    expect(sent(MavCmd.SET_MESSAGE_INTERVAL)).toBeLessThan(130);
    drone.answers = () => true;
    drone.peer.heard.length = 0;
    await clock.advanceAsync(60_000);
    expect(sent(MavCmd.SET_MESSAGE_INTERVAL)).toBeLessThan(130);
  });

  test('[RT5] a subscriber of a vehicle that throws keeps nobody else from an event or an answer', async () => {
    const { clock, drone, vehicle } = await setUp();
    const events: string[] = [];
    vehicle.onEvent(() => {
      throw new Error('a bug of somebody else');
    });
    vehicle.onEvent(({ kind }) => events.push(kind));
    expect(await settle(clock, vehicle.setMode('AUTO.RTL'))).toMatchObject({ ok: true });
    drone.beat = () => {};
    await clock.advanceAsync(8000);
    expect(events).toEqual(['mode', 'heartbeat-lost']);
  });

  test('[VH1] again after a reboot', async () => {
    const { clock, drone, sent } = await setUp();
    for (const timeBootMs of [60_000, 1000, 1200])
      drone.peer.say(messageOf(common.SystemTime, { timeBootMs }));
    await clock.advanceAsync(5000);
    expect(sent(MavCmd.SET_MESSAGE_INTERVAL)).toBeGreaterThanOrEqual(15);
  });
});

describe('modes', () => {
  test('[VH2] proven by the HEARTBEAT after the ACK', async () => {
    const { clock, vehicle } = await setUp();
    const asked = clock.mono();
    const result = await settle(clock, vehicle.setMode('AUTO.RTL'));
    expect(result).toMatchObject({ ok: true, value: { mode: 'AUTO.RTL', acked: true } });
    expect(result.ok && result.value.provenAt).toBeGreaterThan(asked);
    expect(vehicle.snapshot().heartbeat.mode).toBe('AUTO.RTL');
  });

  test('[VH2] accepted and not done is not confirmed', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.carriesOut = false;
    const result = await settle(clock, vehicle.setMode('AUTO.MISSION'));
    expect(result).toMatchObject({ ok: false, error: { code: 'mavlink.not_confirmed' } });
  });

  test('[VH2] a hold that was not seen because a return followed it is not said again', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.mode = encodeMode('AUTO.MISSION');
    drone.beat();
    await clock.advanceAsync(50);
    const hold = vehicle.setMode('AUTO.LOITER');
    await clock.advanceAsync(100);
    const back = vehicle.setMode('AUTO.RTL');
    expect(await settle(clock, back)).toMatchObject({ ok: true });
    expect(await settle(clock, hold)).toMatchObject({ error: { code: 'mavlink.not_confirmed' } });
    await clock.advanceAsync(10_000);
    expect(decodeMode(drone.mode)).toBe('AUTO.RTL');
  });

  test('[VH2] the mode that it had already is proven by a HEARTBEAT from after the ACK', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.beat = () => {};
    const again = vehicle.setMode('AUTO.LOITER');
    await clock.advanceAsync(5);
    // On its way when the order left.
    drone.peer.say(messageOf(minimal.Heartbeat, { type: 2, autopilot: 12, baseMode: 1, customMode: LOITER }));
    expect(await settle(clock, again)).toMatchObject({ error: { code: 'mavlink.not_confirmed' } });
  });

  test('[VH2] a HEARTBEAT from before the command proves nothing', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.beat = () => {};
    const result = await settle(clock, vehicle.setMode('AUTO.LOITER'));
    expect(vehicle.snapshot().heartbeat.mode).toBe('AUTO.LOITER');
    expect(result).toMatchObject({ ok: false, error: { code: 'mavlink.not_confirmed' } });
  });

  test.each<[ModeName, number]>([
    ['AUTO.LOITER', 4],
    ['AUTO.RTL', 4],
    ['AUTO.LAND', 4],
    ['AUTO.MISSION', 1],
    ['AUTO.TAKEOFF', 1],
    ['POSCTL', 1],
  ])('[VH2] %s without answer goes out %i times', async (mode, times) => {
    const { clock, drone, vehicle, sent } = await setUp();
    drone.mode = encodeMode('ALTCTL');
    drone.answers = () => false;
    expect((await settle(clock, vehicle.setMode(mode))).ok).toBe(false);
    expect(sent(MavCmd.DO_SET_MODE)).toBe(times);
    expect(decodeMode(drone.mode)).toBe('ALTCTL');
  });
});

describe('arming', () => {
  test('[VH3] ACK lost, armed seen: one frame, success without ACK', async () => {
    const { clock, drone, vehicle, sent } = await setUp();
    drone.result = () => undefined;
    const result = await settle(clock, vehicle.arm());
    expect(result).toMatchObject({ ok: true, value: { armed: true, acked: false } });
    expect(sent(MavCmd.COMPONENT_ARM_DISARM)).toBe(1);
  });

  test('[VH3] nothing seen is unknown, and still one frame', async () => {
    const { clock, drone, vehicle, sent } = await setUp();
    drone.answers = () => false;
    const result = await settle(clock, vehicle.arm());
    await clock.advanceAsync(20_000);
    expect(result).toMatchObject({ ok: false, error: { code: 'mavlink.command_unknown' } });
    expect(sent(MavCmd.COMPONENT_ARM_DISARM)).toBe(1);
  });

  test('[VH3] a refusal is told; an armed vehicle is not armed again', async () => {
    const { clock, drone, vehicle, sent } = await setUp();
    drone.result = () => MavResult.TEMPORARILY_REJECTED;
    expect(await settle(clock, vehicle.arm())).toMatchObject({ error: { code: 'mavlink.command_rejected' } });
    drone.armed = true;
    await clock.advanceAsync(1000);
    expect(await vehicle.arm()).toMatchObject({ error: { code: 'mavlink.already_armed' } });
    expect(sent(MavCmd.COMPONENT_ARM_DISARM)).toBe(1);
  });

  test('[VH4] disarming needs a landed state of now', async () => {
    const { clock, drone, vehicle, sent } = await setUp();
    drone.armed = true;
    drone.landedState = 2;
    await clock.advanceAsync(1500);
    expect(await vehicle.disarm()).toMatchObject({ error: { code: 'mavlink.not_landed' } });
    drone.landedState = 1;
    await clock.advanceAsync(1500);
    expect(await settle(clock, vehicle.disarm())).toMatchObject({ ok: true, value: { armed: false } });
    expect(sent(MavCmd.COMPONENT_ARM_DISARM)).toBe(1);
  });

  test('[VH4] an old landed state proves nothing', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.beat = () => {};
    await clock.advanceAsync(4000);
    expect(await vehicle.disarm()).toMatchObject({ error: { code: 'mavlink.not_landed' } });
  });
});

describe('plans', () => {
  test('[VH4] a disarm is not said again to a vehicle that has left the ground since', async () => {
    const { clock, drone, vehicle, sent } = await setUp();
    drone.armed = true;
    drone.carriesOut = false;
    drone.beat();
    await clock.advanceAsync(50);
    const done = vehicle.disarm();
    drone.landedState = 2;
    expect(await settle(clock, done)).toMatchObject({ error: { code: 'mavlink.not_confirmed' } });
    expect(sent(MavCmd.COMPONENT_ARM_DISARM)).toBe(1);
  });

  test('[VH7] an upload ends when the vehicle arms meanwhile', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.answers = ({ name }) => name !== 'MISSION_COUNT';
    const upload = vehicle.uploadPlan('mission', missionToWire(MISSION));
    await clock.advanceAsync(500);
    drone.armed = true;
    expect(await settle(clock, upload)).toMatchObject({ error: { code: 'mavlink.armed' } });
    expect(drone.peer.count('MISSION_COUNT')).toBe(1);
  });

  test('[PM5] (INV-S6) a value is not written a second time to a vehicle that has armed', async () => {
    const { clock, drone, vehicle } = await setUp();
    const wanted = { name: 'RTL_RETURN_ALT', type: 'float', value: 70 } as const;
    const write = vehicle.setParam(wanted, { kind: 'profile', params: [wanted] });
    drone.armed = true;
    drone.beat();
    expect(await settle(clock, write)).toMatchObject({ error: { code: 'mavlink.armed' } });
    expect(drone.peer.count('PARAM_SET')).toBe(1);
  });

  test('[CM11] a transfer that was given up while it waited says nothing', async () => {
    const { clock, drone, vehicle } = await setUp();
    const caller = new AbortController();
    const first = vehicle.downloadPlan('mission');
    const waiting = vehicle.uploadPlan('rally', [], { signal: caller.signal });
    caller.abort();
    await settle(clock, first);
    expect(await settle(clock, waiting)).toMatchObject({ error: { code: 'mavlink.transfer_failed' } });
    expect(drone.peer.count('MISSION_COUNT')).toBe(0);
  });

  test('[VH5] one transfer runs, the other is seen waiting', async () => {
    const { clock, vehicle } = await setUp();
    const first = vehicle.uploadVerified(MISSION);
    const second = vehicle.downloadPlan('mission');
    expect(vehicle.snapshot().queue).toEqual(['upload and verify mission', 'download mission']);
    expect((await settle(clock, first)).ok).toBe(true);
    expect(vehicle.snapshot().queue).toEqual(['download mission']);
    expect(await settle(clock, second)).toMatchObject({ ok: true, value: { items: { length: 3 } } });
    expect(vehicle.snapshot().queue).toEqual([]);
  });

  test('[VH6] proven by MISSION_CURRENT with that plan id', async () => {
    const { clock, drone, vehicle } = await setUp();
    const missionId = planId(missionToWire(MISSION));
    drone.mission.missionId = planId(missionToWire(MISSION.slice(1)));
    const running = vehicle.uploadVerified(MISSION);
    await clock.advanceAsync(3000);
    expect(vehicle.snapshot().queue).toHaveLength(1);
    drone.mission.missionId = undefined;
    const result = await settle(clock, running);
    expect(result).toMatchObject({
      ok: true,
      value: {
        items: 3,
        planId: missionId,
        idVerified: true,
        mission: { total: 3, state: 'not-started', missionId },
      },
    });
    expect(drone.plans.aboard()).toHaveLength(3);
  });

  test('[VH6] MISSION_CURRENT that goes on naming another mission is told with both ids', async () => {
    const { clock, drone, vehicle } = await setUp();
    const other = planId(missionToWire(MISSION.slice(1)));
    drone.mission.missionId = other;
    expect(await settle(clock, vehicle.uploadVerified(MISSION))).toMatchObject({
      ok: false,
      error: {
        code: 'mavlink.plan_id_differs',
        details: { kind: 'mission', expected: planId(missionToWire(MISSION)), current: other },
      },
    });
  });

  test('[VH6] a vehicle that stores another plan than was sent is told by its ACK', async () => {
    const { clock, drone, vehicle } = await setUp();
    const other = missionToWire(MISSION).slice(1);
    drone.answers = (message) => {
      // Whatever item comes last, the vehicle then has something else.
      if (message.name === 'MISSION_ITEM_INT' && message.fields['seq'] === 2)
        clock.after(5, () => drone.plans.load(other));
      return true;
    };
    const result = await settle(clock, vehicle.uploadVerified(MISSION));
    expect(result.ok).toBe(false);
    expect(result).toMatchObject({ error: { code: 'mavlink.readback_differs' } });
  });

  test('[VH12] a mission that begins 10 km from the vehicle never reaches the wire', async () => {
    const { clock, drone, vehicle } = await setUp();
    const [lon, lat] = destination(HOME, 10_000, 45).map((deg) => Math.round(deg * 1e7)) as [number, number];
    drone.peer.say(messageOf(common.GlobalPositionInt, { lat, lon, alt: 20_000 }));
    await clock.advanceAsync(100);
    expect(await vehicle.uploadVerified(MISSION)).toMatchObject({
      error: { code: 'mavlink.mission_invalid', details: { issues: [{ id: 'mavlink.far_from_vehicle' }] } },
    });
    expect(drone.peer.count('MISSION_COUNT')).toBe(0);
  });

  test('[VH6] stored but infeasible is told with the texts of the vehicle', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.mission.missionState = 1;
    const running = vehicle.uploadVerified(MISSION);
    await clock.advanceAsync(1000);
    drone.peer.say(
      messageOf(common.StatusText, { severity: 2, text: 'Geofence violation for waypoint 1\t' }),
    );
    expect(await settle(clock, running)).toMatchObject({
      ok: false,
      error: {
        code: 'mavlink.mission_infeasible',
        details: { texts: ['Geofence violation for waypoint 1'] },
      },
    });
  });

  test('[VH6] another mission read back is a failure', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.answers = (message) => {
      if (message.name !== 'MISSION_REQUEST_LIST') return true;
      drone.plans.load(drone.plans.aboard().map((item) => ({ ...item, z: item.z + 1 })));
      return true;
    };
    const result = await settle(clock, vehicle.uploadVerified(MISSION));
    expect(result).toMatchObject({ ok: false, error: { code: 'mavlink.readback_differs' } });
  });

  test('[VH6] a MISSION_CURRENT from before the upload proves nothing', async () => {
    const { clock, drone, vehicle } = await setUp();
    expect((await settle(clock, vehicle.uploadVerified(MISSION))).ok).toBe(true);
    drone.beat = () => {};
    const again = await settle(clock, vehicle.uploadVerified(MISSION));
    expect(again).toMatchObject({ ok: false, error: { code: 'mavlink.mission_infeasible' } });
  });

  test('[VH6] an invalid mission never reaches the wire', async () => {
    const { drone, vehicle } = await setUp();
    const result = await vehicle.uploadVerified(MISSION.slice(1));
    expect(result).toMatchObject({ ok: false, error: { code: 'mavlink.mission_invalid' } });
    expect(drone.peer.count('MISSION_COUNT')).toBe(0);
  });

  test('[VH11] a mission that is aboard already is taken off first', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.plans.load(missionToWire(MISSION));
    await clock.advanceAsync(1500);
    expect((await settle(clock, vehicle.uploadVerified(MISSION))).ok).toBe(true);
    expect(drone.peer.count('MISSION_COUNT')).toBe(2);
    expect(drone.plans.aboard()).toHaveLength(MISSION.length);
  });

  test('[VH7] an armed vehicle gets no plan unless asked for', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.armed = true;
    await clock.advanceAsync(1500);
    const refused = await settle(clock, vehicle.uploadVerified(MISSION));
    expect(refused).toMatchObject({ ok: false, error: { code: 'mavlink.armed' } });
    expect(drone.peer.count('MISSION_COUNT')).toBe(0);
    expect((await settle(clock, vehicle.uploadVerified(MISSION, { whileArmed: true }))).ok).toBe(true);
  });

  test('[VH8] set-current waits for MISSION_CURRENT', async () => {
    const { clock, drone, vehicle } = await setUp();
    drone.mission.seq = 2;
    await clock.advanceAsync(1000);
    expect(await settle(clock, vehicle.setCurrent(0))).toMatchObject({
      ok: true,
      value: { mission: { seq: 0 } },
    });
    drone.carriesOut = false;
    expect(await settle(clock, vehicle.setCurrent(1))).toMatchObject({
      error: { code: 'mavlink.not_confirmed' },
    });
  });
});

describe('several vehicles', () => {
  test('[VH9] commands and telemetry of two on one link are kept apart', async () => {
    const { clock, net, station, drone, vehicle } = await setUp({ sysid: 200, compid: 1 });
    const other = obedient(net, clock, { sysid: 3, compid: 1 }, 2003);
    other.beat();
    await clock.advanceAsync(3000);
    expect((await settle(clock, vehicle.setMode('AUTO.LAND'))).ok).toBe(true);
    expect([decodeMode(drone.mode), decodeMode(other.mode)]).toEqual(['AUTO.LAND', 'AUTO.LOITER']);
    expect(station.vehicle(3)?.snapshot().heartbeat.mode).toBe('AUTO.LOITER');
  });

  test('[VH9] a vehicle whose id is claimed elsewhere says so', async () => {
    const { clock, net, vehicle } = await setUp();
    const other = obedient(net, clock, VEHICLE, 2002);
    other.beat();
    await clock.advanceAsync(5000);
    other.beat();
    expect(vehicle.snapshot().conflict).toMatchObject({ refused: 'gcs 127.0.0.1:2002' });
  });

  test('[VH10] commands of the vehicle itself are not answered', async () => {
    const { clock, drone } = await setUp();
    for (const targetSystem of [0, 1, SELF.sysid])
      drone.peer.say(messageOf(common.CommandLong, { command: 1000, targetSystem }));
    await clock.advanceAsync(500);
    expect(drone.peer.count('COMMAND_ACK')).toBe(0);
  });
});

describe('station', () => {
  test('[SN1] announced once, links come and go, an address in use is a failure', async () => {
    const { clock, station, met } = await setUp();
    await clock.advanceAsync(3000);
    expect(met.map((vehicle) => vehicle.id)).toEqual([VEHICLE]);
    const taken = await station.addLink({ name: 'again', local: OURS });
    expect(taken).toMatchObject({ ok: false, error: { code: 'mavlink.link_bind' } });
    const same = await station.addLink({ name: 'gcs', local: at(14_551) });
    expect(same).toMatchObject({ ok: false, error: { code: 'mavlink.link_exists' } });
    const twice = await Promise.all(
      [14_552, 14_553].map((port) => station.addLink({ name: 'twin', local: at(port) })),
    );
    expect(twice).toMatchObject([{ ok: true }, { ok: false, error: { code: 'mavlink.link_exists' } }]);
    await station.removeLink('twin');
    await station.removeLink('gcs');
    expect((await station.addLink({ name: 'again', local: OURS })).ok).toBe(true);
    expect(station.stats().links.map((link) => link.name)).toEqual(['again']);
  });

  test('[SN3] forged vehicles make room for one that comes later', { timeout: 120_000 }, async () => {
    const clock = fakeClock();
    const net = fakeNet();
    const station = createStation({ clock, net: net.net, log: silentLog });
    await station.addLink({ name: 'gcs', local: OURS });
    const say = (sysid: number, compid: number): void => {
      const peer = wirePeer(net, at(2000 + sysid), { id: { sysid, compid }, to: OURS });
      peer.say(messageOf(minimal.Heartbeat, { type: 2, autopilot: 12 }));
      void net.socket(at(2000 + sysid))?.close();
    };
    for (const compid of [1, 2]) for (let sysid = 10; sysid <= 200; sysid++) say(sysid, compid);
    expect(station.vehicles()).toHaveLength(256);
    await clock.advanceAsync(61_000, 1000);
    say(7, 1);
    expect(station.vehicle(7)?.id).toEqual(VEHICLE);
    await station.close();
  });

  test('[SN2] closing leaves no timer, running actions end', async () => {
    const clock = fakeClock();
    const net = fakeNet();
    const station = createStation({ clock, net: net.net, log: silentLog });
    await station.addLink({ name: 'gcs', local: OURS });
    const peer = wirePeer(net, at(2001), { to: OURS });
    peer.say(messageOf(minimal.Heartbeat, { type: 2, autopilot: 12 }));
    const vehicle = station.vehicle(VEHICLE.sysid);
    const mode = vehicle?.setMode('AUTO.RTL');
    const plan = vehicle?.downloadPlan('mission');
    const param = vehicle?.readParam('A');
    await clock.advanceAsync(100);
    await station.close();
    await clock.advanceAsync(100);
    expect(await mode).toMatchObject({ ok: false });
    expect(await plan).toMatchObject({ ok: false });
    expect(await param).toMatchObject({ ok: false });
    expect(clock.pending()).toBe(0);
  });
});
