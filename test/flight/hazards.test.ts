import { common } from 'mavlink-mappings';
import { afterEach, describe, expect, it } from 'vitest';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  encodeFrame,
  newDropCounters,
} from '../../server/mavlink/codec.ts';
import { buildItem, type WireItem } from '../../server/mavlink/mission-wire.ts';
import { int32ToFloatBits } from '../../server/mavlink/wire.ts';
import { missionToWire } from '../../server/mavlink/mission-items.ts';
import { destination } from '../../server/core/geo.ts';
import { countArming, during, launched, must, reaches } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor, CENTRE, SYSID } from './world-record.ts';

const FOREIGN = { sysid: 250, compid: 190 };

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const opened = async (): Promise<World> => {
  world = await flightWorld();
  return world;
};

const foreignItems = (): WireItem[] =>
  missionToWire([
    { kind: 'takeoff', at: CENTRE, relAltM: 50 },
    { kind: 'waypoint', at: destination(CENTRE, 800, 90), relAltM: 50, holdS: 0, acceptRadiusM: 5 },
    { kind: 'land', at: destination(CENTRE, 900, 90), relAltM: 0 },
  ]);

/** Another ground station puts its own mission aboard, all at once. */
const foreignUpload = (w: World): void => {
  const target = { targetSystem: SYSID, targetComponent: 1 };
  const items = foreignItems();
  let seq = 0;
  const header = (): { sysid: number; compid: number; seq: number } => ({ ...FOREIGN, seq: seq++ });
  w.vehicle.onDatagram(encodeFields(common.MissionCount, { ...target, count: items.length }, header()));
  const transfer = { kind: 'mission', target: { sysid: SYSID, compid: 1 }, self: FOREIGN } as const;
  for (const [i, item] of items.entries())
    w.vehicle.onDatagram(encodeFrame(buildItem(item, i, transfer), header()));
};

type Sent = Readonly<Record<string, unknown>> | undefined;

/** Calls `then` once, when a frame that fits leaves the station. */
const onceSent = (w: World, fits: (fields: Sent) => boolean, then: () => void): void => {
  let done = false;
  w.station.onFrame(({ direction, bytes }) => {
    if (direction !== 'out' || done) return;
    const hit = decodeDatagram(bytes, newDropCounters()).some((frame) => fits(decodeMessage(frame)?.fields));
    if (!hit) return;
    done = true;
    then();
  });
};

const isArming = (fields: Sent): boolean =>
  fields?.['command'] === common.MavCmd.COMPONENT_ARM_DISARM && fields['_param1'] === 1;
const isMode =
  (main: number, sub: number) =>
  (fields: Sent): boolean =>
    fields?.['command'] === common.MavCmd.DO_SET_MODE &&
    fields['_param2'] === main &&
    fields['_param3'] === sub;
const AUTO = 4;
const MISSION = 4;
const LOITER = 3;
const RTL = 5;

