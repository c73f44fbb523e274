import { common, minimal, standard } from 'mavlink-mappings';
import { afterEach, describe, expect, test } from 'vitest';
import { decodeDatagram, encodeFields, newDropCounters, type Frame } from '../../server/mavlink/codec.ts';
import { carriesKey } from '../../server/mavlink/signing/setup-signing.ts';
import { isSignedWith, signFrame, stampOf } from '../../server/mavlink/signing/signature.ts';
import {
  everyLink,
  FIRST,
  ID,
  keyOf,
  keys,
  provision,
  SECOND,
  signingWorld,
  SYSID,
  type World,
} from './signing-world.ts';

let world: World;
afterEach(() => world.close());

const setUp = async (): Promise<ReturnType<World['addVehicle']>> => {
  world = await signingWorld();
  const vehicle = world.addVehicle();
  await world.run(5000);
  return vehicle;
};

const frameOf = (bytes: Uint8Array): Frame => {
  const [frame] = decodeDatagram(bytes, newDropCounters());
  if (frame === undefined) throw new Error('no frame');
  return frame;
};

/** A heartbeat as the vehicle would send it, armed. */
const forged = (seq: number): Uint8Array =>
  encodeFields(
    minimal.Heartbeat,
    { type: 2, autopilot: 12, baseMode: 128, mavlinkVersion: 3 },
    { ...ID, seq },
  );

const question = () => world.settle(vehicleOf().requestMessage(standard.AutopilotVersion.MSG_ID));
const vehicleOf = () => {
  const found = world.station().vehicle(SYSID);
  if (found === undefined) throw new Error('the vehicle is not known');
  return found;
};
const install = (key = FIRST, isTrusted: (link: string) => boolean = everyLink) =>
  world.settle(world.station().installKey(ID, key, isTrusted));

describe('without a key', () => {
  test('[SG8] a vehicle without key is believed as it comes and says unsigned', async () => {
    await setUp();
    expect(vehicleOf().snapshot().signing).toEqual({ state: 'unsigned', keyId: undefined });
    expect((await question()).ok).toBe(true);
  });

  test('[SG8] a vehicle that signs with a key of somebody else is foreign, not unsigned', async () => {
    const vehicle = await setUp();
    await provision(world);
    world.station().signing.setKeys(SYSID, { former: [], unsigned: 'yes' });
    await world.run(6000);
    expect(vehicle.signing.isOn()).toBe(true);
    expect(world.status().state).toBe('foreign');
    expect(vehicleOf().snapshot().signing?.state).toBe('foreign');
  });
});

