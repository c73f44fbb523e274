import { common, minimal, standard } from 'mavlink-mappings';
import { describe, expect, it } from 'vitest';
import { GnssIntegrity } from '../../server/mavlink/extra-messages.ts';
import type { ServiceName } from '../../sitl/autopilot/faults.ts';
import { flatDistanceM } from '../../sitl/physics/earth.ts';
import { bench, HOME, launch, northWest, SYSID, type Bench } from './support.ts';

const target = { targetSystem: SYSID, targetComponent: 1 };
const DESCEND = 4 * 0x1_0000 + 20 * 0x100_0000;

const ready = (options: Parameters<typeof bench>[0] = {}): Bench => {
  const b = bench(options);
  b.run(4000);
  return b;
};

const flying = (options: Parameters<typeof bench>[0] = {}): Bench => {
  const b = bench(options);
  launch(b, northWest(10, 50));
  b.run(60_000);
  expect(b.vehicle.truth().landed).toBe('in_air');
  return b;
};

describe('[H4] faults of the link', () => {
  it('receives but does not send with muteTx, sends but does not receive with muteRx', () => {
    const b = ready();
    b.vehicle.faults.muteTx = true;
    b.clear();
    expect(b.command(400, [1])).toBeUndefined();
    expect(b.vehicle.truth().armed).toBe(true);
    b.vehicle.faults.muteTx = false;
    b.vehicle.faults.muteRx = true;
    expect(b.command(400, [0])).toBeUndefined();
    expect(b.vehicle.truth().armed).toBe(true);
    b.run(1100);
    expect(b.last(minimal.Heartbeat)).toBeDefined();
  });

  const asks: readonly [ServiceName, (b: Bench) => void, number][] = [
    ['commands', (b) => void b.command(512, [148]), common.CommandAck.MSG_ID],
    ['plans', (b) => b.send(common.MissionRequestList, target), common.MissionCount.MSG_ID],
    [
      'parameters',
      (b) => b.send(common.ParamRequestRead, { ...target, paramId: 'NAV_DLL_ACT', paramIndex: -1 }),
      common.ParamValue.MSG_ID,
    ],
    ['timesync', (b) => b.send(common.TimeSync, { tc1: 0n, ts1: 5n }), common.TimeSync.MSG_ID],
  ];
  it.each(asks)('%s: deaf or dumb there is no answer, else there is', (service, ask, msgid) => {
    const b = ready();
    const answered = (): boolean => {
      b.clear();
      ask(b);
      b.run(100);
      return b.heard.some((message) => message.msgid === msgid);
    };
    expect(answered()).toBe(true);
    b.vehicle.faults.deaf.add(service);
    expect(answered()).toBe(false);
    b.vehicle.faults.deaf.clear();
    b.vehicle.faults.dumb.add(service);
    expect(answered()).toBe(false);
  });

  it('answers a command late, twice, or with a result that is not true', () => {
    const b = ready();
    const { faults } = b.vehicle;
    faults.ackDelayMs = 4000;
    expect(b.command(400, [1])).toBeUndefined();
    expect(b.vehicle.truth().armed).toBe(true);
    b.run(4100);
    expect(b.last(common.CommandAck)).toMatchObject({ command: 400, result: 0 });
    faults.ackDelayMs = 0;
    faults.ackCopies = 2;
    b.clear();
    b.command(512, [148]);
    expect(b.all(common.CommandAck)).toHaveLength(2);
    faults.ackCopies = 1;
    faults.ackResult = 4;
    expect(b.command(400, [0])).toBe(4);
    expect(b.vehicle.truth().armed).toBe(false);
  });
});

describe('[H4] faults of plan transfers', () => {
  it('asks for the wrong item', () => {
    const b = ready();
    b.vehicle.faults.plan = 'wrong-sequence';
    b.send(common.MissionCount, { ...target, count: 3 });
    expect(b.last(common.MissionRequestInt)?.seq).toBe(1);
  });

  it('stores the plan and says ERROR, or nothing', () => {
    const b = ready();
    b.vehicle.faults.plan = 'error-ack';
    expect(b.upload(northWest(1))?.type).toBe(1);
    expect(b.download()).toHaveLength(5);
    b.vehicle.faults.plan = 'no-final-ack';
    expect(b.upload(northWest(2))).toBeUndefined();
  });

  it('is busy: COUNT and REQUEST_LIST are answered with ERROR', () => {
    const b = ready();
    b.vehicle.faults.plan = 'busy';
    expect(b.upload(northWest(1))?.type).toBe(1);
    b.clear();
    b.send(common.MissionRequestList, target);
    expect(b.last(common.MissionAck)?.type).toBe(1);
  });

  it('accepts a plan and then has no mission', () => {
    const b = ready();
    b.vehicle.faults.plan = 'infeasible';
    expect(b.upload(northWest(1))?.type).toBe(0);
    b.run(1100);
    expect(b.last(common.MissionCurrent)?.missionState).toBe(1);
  });
});