describe('what may go wrong in the air and before', () => {
  it.each([
    ['its arming frame leaves', isArming],
    ['LOITER is asked for', isMode(AUTO, LOITER)],
  ])(
    '(INV-S3) does not fly a mission that another station uploads as %s',
    { timeout: 60_000 },
    async (_, fits) => {
      const w = await opened();
      onceSent(w, fits, () => foreignUpload(w));
      const id = await launched(w);
      expect(await reaches(w, id, 'ABORTED', 60_000)).toBe(true);
      await w.run(15_000);
      const { armed, body } = w.vehicle.truth();
      expect({ armed, onSurface: body.onSurface }).toEqual({ armed: false, onSurface: true });
      expect(must(await w.service.get(actor('dispatcher'), id)).stateReason).toMatch(
        /gate_closed|current_timeout/,
      );
    },
  );

  it(
    'shows a mission that another station uploads after the start as external control, and still takes commands',
    { timeout: 60_000 },
    async () => {
      const w = await opened();
      const id = await launched(w);
      onceSent(w, isMode(AUTO, MISSION), () => w.clock.after(6000, () => foreignUpload(w)));
      expect(await reaches(w, id, 'EXTERNAL_CONTROL', 60_000)).toBe(true);
      must(await during(w, w.service.command(w.cause(), id, { command: 'return', reason: '' })));
      expect(w.vehicle.truth().mode).toBe('AUTO.RTL');
    },
  );

  it('(INV-S12) disarms at once on an abort while the record is stuck', { timeout: 60_000 }, async () => {
    const w = await opened();
    const arming = countArming(w);
    const id = await launched(w);
    expect(await w.until(() => w.vehicle.truth().armed, 30_000)).toBe(true);
    let release = (): void => {};
    const stuck = w.store.transact(
      w.cause(),
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    const aborted = w.service.abort(w.cause(), id, 'a child on the pad');
    await w.run(1500);
    expect(w.vehicle.truth().armed).toBe(false);
    release();
    await stuck;
    expect(must(await during(w, aborted)).state).toBe('ABORTED');
    expect(arming.count).toBe(1);
    const { entries } = must(await w.service.timeline(actor('dispatcher'), id));
    expect(entries.map(({ type }) => type)).toContain('flight.abort_asked');
  });

  it(
    '(INV-S12) sends a return at once while a hold is unanswered, and leaves no hold behind it',
    { timeout: 60_000 },
    async () => {
      const w = await opened();
      const id = await launched(w);
      await reaches(w, id, 'EN_ROUTE', 60_000);
      let returning = Infinity;
      onceSent(w, isMode(AUTO, RTL), () => {
        returning = w.clock.mono();
      });
      w.vehicle.faults.muteLink = true;
      const held = w.service.command(w.cause(), id, { command: 'hold', reason: '' });
      await w.run(300);
      const asked = w.clock.mono();
      const returned = w.service.command(w.cause(), id, { command: 'return', reason: '' });
      await w.run(500);
      expect(returning - asked).toBeLessThan(500);
      w.vehicle.faults.muteLink = false;
      await w.run(3000);
      expect(w.vehicle.truth().mode).toBe('AUTO.RTL');
      expect((await during(w, held)).ok).toBe(false);
      expect((await during(w, returned)).ok).toBe(true);
    },
  );

  it(
    '(INV-S4) does not arm with a safety parameter that another station set meanwhile',
    { timeout: 60_000 },
    async () => {
      const w = await opened();
      const arming = countArming(w);
      const fits = (fields: Sent): boolean => fields?.['count'] !== undefined && 'missionType' in fields;
      onceSent(w, fits, () => {
        const target = { targetSystem: SYSID, targetComponent: 1, paramId: 'NAV_DLL_ACT' };
        const set = { ...target, paramType: common.MavParamType.INT32, paramValue: int32ToFloatBits(0) };
        w.vehicle.onDatagram(encodeFields(common.ParamSet, set, { ...FOREIGN, seq: 0 }));
      });
      const id = await launched(w);
      expect(await reaches(w, id, 'ABORTED', 30_000)).toBe(true);
      expect(must(await w.service.get(actor('dispatcher'), id)).stateReason).toContain('NAV_DLL_ACT');
      expect(arming.count).toBe(0);
    },
  );

  it('promises no arrival to anybody while it holds or returns', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    expect(w.service.etaOf(id)).not.toBeNull();
    must(await during(w, w.service.command(w.cause(), id, { command: 'hold', reason: '' })));
    expect(w.service.etaOf(id)).toBeNull();
    must(await during(w, w.service.command(w.cause(), id, { command: 'return', reason: '' })));
    expect(w.service.etaOf(id)).toBeNull();
  });

  it('is silent for the rest of the way and then found landed at its pad', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    // Without answers it flies on: its own link-loss action hears our heartbeats.
    const silent = w.until(() => !w.vehicle.truth().armed, 300_000);
    w.mute(true);
    expect(await silent).toBe(true);
    expect(await w.stateOf(id)).toBe('SILENT');
    await w.run(30_000);
    w.mute(false);
    expect(await reaches(w, id, 'LANDED', 15_000)).toBe(true);
  });

  it(
    '[FL13] is found on its pad by a restart that the drone slept through',
    { timeout: 60_000 },
    async () => {
      const w = await opened();
      const id = await launched(w);
      await reaches(w, id, 'EN_ROUTE', 60_000);
      w.mute(true);
      expect(await w.until(() => !w.vehicle.truth().armed, 300_000)).toBe(true);
      await w.restart(5000);
      expect(await w.stateOf(id)).toBe('SILENT');
      w.mute(false);
      expect(await reaches(w, id, 'LANDED', 15_000)).toBe(true);
    },
  );

  it('(INV-S10) takes no other drone with its system id for it', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    w.mute(true);
    const twin = w.twin();
    await w.run(20_000);
    expect(await w.stateOf(id)).toBe('SILENT');
    w.mute(false);
    expect(await reaches(w, id, 'EN_ROUTE', 5000)).toBe(true);
    twin.stop();
  });
});
