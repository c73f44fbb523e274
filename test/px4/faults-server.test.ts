import { common } from 'mavlink-mappings';
import { expect, test } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import { RequestEvent } from '../../server/mavlink/event-messages.ts';
import { startScene, type Scene } from './service/scene.ts';
import type { Got } from './service/wire.ts';

const LIMIT_MS = 600_000;
const SEEN_S = 15;
/** COM_DL_LOSS_T of the baseline. */
const LOSS_MS = 10_000;
const FROZEN_MS = 12_000;
const ACTS_S = 20;

/** What asks, and what says which messages are to come: nothing of it moves a drone or changes what is aboard. */
const ASKS: readonly number[] = [
  common.TimeSync.MSG_ID,
  common.Ping.MSG_ID,
  common.ParamRequestRead.MSG_ID,
  common.ParamRequestList.MSG_ID,
  common.MissionRequestList.MSG_ID,
  common.MissionRequestInt.MSG_ID,
  common.FileTransferProtocol.MSG_ID,
  RequestEvent.MSG_ID,
];
const ASKING_COMMANDS: readonly unknown[] = [
  common.MavCmd.REQUEST_MESSAGE,
  common.MavCmd.SET_MESSAGE_INTERVAL,
];

const onlyAsks = ({ msgid, fields }: Got): boolean =>
  ASKS.includes(msgid) ||
  (msgid === common.CommandLong.MSG_ID && ASKING_COMMANDS.includes(fields['command']));

const adoptedAfter = (scene: Scene, at: number) =>
  scene.until(
    'the verdict of the restart',
    async () => (await scene.timeline()).find((entry) => entry.type === 'flight.adopted' && entry.at > at),
    SEEN_S,
  );

test(
  '(INV-S2, INV-S11) kill -9 with PX4 in the air: adopted as it flies, nothing but questions before a person commands, one arming frame in all (px4)',
  { timeout: LIMIT_MS },
  async (context) => {
    const scene = await startScene(context, { speed: 1 });
    const { wire } = scene;
    const killedAt = Date.now();
    const lastBeatAt = wire.lastBeatAt();
    scene.server().child.kill('SIGKILL');
    await scene.server().ended;
    const before = wire.got.length;
    await scene.restart();
    const adopted = await adoptedAfter(scene, killedAt);
    const beatAt = await scene.until('our next heartbeat', () => wire.beatsSince(killedAt)[0], SEEN_S);
    const downMs = beatAt - lastBeatAt;
    console.info(`verdict ${adopted.at - killedAt} ms after the kill, ${downMs} ms between two heartbeats`);
    expect(adopted.data).toMatchObject({ verdict: 'monitor', was: 'EN_ROUTE', armed: true });

    // Back in time PX4 has noticed nothing; on a machine that takes longer it does as after any lost link.
    if (downMs < LOSS_MS) {
      expect(wire.modesSince(killedAt).map(({ mode }) => mode)).toEqual(['AUTO.MISSION']);
      await scene.reaches('EN_ROUTE', SEEN_S);
    }
    expect(wire.got.slice(before).filter((frame) => !onlyAsks(frame))).toEqual([]);

    await scene.dispatcher.call(contract.flights.return, {
      params: { id: scene.flightId },
      body: { reason: 'after a restart' },
    });
    await scene.flies('AUTO.RTL', SEEN_S);
    await scene.reaches('RETURNING', SEEN_S);
    expect(wire.armingFrames()).toHaveLength(1);
  },
);

test(
  'a server that is frozen for 12 s and more: PX4 takes the link for lost, holds and returns, and that is told afterwards (px4)',
  { timeout: LIMIT_MS },
  async (context) => {
    const scene = await startScene(context, { speed: 1 });
    const { wire } = scene;
    const before = wire.got.length;
    const frozenAt = Date.now();
    scene.server().child.kill('SIGSTOP');
    // PX4 takes 11 to 13 s until it holds: a thaw before that is one that it does not notice.
    await scene.until(
      'frozen long enough, and PX4 holds',
      () => Date.now() - frozenAt >= FROZEN_MS && wire.said.at(-1)?.mode === 'AUTO.LOITER',
      2 * SEEN_S,
    );
    // What had left before may have been on its way, and seen late here.
    expect(wire.beatsSince(frozenAt + 1000)).toEqual([]);
    scene.server().child.kill('SIGCONT');

    await scene.flies('AUTO.RTL', ACTS_S);
    await scene.reaches('RETURNING', SEEN_S);
    const flown = wire.modesSince(frozenAt).map(({ mode }) => mode);
    expect(flown).toEqual(['AUTO.MISSION', 'AUTO.LOITER', 'AUTO.RTL']);
    const told = (await scene.timeline()).filter(({ at }) => at >= frozenAt + FROZEN_MS);
    const states = told.flatMap(({ type, data }) => (type === 'flight.state' ? [data] : []));
    expect(states.slice(-2)).toMatchObject([
      { to: 'HOLDING', code: 'vehicle_failsafe' },
      { to: 'RETURNING', code: 'vehicle_failsafe' },
    ]);
    await scene.alarm('vehicle.silent', SEEN_S);
    // What the socket has kept meanwhile is no jump of its position.
    expect((await scene.alarms()).map(({ kind }) => kind)).not.toContain('contingency.gps_jump');
    expect(wire.got.slice(before).filter((frame) => !onlyAsks(frame))).toEqual([]);
  },
);
