import { common, minimal, standard } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { isMessage, messageOf } from '../../server/mavlink/codec.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import type { MavId } from '../../server/mavlink/protocol.ts';
import type { VehicleEvent } from '../../server/mavlink/snapshot.ts';
import { createStation } from '../../server/mavlink/station.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { at, fakeNet, VEHICLE, wirePeer } from './support.ts';

const RADIO = at(14_550);
const MODEM = at(14_540);

/** A station with two links, and vehicles' ends that beat and name their hardware when they are asked. */
const setUp = async () => {
  const clock = fakeClock();
  const net = fakeNet();
  const station = createStation({ clock, net: net.net, log: silentLog });
  await station.addLink({ name: 'radio', local: RADIO, priority: 1 });
  await station.addLink({ name: 'modem', local: MODEM, priority: 2 });
  clock.every(500, () => station.feed());
  const events: VehicleEvent[] = [];
  station.onVehicle((vehicle) => vehicle.onEvent((event) => events.push(event)));
  const end = (port: number, to: typeof RADIO, hardware: number | undefined, id: MavId = VEHICLE) => {
    const peer = wirePeer(net, at(port), { id, to });
    const named = messageOf(standard.AutopilotVersion, {
      uid2: Array.from({ length: 18 }, () => hardware ?? 0),
    });
    const mode = { customMode: 50_593_792 };
    peer.onHeard((message) => {
      if (!isMessage(message, common.CommandLong) || hardware === undefined) return;
      const { command, _param1 } = message.fields;
      peer.say(messageOf(common.CommandAck, { command, result: 0, targetSystem: 255, targetComponent: 190 }));
      if (command === common.MavCmd.REQUEST_MESSAGE && _param1 === standard.AutopilotVersion.MSG_ID)
        peer.say(named);
    });
    const beat = (): void => peer.say(messageOf(minimal.Heartbeat, { type: 2, autopilot: 12, ...mode }));
    const beating = clock.every(250, beat);
    return {
      ...peer,
      mode,
      stop: () => beating.cancel(),
      commands: () =>
        peer.heard.filter((message) => isMessage(message, common.CommandLong)).map(({ fields }) => fields),
    };
  };
  const vehicle = (sysid = VEHICLE.sysid) => {
    const found = station.vehicle(sysid);
    if (found === undefined) throw new Error('no vehicle');
    return found;
  };
  return { clock, station, end, vehicle, events };
};