describe('giving a key', () => {
  test('[SG14] the key is proven by signed frames and an answer to a signed question', async () => {
    const vehicle = await setUp();
    await provision(world);
    await world.run(2000);
    expect(vehicle.signing.isOn()).toBe(true);
    expect(world.status()).toMatchObject({ state: 'signed', keyId: FIRST.id, aboard: { keyId: FIRST.id } });
    expect(vehicleOf().snapshot().signing).toEqual({ state: 'signed', keyId: FIRST.id });
    expect((await question()).ok).toBe(true);
  });

  test('[SG9] a key that is set and was not shown is unproven', async () => {
    await setUp();
    world.station().signing.setKeys(SYSID, keys({ pending: FIRST, unsigned: 'until-signed' }));
    await world.run(2000);
    expect(world.status()).toMatchObject({ state: 'unproven', aboard: { keyId: 'none' } });
  });

  test('[SG14] lost copies are sent again, and a second copy does no harm', async () => {
    await setUp();
    let copies = 0;
    world.wire.drop = (direction, bytes) => direction === 'up' && carriesKey(bytes) && ++copies <= 2;
    await provision(world);
    expect(copies).toBe(3);
    // The vehicle's own word is lost instead: every copy arrives, the first counts.
    const [second] = [SECOND];
    world.station().signing.setKeys(SYSID, keys({ current: FIRST, pending: second }));
    let mute = true;
    world.wire.drop = (direction) => direction === 'down' && mute;
    const installing = world.station().installKey(ID, second, everyLink);
    await world.run(2000);
    mute = false;
    expect((await world.settle(installing)).ok).toBe(true);
  });

  test('[SG14] a vehicle that never takes it leaves the key pending and the reason told', async () => {
    await setUp();
    world.wire.drop = (direction, bytes) => direction === 'up' && carriesKey(bytes);
    world.station().signing.setKeys(SYSID, keys({ pending: FIRST, unsigned: 'until-signed' }));
    const failed = await install();
    expect(failed).toMatchObject({ ok: false, error: { code: 'mavlink.signing_not_taken' } });
    expect(failed.ok ? '' : failed.error.message).toContain('its frames are unsigned');
    expect((await question()).ok).toBe(true);
  });

  test('[SG14] an outcome that was lost is told later by the signatures', async () => {
    await setUp();
    const shown: string[] = [];
    world.station().signing.onKeyShown((_, keyId) => shown.push(keyId));
    world.station().signing.setKeys(SYSID, keys({ pending: FIRST, unsigned: 'until-signed' }));
    world.wire.drop = (direction) => direction === 'down';
    expect(await install()).toMatchObject({ ok: false });
    expect(shown).toEqual([]);
    world.wire.drop = () => false;
    await world.run(2000);
    expect(shown).toEqual([FIRST.id]);
    expect((await question()).ok).toBe(true);
  });

  test('[SG14] frames in the key without an answer leave it unproven', async () => {
    await setUp();
    world.station().signing.setKeys(SYSID, keys({ pending: FIRST, unsigned: 'until-signed' }));
    world.wire.drop = (direction, bytes) =>
      direction === 'up' && frameOf(bytes).msgid === common.CommandLong.MSG_ID;
    expect(await install()).toMatchObject({ ok: false, error: { code: 'mavlink.signing_unproven' } });
  });

  test('[SG13] not over a link that is not trusted', async () => {
    const vehicle = await setUp();
    const refused = await install(FIRST, (link) => link !== 'gcs');
    expect(refused).toMatchObject({ ok: false, error: { code: 'mavlink.link_not_trusted' } });
    expect(vehicle.signing.isOn()).toBe(false);
  });

  test('[SG13] not to a vehicle that is armed', async () => {
    const vehicle = await setUp();
    expect((await world.settle(vehicleOf().arm())).ok).toBe(true);
    expect(await install()).toMatchObject({ ok: false, error: { code: 'mavlink.not_landed' } });
    expect(vehicle.signing.isOn()).toBe(false);
  });

  test('[SG13] not to a vehicle that does not tell how it is now', async () => {
    const vehicle = await setUp();
    vehicle.faults.muteLink = true;
    await world.run(3500);
    expect(await install()).toMatchObject({ ok: false, error: { code: 'mavlink.not_heard' } });
  });

  test('[SG13] not where another system listens: PX4 takes a key that names somebody else', async () => {
    const vehicle = await setUp();
    const neighbour = world.addVehicle(8, 1000 + SYSID);
    await world.run(5000);
    expect(await install()).toMatchObject({ ok: false, error: { code: 'mavlink.place_shared' } });
    expect([vehicle.signing.isOn(), neighbour.signing.isOn()]).toEqual([false, false]);
  });

  test('[SG12] the key passes neither tap nor subscribers, and one that comes to us is dropped', async () => {
    await setUp();
    await provision(world);
    const secret = Buffer.from(FIRST.secret).toString('hex');
    const tapped = world.tapped.map(({ bytes }) => Buffer.from(bytes).toString('hex'));
    expect(tapped.length).toBeGreaterThan(100);
    expect(tapped.filter((hex) => hex.includes(secret))).toEqual([]);
    const stray = encodeFields(
      common.SetupSigning,
      { secretKey: [...FIRST.secret], initialTimestamp: 1n },
      { sysid: 9, compid: 1, seq: 0 },
    );
    const before = world.tapped.length;
    world.stranger(4000).say(stray);
    expect([world.station().signing.strayKeys(), world.tapped.length]).toEqual([1, before]);
  });
});