describe('[H4] a reboot', () => {
  it('on the ground: time, home and mode begin anew; parameters, plans and uid stay', () => {
    const b = ready();
    b.upload(northWest(1));
    b.send(common.ParamSet, { ...target, paramId: 'MIS_TAKEOFF_ALT', paramValue: 9, paramType: 9 });
    b.command(512, [148]);
    const uid = b.last(standard.AutopilotVersion)?.uid2;
    b.mode('AUTO.MISSION');
    b.vehicle.reboot(Date.UTC(2026, 2, 2));
    b.clear();
    b.run(1900);
    expect(b.heard).toEqual([]);
    b.run(6000);
    expect(b.vehicle.truth()).toMatchObject({ mode: 'AUTO.LOITER', armed: false });
    expect(b.last(common.GlobalPositionInt)?.timeBootMs).toBeLessThan(9000);
    b.clear();
    b.send(common.ParamRequestRead, { ...target, paramId: 'MIS_TAKEOFF_ALT', paramIndex: -1 });
    expect(b.last(common.ParamValue)?.paramValue).toBe(9);
    expect(b.download()).toHaveLength(5);
    b.command(512, [148]);
    expect(b.last(standard.AutopilotVersion)?.uid2).toEqual(uid);
  });

  it('in the air: the motors stop, and it falls', () => {
    const b = flying();
    b.vehicle.reboot(0);
    b.run(20_000);
    expect(b.vehicle.truth()).toMatchObject({ armed: false, body: { onSurface: true } });
  });

  it('two vehicles with one system id are told apart by their uid', () => {
    const uidOf = (seed: number): readonly number[] | undefined => {
      const b = ready({ seed });
      b.command(512, [148]);
      return b.last(standard.AutopilotVersion)?.uid2;
    };
    expect(uidOf(3)).not.toEqual(uidOf(4));
  });
});

describe('[H4] faults of sensors and airframe', () => {
  it('satellite navigation lost: fix 0, after 5 s it sinks, and with a fix it goes on', () => {
    const b = flying();
    b.vehicle.faults.gnss = 'lost';
    b.run(4000);
    expect(b.last(common.GpsRawInt)?.fixType).toBe(0);
    expect(b.vehicle.truth().mode).toBe('AUTO.MISSION');
    b.run(2200);
    expect(b.vehicle.truth().mode).toBe('DESCEND');
    expect(b.last(minimal.Heartbeat)).toMatchObject({ customMode: DESCEND, systemStatus: 5 });
    b.vehicle.faults.gnss = 'none';
    b.run(200);
    expect(b.vehicle.truth().mode).toBe('AUTO.MISSION');
  });

  it('satellite navigation drifting: it believes what it is told and is led away', () => {
    const b = flying();
    b.vehicle.faults.gnss = 'drifting';
    b.vehicle.faults.gnssDriftMs = { northMs: 3, eastMs: 0 };
    b.run(30_000);
    const told = b.last(common.GlobalPositionInt);
    const apart = flatDistanceM([(told?.lon ?? 0) / 1e7, (told?.lat ?? 0) / 1e7], b.vehicle.truth().body.at);
    expect(apart).toBeGreaterThan(80);
    expect(b.vehicle.truth().mode).toBe('AUTO.MISSION');
  });

  it('jamming and spoofing are told in GNSS_INTEGRITY', () => {
    const b = ready();
    b.run(1100);
    expect(b.last(GnssIntegrity)).toMatchObject({ jammingState: 1, spoofingState: 1 });
    b.vehicle.faults.jamming = 3;
    b.vehicle.faults.spoofing = 2;
    b.run(1100);
    expect(b.last(GnssIntegrity)).toMatchObject({ jammingState: 3, spoofingState: 2 });
  });

  it('one motor of six is flown out, two are not', () => {
    const b = flying();
    b.vehicle.faults.motorsOut = 1;
    b.run(5000);
    expect(b.vehicle.truth().landed).toBe('in_air');
    b.vehicle.faults.motorsOut = 2;
    b.run(20_000);
    expect(b.vehicle.truth().body.onSurface).toBe(true);
  });

  it('a pack that loses energy empties sooner', () => {
    const left = (drainW: number): number => {
      const b = flying();
      b.vehicle.faults.extraDrainW = drainW;
      b.run(30_000);
      return b.vehicle.truth().charge;
    };
    expect(left(5000)).toBeLessThan(left(0) - 0.02);
  });

  it('gusts push it about, and it stays on its way', () => {
    const b = flying({ wind: { speedMs: 8, fromDeg: 90, intensity: 0.3 } });
    const before = flatDistanceM(b.vehicle.truth().body.at, HOME.at);
    b.run(30_000);
    expect(flatDistanceM(b.vehicle.truth().body.at, HOME.at)).toBeGreaterThan(before + 300);
  });
});

describe('quirks as data: the other form of each', () => {
  it('the same plan again starts anew', () => {
    const b = ready({ quirks: { keepsIdenticalPlan: false } });
    b.upload(northWest(1));
    b.command(224, [3]);
    b.upload(northWest(1));
    expect(b.vehicle.truth().run.current).toBe(0);
  });

  it('after its last item it goes to hold', () => {
    const b = bench({ quirks: { staysInMission: false } });
    launch(b, northWest(0.3, 30));
    b.runUntil(() => !b.vehicle.truth().armed, 200_000);
    expect(b.vehicle.truth().mode).toBe('AUTO.LOITER');
  });

  it('no mission is told as a total of 0', () => {
    const b = ready({ quirks: { emptyTotal: 0 } });
    expect(b.last(common.MissionCurrent)?.total).toBe(0);
  });

  it('a second uploader gets no answer', () => {
    const b = ready({ quirks: { tellsBusy: false } });
    b.send(common.MissionCount, { ...target, count: 2 });
    b.clear();
    b.send(common.MissionCount, { ...target, count: 2 }, { sysid: 254, compid: 190 });
    expect(b.all(common.MissionAck)).toEqual([]);
  });

  it('sends no commands of its own', () => {
    const b = ready({ quirks: { sendsCommands: false } });
    expect(b.all(common.CommandLong)).toEqual([]);
    expect(ready().all(common.CommandLong)).toHaveLength(1);
  });
});