describe('a second place that claims an id', () => {
  test('[RT7] with the same hardware id is another path to the vehicle', async () => {
    const { clock, end, vehicle, events } = await setUp();
    end(2001, RADIO, 1);
    await clock.advanceAsync(3000);
    end(2002, MODEM, 1);
    await clock.advanceAsync(10_000);
    expect(vehicle().snapshot().paths).toMatchObject([
      { link: 'radio', active: true, proven: true, priority: 1 },
      { link: 'modem', active: false, proven: true, priority: 2 },
    ]);
    expect(vehicle().snapshot().conflict).toBeUndefined();
    expect(events.map(({ kind }) => kind)).not.toContain('conflict');
  });

  test('[RT7] with another hardware id is a conflict at once, and nothing of it is believed', async () => {
    const { clock, station, end, vehicle } = await setUp();
    end(2001, RADIO, 1);
    await clock.advanceAsync(3000);
    const other = end(2002, MODEM, 2);
    other.mode.customMode = 67_371_008;
    await clock.advanceAsync(1000);
    expect(vehicle().snapshot()).toMatchObject({
      conflict: { kind: 'same-id', refused: 'modem 127.0.0.1:2002' },
      heartbeat: { mode: 'AUTO.LOITER' },
      paths: [{ link: 'radio', active: true }],
    });
    expect(station.stats().shadowed).toBeGreaterThan(2);
  });

  test('[RT7] without a hardware id is a conflict after 5 s, which ends when it proves itself', async () => {
    const { clock, end, vehicle } = await setUp();
    end(2001, RADIO, 1);
    await clock.advanceAsync(3000);
    const silent = end(2002, MODEM, undefined);
    await clock.advanceAsync(4700);
    expect(vehicle().snapshot().conflict).toBeUndefined();
    await clock.advanceAsync(1000);
    expect(vehicle().snapshot().conflict).toMatchObject({ refused: 'modem 127.0.0.1:2002' });
    silent.say(messageOf(standard.AutopilotVersion, { uid2: Array.from({ length: 18 }, () => 1) }));
    expect(vehicle().snapshot().conflict).toBeUndefined();
  });

  test('[VS7] to a place that took over unproven nothing is said that starts or changes something', async () => {
    const { clock, end, vehicle } = await setUp();
    const own = end(2001, RADIO, 1);
    await clock.advanceAsync(3000);
    own.stop();
    const stranger = end(2002, MODEM, undefined);
    await clock.advanceAsync(4000);
    void vehicle().arm();
    void vehicle().downloadPlan('mission');
    void vehicle().readParam('MAV_SYS_ID');
    void vehicle().setMode('AUTO.RTL');
    await clock.advanceAsync(500);
    expect(new Set(stranger.commands().map(({ command }) => command))).toEqual(new Set([176, 512]));
    expect(stranger.count('MISSION_REQUEST_LIST') + stranger.count('PARAM_REQUEST_READ')).toBe(0);
  });

  test('[RT7] two hardware ids from one place are two vehicles with one id, which is a conflict', async () => {
    const { clock, end, vehicle, events } = await setUp();
    const shared = end(2001, RADIO, 1);
    await clock.advanceAsync(3000);
    expect(events.map(({ kind }) => kind)).not.toContain('conflict');
    shared.say(messageOf(standard.AutopilotVersion, { uid2: Array.from({ length: 18 }, () => 2) }));
    await clock.advanceAsync(100);
    expect(events.map(({ kind }) => kind)).toContain('conflict');
    expect(vehicle().snapshot().conflict).toMatchObject({ kind: 'same-id', refused: 'radio 127.0.0.1:2001' });
  });

  test('[RT7] zeros are no hardware id', async () => {
    const { clock, end, vehicle } = await setUp();
    end(2001, RADIO, 0);
    end(2002, MODEM, 0);
    await clock.advanceAsync(10_000);
    expect(vehicle().snapshot().conflict).toBeDefined();
  });

  test('[RT7] a place that was proven and silent for a minute has to prove itself anew', async () => {
    const { clock, end, vehicle } = await setUp();
    end(2001, RADIO, 1);
    const spare = end(2002, MODEM, 1);
    await clock.advanceAsync(8000);
    spare.stop();
    await clock.advanceAsync(61_000);
    spare.onHeard(() => {});
    spare.say(messageOf(minimal.Heartbeat, { type: 2, autopilot: 12 }));
    await clock.advanceAsync(300);
    expect(vehicle().snapshot().paths).toMatchObject([{ link: 'radio' }, { link: 'modem', proven: false }]);
  });
});

describe('a spare path', () => {
  test('[RT15] commands go by the active one only, our heartbeat by both', async () => {
    const { clock, end, vehicle } = await setUp();
    const main = end(2001, RADIO, 1);
    const spare = end(2002, MODEM, 1);
    await clock.advanceAsync(10_000);
    const before = spare.commands().length;
    const beats = spare.count('HEARTBEAT');
    main.mode.customMode = 84_148_224;
    const set = vehicle().setMode('AUTO.RTL');
    await clock.advanceAsync(1000);
    expect((await set).ok).toBe(true);
    expect(main.commands().map(({ command }) => command)).toContain(common.MavCmd.DO_SET_MODE);
    expect(spare.commands()).toHaveLength(before);
    expect(spare.count('HEARTBEAT')).toBe(beats + 1);
  });

  test('[RT15] it is asked for our rates once, and again with answers when it becomes the active one', async () => {
    const { clock, end } = await setUp();
    const main = end(2001, RADIO, 1);
    const spare = end(2002, MODEM, 1);
    await clock.advanceAsync(10_000);
    const rates = () =>
      spare.commands().filter(({ command }) => command === common.MavCmd.SET_MESSAGE_INTERVAL).length;
    const asked = rates();
    expect(asked).toBeGreaterThan(10);
    await clock.advanceAsync(20_000);
    expect(rates()).toBe(asked);
    main.stop();
    await clock.advanceAsync(5000);
    expect(rates()).toBe(2 * asked);
  });

  test('[RT14] when both are silent the last one is kept', async () => {
    const { clock, end, vehicle, station } = await setUp();
    const main = end(2001, RADIO, 1);
    const spare = end(2002, MODEM, 1);
    await clock.advanceAsync(8000);
    main.stop();
    spare.stop();
    await clock.advanceAsync(8000);
    expect(vehicle().snapshot()).toMatchObject({ connected: false });
    expect(station.stats().routes['7.1']).toMatch(/127/);
  });

  test('[RT14] when its link is removed the other one goes on at once', async () => {
    const { clock, end, vehicle, station } = await setUp();
    end(2001, RADIO, 1);
    end(2002, MODEM, 1);
    await clock.advanceAsync(8000);
    await station.removeLink('radio');
    expect(station.stats().routes['7.1']).toBe('modem 127.0.0.1:2002');
    await clock.advanceAsync(1000);
    expect(vehicle().snapshot()).toMatchObject({ link: 'modem', paths: [{ link: 'modem', active: true }] });
  });
});

