import { common } from 'mavlink-mappings';
import { afterEach, describe, expect, it } from 'vitest';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  newDropCounters,
  type WireFields,
} from '../../server/mavlink/codec.ts';
import type { MessageClass } from '../../server/mavlink/dialect.ts';
import type { MavLinkData } from 'mavlink-mappings';
import { alarmsOf, countArming, during, launched, must, reaches } from './drive.ts';
import { flightWorld, type World, type Wrap } from './world.ts';
import { actor, SYSID } from './world-record.ts';

const FOREIGN = { sysid: 250, compid: 190 };
const TARGET = { targetSystem: SYSID, targetComponent: 1 };
const ASKS = { COM_ARM_AUTH_REQ: 1, COM_ARM_AUTH_ID: 255 };
/** MAV_CMD_ARM_AUTHORIZATION_REQUEST. */
const ASKED = 3001;

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const opened = async (parameters: Readonly<Record<string, number>> = {}, wrap?: Wrap): Promise<World> => {
  world = await flightWorld(wrap, undefined, parameters);
  return world;
};

/** Another ground station says that to the drone. */
const foreign = <T extends MavLinkData>(w: World, message: MessageClass<T>, fields: WireFields<T>): void =>
  w.vehicle.onDatagram(encodeFields(message, fields, { ...FOREIGN, seq: 0 }));

/** Our answers to a drone that asks whether it may arm, from now on: result and result_param2. */
const countAnswers = (w: World): string[] => {
  const answers: string[] = [];
  w.station.onFrame(({ direction, bytes }) => {
    if (direction !== 'out') return;
    for (const frame of decodeDatagram(bytes, newDropCounters())) {
      const fields = decodeMessage(frame)?.fields ?? {};
      if (fields['command'] === ASKED && 'result' in fields)
        answers.push(`${String(fields['result'])} ${String(fields['resultParam2'])}`);
    }
  });
  return answers;
};

const raised = async (w: World): Promise<readonly string[]> =>
  (await alarmsOf(w)).filter(({ clearedAt }) => clearedAt === null).map(({ kind }) => kind);

const timelineOf = async (w: World, id: string): Promise<readonly string[]> =>
  must(await w.service.timeline(actor('dispatcher'), id)).entries.map(({ type }) => type);

describe('a drone that asks whether it may arm', () => {
  it('[AU1] is told yes during our own launch: one arming frame, recorded, no alarm', async () => {
    const w = await opened(ASKS);
    const [frames, answers] = [countArming(w), countAnswers(w)];
    const id = await launched(w);
    expect(await reaches(w, id, 'CLIMBING')).toBe(true);
    expect([frames.count, answers]).toEqual([1, ['0 3']]);
    expect(await timelineOf(w, id)).toContain('flight.arm_authorised');
    expect(await raised(w)).not.toContain('vehicle.arm_asked');
  });

  it('[AU2] is told no when somebody else armed it; that is an alarm, and it stays disarmed', async () => {
    const w = await opened(ASKS);
    const answers = countAnswers(w);
    foreign(w, common.CommandLong, { ...TARGET, command: 400, _param1: 1 });
    await w.run(3000);
    expect(w.vehicle.truth().armed).toBe(false);
    // DENIED, not a specific reason.
    expect(answers).toEqual(['2 0']);
    expect(await raised(w)).toContain('vehicle.arm_asked');
  });

  it('[AU2] is told no, as too late, when the launch that it was for has been given up', async () => {
    const lost: Wrap = (control) => ({
      ...control,
      armOnce: async () => ({ kind: 'unanswered', sentence: 'lost' }),
    });
    const w = await opened(ASKS, lost);
    const answers = countAnswers(w);
    const id = await launched(w);
    expect(await reaches(w, id, 'ABORTED', 30_000)).toBe(true);
    foreign(w, common.CommandLong, { ...TARGET, command: 400, _param1: 1 });
    await w.run(3000);
    // DENIED for a timeout, or, once the flight is forgotten, without a reason.
    expect(answers.map((answer) => answer.split(' ')[0])).toEqual(['2']);
    expect([w.vehicle.truth().armed, await raised(w)]).toEqual([
      false,
      expect.arrayContaining(['vehicle.arm_asked']),
    ]);
  });
});

describe('a frame that our own guard keeps back', () => {
  it('[FL18] ends the launch at once with the guard’s reason; nothing left, and it is an alarm', async () => {
    let armingAt = 0;
    const barred: Wrap = (control) => ({
      ...control,
      armOnce: () => {
        armingAt = world?.clock.mono() ?? 0;
        world?.service.control.quarantine('drone-1');
        return control.armOnce();
      },
    });
    const w = await opened({}, barred);
    const frames = countArming(w);
    const id = await launched(w);
    expect(await reaches(w, id, 'ABORTED', 60_000)).toBe(true);
    const flight = must(await w.service.get(actor('dispatcher'), id));
    expect(flight.stateReason).toMatch(/^guard_refused: refused by guard: .*\(GD4\)$/);
    expect(frames.count).toBe(0);
    expect(armingAt).toBeGreaterThan(0);
    // The step itself may take 3 s.
    expect(w.clock.mono() - armingAt).toBeLessThan(1000);
    const isRaised = async (): Promise<boolean> => (await raised(w)).includes('system.guard_refused');
    expect(await w.until(isRaised, 3000)).toBe(true);
  });
});

type Touch = readonly [what: string, touch: (w: World) => void, after: 'ours' | 'external'];

const TOUCHES: readonly Touch[] = [
  [
    'mode',
    (w) => foreign(w, common.CommandLong, { ...TARGET, command: 176, _param1: 1, _param2: 4, _param3: 3 }),
    'ours',
  ],
  // What is aboard is still not this flight's: whoever goes on watching it is told so again.
  ['mission', (w) => foreign(w, common.MissionClearAll, { ...TARGET, missionType: 0 }), 'external'],
  [
    'parameter',
    (w) =>
      foreign(w, common.ParamSet, { ...TARGET, paramId: 'RTL_RETURN_ALT', paramValue: 90, paramType: 9 }),
    'ours',
  ],
];

describe('another ground station, in flight', () => {
  const inFlight = async (): Promise<{ w: World; id: string }> => {
    const w = await opened();
    const id = await launched(w);
    expect(await reaches(w, id, 'EN_ROUTE')).toBe(true);
    // What was written before the launch is long ago: a change now is somebody else's.
    await w.run(31_000);
    return { w, id };
  };

  it.each(TOUCHES)(
    '[FL19] that changes the %s is an alarm and EXTERNAL_CONTROL, until a person decides',
    async (_, touch, after) => {
      const { w, id } = await inFlight();
      touch(w);
      expect(await reaches(w, id, 'EXTERNAL_CONTROL', 5000)).toBe(true);
      const isRaised = async (): Promise<boolean> => (await raised(w)).includes('vehicle.foreign_hand');
      expect(await w.until(isRaised, 3000)).toBe(true);
      // It stays so, whatever the drone does.
      await w.run(20_000);
      expect(await w.stateOf(id)).toBe('EXTERNAL_CONTROL');
      const decision = { outcome: 'monitor', reason: 'that was our own field crew' } as const;
      must(await during(w, w.service.resolve(w.cause(), id, decision), 1000));
      expect(await timelineOf(w, id)).toContain('flight.resolved');
      expect((await w.stateOf(id)) === 'EXTERNAL_CONTROL' ? 'external' : 'ours').toBe(after);
    },
  );
});
