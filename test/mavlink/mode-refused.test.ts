import { common, minimal } from 'mavlink-mappings';
import { expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { isMessage, messageOf } from '../../server/mavlink/codec.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import { encodeMode } from '../../server/mavlink/modes.ts';
import { createStation } from '../../server/mavlink/station.ts';
import { telemetryOf } from '../../server/mavlink/telemetry.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { embeddedRig } from './embedded-rig.ts';
import { at, fakeNet, overTheWire, SELF, settle, VEHICLE, wirePeer } from './support.ts';

const [LOITER, MISSION] = [encodeMode('AUTO.LOITER'), encodeMode('AUTO.MISSION')];

test.each([
  ['flies what it was asked for', LOITER, LOITER, { asked: 'AUTO.LOITER', refused: undefined }],
  ['flies something else', LOITER, MISSION, { asked: 'AUTO.MISSION', refused: 'AUTO.MISSION' }],
  ['tells no intention', LOITER, 0, { asked: undefined, refused: undefined }],
])('[MO2] CURRENT_MODE of a vehicle that %s', (_what, customMode, intendedCustomMode, wish) => {
  const message = overTheWire(messageOf(common.CurrentMode, { customMode, intendedCustomMode }), VEHICLE);
  expect(telemetryOf(message, monoMs(5))).toEqual({ wish: { at: 5, ...wish } });
});

test('[MO3] a mode that is accepted and not flown is refused, where CURRENT_MODE says so', async () => {
  const clock = fakeClock();
  const net = fakeNet();
  const station = createStation({ clock, net: net.net, log: silentLog });
  await station.addLink({ name: 'udp', local: at(14_550) });
  const peer = wirePeer(net, at(18_570), { id: VEHICLE, to: at(14_550) });
  peer.onHeard((message) => {
    if (!isMessage(message, common.CommandLong)) return;
    const { command } = message.fields;
    const ack = { targetSystem: SELF.sysid, targetComponent: SELF.compid, command, result: 0 };
    clock.after(20, () => peer.say(messageOf(common.CommandAck, ack)));
  });
  const beat = (): void => {
    peer.say(messageOf(minimal.Heartbeat, { type: 2, autopilot: 12, baseMode: 0x81, customMode: LOITER }));
    peer.say(messageOf(common.CurrentMode, { customMode: LOITER, intendedCustomMode: MISSION }));
  };
  clock.every(500, beat);
  beat();
  await clock.advanceAsync(1000);
  const vehicle = station.vehicle(VEHICLE.sysid);
  const result = await settle(clock, vehicle!.setMode('AUTO.MISSION'), 20_000);
  expect(result).toMatchObject({
    ok: false,
    error: {
      code: 'mavlink.mode_refused',
      message: 'mode AUTO.MISSION: it flies AUTO.LOITER instead',
    },
  });
});

test('[MO3] the vehicle’s reasons against a mode are told with its refusal', async () => {
  const rig = await embeddedRig();
  await rig.until(() => rig.vehicle.snapshot().arming?.canArm.includes('AUTO.LOITER') === true);
  expect((await rig.settled(rig.vehicle.arm())).ok).toBe(true);
  const result = await rig.settled(rig.vehicle.setMode('AUTO.MISSION'));
  expect(result).toMatchObject({ ok: false, error: { code: 'mavlink.command_rejected' } });
  expect(result.ok ? '' : result.error.message).toContain('the vehicle says: No valid mission aboard');
});