describe('one vehicle under two system ids', () => {
  const OTHER: MavId = { sysid: 9, compid: 1 };

  test('[RT16] at once: both are in conflict, and it is over when one of them is gone', async () => {
    const { clock, end, vehicle, events } = await setUp();
    end(2001, RADIO, 1);
    const twin = end(2002, MODEM, 1, OTHER);
    await clock.advanceAsync(5000);
    expect(vehicle(7).snapshot().conflict).toMatchObject({ kind: 'two-ids', refused: '9' });
    expect(vehicle(9).snapshot().conflict).toMatchObject({ kind: 'two-ids', refused: '7' });
    expect(events.filter(({ kind }) => kind === 'conflict')).toHaveLength(2);
    twin.stop();
    await clock.advanceAsync(215_000, 100);
    expect(vehicle(7).snapshot().conflict).toBeUndefined();
  });

  test('[RT16] one after the other: it was given another id', async () => {
    const { clock, end, vehicle } = await setUp();
    const before = end(2001, RADIO, 1);
    await clock.advanceAsync(5000);
    before.stop();
    await clock.advanceAsync(4000);
    end(2002, RADIO, 1, OTHER);
    await clock.advanceAsync(5000);
    expect(vehicle(9).snapshot().conflict).toBeUndefined();
    expect(vehicle(7).snapshot().conflict).toBeUndefined();
  });

  test('[RT16] two vehicles with two ids, or without hardware ids, are none', async () => {
    const { clock, end, vehicle } = await setUp();
    end(2001, RADIO, 1);
    end(2002, RADIO, 2, OTHER);
    end(2003, RADIO, 0, { sysid: 10, compid: 1 });
    end(2004, RADIO, 0, { sysid: 11, compid: 1 });
    await clock.advanceAsync(8000);
    for (const sysid of [7, 9, 10, 11]) expect(vehicle(sysid).snapshot().conflict).toBeUndefined();
  });
});

test('[RT17] nothing is forwarded from one link to another, a signing key least of all', async () => {
  const { clock, end } = await setUp();
  const one = end(2001, RADIO, 1);
  const two = end(2002, MODEM, 2, { sysid: 9, compid: 1 });
  await clock.advanceAsync(3000);
  const ids = [1, 9, 0, 255];
  for (const targetSystem of ids) {
    one.say(messageOf(common.SetupSigning, { targetSystem, secretKey: Array.from({ length: 32 }, () => 7) }));
    one.say(messageOf(common.CommandLong, { targetSystem, command: 400 }));
    one.say(messageOf(common.StatusText, { text: 'x' }));
  }
  await clock.advanceAsync(1000);
  expect(two.heard.map(({ name }) => name)).not.toContain('SETUP_SIGNING');
  expect(two.count('STATUSTEXT')).toBe(0);
  expect(two.commands().filter(({ command }) => command === common.MavCmd.COMPONENT_ARM_DISARM)).toEqual([]);
});