describe('with a key', () => {
  test('[SG7] forged heartbeats neither arm nor revive nor move the vehicle', async () => {
    const vehicle = await setUp();
    await provision(world);
    vehicle.faults.muteLink = true;
    await world.run(100);
    const stranger = world.stranger(4000);
    const tapped = world.tapped.length;
    for (let seq = 0; seq < 10; seq++) {
      stranger.say(forged(seq));
      stranger.say(signFrame(forged(seq), { secret: keyOf(9).secret, linkId: 0, stamp: 2 ** 47 + seq }));
      await world.run(1000);
    }
    const { heartbeat, connected, conflict, signing } = vehicleOf().snapshot();
    expect({ armed: heartbeat.armed, connected, conflict }).toEqual({
      armed: false,
      connected: false,
      conflict: undefined,
    });
    expect(signing?.state).toBe('refused');
    expect(world.status()).toMatchObject({ refused: { unsigned: 10, 'bad-signature': 10 } });
    expect(world.tapped.slice(tapped).filter(({ direction }) => direction === 'in')).toEqual([]);
    expect(world.station().stats().routes[`${SYSID}.1`]).toContain(`:${1000 + SYSID}`);
  });

  test('[SG9] forged frames beside its own do not take `signed` away', async () => {
    await setUp();
    await provision(world);
    const stranger = world.stranger(4000);
    for (let seq = 0; seq < 20; seq++) {
      stranger.say(forged(seq));
      await world.run(100);
    }
    expect(world.status()).toMatchObject({ state: 'signed', reason: undefined, refused: { unsigned: 20 } });
  });

  test('[SG9] the reason of `refused` is told', async () => {
    const vehicle = await setUp();
    await provision(world);
    vehicle.signing.faults.wrongKey = true;
    await world.run(6000);
    expect(world.status()).toMatchObject({ state: 'refused', reason: 'bad-signature' });
  });

  test('[SG5] frames that are recorded and played again are dropped', async () => {
    await setUp();
    await provision(world);
    const [recorded] = world.tapped.filter(
      ({ direction, bytes }) => direction === 'in' && isSignedWith(bytes, FIRST.secret),
    );
    if (recorded === undefined) throw new Error('nothing was signed');
    world.stranger(4000).say(recorded.bytes);
    expect(world.status().refused.replayed).toBe(1);
  });

  test('[SG5] a vehicle that repeats its stamps is heard once per stamp', async () => {
    const vehicle = await setUp();
    await provision(world);
    vehicle.signing.faults.repeatStamps = true;
    const { verified } = world.status();
    await world.run(2000);
    const status = world.status();
    expect(status.verified - verified).toBeGreaterThan(10);
    expect(status.refused.replayed).toBeGreaterThan(10);
  });

  test('[SG7] a radio’s word about itself passes', async () => {
    world = await signingWorld();
    world.station().signing.setKeys(51, keys({ current: FIRST }));
    const radio = (compid: number) =>
      encodeFields(common.RadioStatus, { rssi: 100 }, { sysid: 51, compid, seq: 0 });
    const stranger = world.stranger(4000);
    stranger.say(radio(68));
    stranger.say(radio(1));
    expect(world.tapped).toHaveLength(1);
    expect(world.status(51).refused.unsigned).toBe(1);
  });

  test('[SG10] a stranger’s commands are not obeyed by the vehicle, ours are', async () => {
    const vehicle = await setUp();
    await provision(world);
    const arm = encodeFields(
      common.CommandLong,
      { command: 400, _param1: 1, targetSystem: SYSID, targetComponent: 1 },
      { sysid: 255, compid: 190, seq: 77 },
    );
    vehicle.onDatagram(arm);
    vehicle.onDatagram(signFrame(arm, { secret: SECOND.secret, linkId: 3, stamp: 2 ** 47 }));
    expect(vehicle.truth().armed).toBe(false);
    expect((await world.settle(vehicleOf().arm())).ok).toBe(true);
    expect(vehicle.truth().armed).toBe(true);
  });
});

describe('restarts', () => {
  for (const [what, shiftMs] of [
    ['10 minutes behind', -600_000],
    ['an hour behind', -3_600_000],
    ['right', 0],
    ['ten years ahead', 3653 * 86_400_000],
  ] as const)
    test(`[SG4] after our restart with a clock ${what} the vehicle obeys at once`, async () => {
      const vehicle = await setUp();
      await provision(world);
      await world.run(20_000);
      await world.restart(shiftMs, keys({ current: FIRST }));
      await world.run(3000);
      expect(world.status().state).toBe('signed');
      expect((await world.settle(vehicleOf().arm())).ok).toBe(true);
      expect(vehicle.truth().armed).toBe(true);
    });

  test('[SG10] after an hour without us the vehicle’s stamps lag, and our signed heartbeat brings them on', async () => {
    const vehicle = await setUp();
    await provision(world);
    vehicle.signing.faults.behind = 0;
    const stored = world.station().signing.stamps.reading();
    await world.restart(3_600_000, keys({ current: FIRST }));
    expect(world.station().signing.stamps.reading() - stored).toBeGreaterThan(3_500_000 * 100);
    await world.run(500);
    expect(world.status().refused['old-stamp']).toBeGreaterThan(0);
    await world.run(3000);
    expect(world.status().state).toBe('signed');
  });

  test('[SG10] a vehicle that took the new key unseen is brought on in that key, also after its reboot', async () => {
    const vehicle = await setUp();
    await provision(world);
    const both = keys({ current: FIRST, pending: SECOND });
    world.station().signing.setKeys(SYSID, both);
    world.wire.drop = (direction) => direction === 'down';
    expect(await install(SECOND)).toMatchObject({ ok: false });
    world.wire.drop = () => false;
    await world.restart(0, both);
    await world.run(3000);
    expect(world.status().aboard?.keyId).toBe(SECOND.id);
    expect((await question()).ok).toBe(true);
    vehicle.signing.reboot();
    await world.run(3000);
    expect((await question()).ok).toBe(true);
  });

  test('[SG17] a rebooted vehicle is a replay until it has heard one of our frames', async () => {
    const vehicle = await setUp();
    await provision(world);
    await world.run(30_000);
    vehicle.signing.reboot();
    await world.run(500);
    expect(world.status().refused.replayed).toBeGreaterThan(0);
    await world.run(3000);
    expect(world.status().state).toBe('signed');
    expect((await question()).ok).toBe(true);
  });

  test('[SG9] an hour behind and deaf to our stamps stays refused, with the reason', async () => {
    const vehicle = await setUp();
    await provision(world);
    await world.restart(0, keys({ current: FIRST }));
    vehicle.signing.faults.behind = 3_600_000 * 100;
    await world.run(8000);
    expect(world.status()).toMatchObject({ state: 'refused', reason: 'old-stamp' });
  });
});

describe('another key', () => {
  test('[SG15] while it is changed both keys are believed; then the old one is not', async () => {
    const vehicle = await setUp();
    await provision(world);
    const old = signFrame(forged(3), { secret: FIRST.secret, linkId: 9, stamp: 2 ** 47 });
    world.station().signing.setKeys(SYSID, keys({ current: FIRST, pending: SECOND }));
    await world.run(1000);
    expect(world.status()).toMatchObject({ state: 'signed', keyId: FIRST.id, pendingKeyId: SECOND.id });
    expect((await install(SECOND)).ok).toBe(true);
    world.station().signing.setKeys(SYSID, keys({ current: SECOND, former: [FIRST] }));
    await world.run(2000);
    expect(world.status()).toMatchObject({ state: 'signed', keyId: SECOND.id, pendingKeyId: undefined });
    world.stranger(4000).say(old);
    expect(world.status().refused['former-key']).toBe(1);
    expect(vehicleOf().snapshot().heartbeat.armed).toBe(false);
    expect((await question()).ok).toBe(true);
    expect(vehicle.signing.isOn()).toBe(true);
  });

  test('[SG15] a vehicle that kept the old key goes on being believed and commanded with it', async () => {
    await setUp();
    await provision(world);
    world.station().signing.setKeys(SYSID, keys({ current: FIRST, pending: SECOND }));
    world.wire.drop = (direction, bytes) => direction === 'up' && carriesKey(bytes);
    const failed = await install(SECOND);
    expect(failed).toMatchObject({ ok: false, error: { code: 'mavlink.signing_not_taken' } });
    expect(failed.ok ? '' : failed.error.message).toContain(FIRST.id);
    expect((await question()).ok).toBe(true);
    expect(world.status().state).toBe('signed');
  });

  test('[SG15] a former key on the air is named and not believed', async () => {
    await setUp();
    await provision(world);
    world.station().signing.setKeys(SYSID, keys({ current: SECOND, former: [FIRST] }));
    await world.run(6000);
    expect(world.status()).toMatchObject({
      state: 'refused',
      reason: 'former-key',
      aboard: { keyId: FIRST.id },
    });
  });
});

describe('no key any more', () => {
  const remove = () => world.settle(world.station().removeKey(ID, everyLink));

  test('[SG16] taken away is proven by unsigned frames and an answer to an unsigned question', async () => {
    const vehicle = await setUp();
    await provision(world);
    expect((await remove()).ok).toBe(true);
    await world.run(1000);
    expect(vehicle.signing.isOn()).toBe(false);
    expect(world.status()).toMatchObject({ state: 'unsigned', keyId: undefined });
    expect((await question()).ok).toBe(true);
  });

  test('[SG16] a stranger’s unsigned frames do not make us give up a key that is aboard', async () => {
    const vehicle = await setUp();
    await provision(world);
    world.wire.drop = (direction, bytes) => direction === 'up' && carriesKey(bytes);
    const stranger = world.stranger(4000);
    const forging = world.clock.every(50, () => stranger.say(forged(1)));
    const failed = await remove();
    forging.cancel();
    expect(failed).toMatchObject({ ok: false, error: { code: 'mavlink.signing_not_taken' } });
    world.wire.drop = () => false;
    await world.run(7000);
    expect(world.status()).toMatchObject({ state: 'signed', keyId: FIRST.id });
    expect(vehicle.signing.isOn()).toBe(true);
  });
});

describe('several vehicles and links', () => {
  test('[SG10] behind one place each hears heartbeats in its own key in turn, and commands in its own', async () => {
    world = await signingWorld();
    const [one, two] = [world.addVehicle(SYSID), world.addVehicle(8)];
    await world.run(5000);
    await provision(world, FIRST, SYSID);
    await provision(world, SECOND, 8);
    await world.close();
    // Both move behind one router.
    const shared = await signingWorld({ clock: world.clock });
    world = shared;
    const seen: Uint8Array[] = [];
    const socket = shared.net.bind({ host: '127.0.0.1', port: 5000 });
    socket.onDatagram((bytes) => seen.push(new Uint8Array(bytes)));
    shared.station().signing.setKeys(SYSID, keys({ current: FIRST }));
    shared.station().signing.setKeys(8, keys({ current: SECOND }));
    const ours = { host: '127.0.0.1', port: 14_550 };
    const beat = (sysid: number, secret: Uint8Array) =>
      signFrame(encodeFields(minimal.Heartbeat, { autopilot: 12 }, { sysid, compid: 1, seq: 0 }), {
        secret,
        linkId: 0,
        stamp: shared.station().signing.stamps.reading(),
      });
    socket.send(beat(SYSID, FIRST.secret), ours);
    socket.send(beat(8, SECOND.secret), ours);
    await shared.run(4000);
    const heartbeats = seen.filter((bytes) => frameOf(bytes).msgid === minimal.Heartbeat.MSG_ID);
    expect(heartbeats).toHaveLength(4);
    expect(heartbeats.map((bytes) => isSignedWith(bytes, FIRST.secret))).toEqual([true, false, true, false]);
    expect(heartbeats.map((bytes) => isSignedWith(bytes, SECOND.secret))).toEqual([false, true, false, true]);
    const asked = seen.filter((bytes) => frameOf(bytes).msgid === common.CommandLong.MSG_ID);
    const wrong = asked.filter((bytes) => {
      const target = frameOf(bytes).payload[30];
      return !isSignedWith(bytes, target === 8 ? SECOND.secret : FIRST.secret);
    });
    expect(asked.length).toBeGreaterThan(2);
    expect(wrong).toEqual([]);
    expect([one.signing.isOn(), two.signing.isOn()]).toEqual([true, true]);
  });

  test('[SG11] each of our links has its own link id', async () => {
    await setUp();
    await provision(world);
    const second = { host: '127.0.0.1', port: 14_551 };
    await world.station().addLink({ name: 'spare', local: second });
    const seen: Uint8Array[] = [];
    const other = world.net.bind({ host: '127.0.0.1', port: 5001 });
    other.onDatagram((bytes) => seen.push(new Uint8Array(bytes)));
    const beat = encodeFields(minimal.Heartbeat, { autopilot: 12 }, { ...ID, seq: 0 });
    const stamp = world.station().signing.stamps.reading() + 10;
    other.send(signFrame(beat, { secret: FIRST.secret, linkId: 5, stamp }), second);
    await world.run(2000);
    const linkIds = new Set(seen.map((bytes) => stampOf(bytes).linkId));
    const [sent] = world.tapped.filter(
      ({ direction, link, bytes }) => direction === 'out' && link === 'gcs' && frameOf(bytes).signed,
    );
    expect(linkIds.size).toBe(1);
    expect(sent && linkIds.has(stampOf(sent.bytes).linkId)).toBe(false);
  });
});
