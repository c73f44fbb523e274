import { randomBytes } from 'node:crypto';
import { common, standard } from 'mavlink-mappings';
import { expect } from 'vitest';
import { encodeFields } from '../../../server/mavlink/codec.ts';
import { missionToWire } from '../../../server/mavlink/mission-items.ts';
import { planId } from '../../../server/mavlink/plan-id.ts';
import { keyIdOf, signFrame, type SigningKey } from '../../../server/mavlink/signing/signature.ts';
import type { SystemKeys } from '../../../server/mavlink/signing/verdict.ts';
import { good, type Rig } from '../rig.ts';
import { mission, type Behaviour } from '../support.ts';

const everyLink = (): boolean => true;

const newKey = (): SigningKey => {
  const secret = new Uint8Array(randomBytes(32));
  return { id: keyIdOf(secret), secret };
};

const keys = (given: Partial<SystemKeys>): SystemKeys => ({ former: [], unsigned: 'never', ...given });

const give = async (rig: Rig, key: SigningKey, current?: SigningKey): Promise<void> => {
  const { signing } = rig.station();
  const { id } = rig.vehicle();
  const unsigned = current === undefined ? 'until-signed' : 'never';
  signing.setKeys(id.sysid, keys({ current, pending: key, unsigned }));
  good(await rig.station().installKey(id, key, everyLink));
  signing.setKeys(id.sysid, keys({ current: key, former: current === undefined ? [] : [current] }));
};

const untilSigned = (rig: Rig): Promise<unknown> =>
  rig.until('signed', () => rig.station().signing.status(rig.sysid).state === 'signed', 30);

/** A question and a command that has an effect. */
const obeys = async (rig: Rig): Promise<void> => {
  good(await rig.vehicle().requestMessage(standard.AutopilotVersion.MSG_ID));
  good(await rig.vehicle().arm());
  good(await rig.vehicle().disarm());
};

const armCommand = (rig: Rig): Uint8Array =>
  encodeFields(
    common.CommandLong,
    { command: 400, _param1: 1, targetSystem: rig.sysid, targetComponent: 1 },
    { sysid: 254, compid: 190, seq: 0 },
  );

const HEARD_MS = 3000;

export const signedKey: Behaviour = {
  title: 'signing: a key is taken, everything is signed, commands work, others are not listened to',
  body: async (rig) => {
    const key = newKey();
    await give(rig, key);
    await untilSigned(rig);
    expect(
      rig
        .vehicle()
        .snapshot()
        .texts.map(({ text }) => text),
    ).toContain('MAVLink signing key accepted');
    await rig.asStranger(armCommand(rig));
    const other = { secret: newKey().secret, linkId: 7, stamp: rig.station().signing.stamps.next() };
    await rig.asStranger(signFrame(armCommand(rig), other));
    expect(await rig.vehicle().waitFor(({ heartbeat }) => heartbeat.armed, HEARD_MS)).toBeUndefined();
    await obeys(rig);
    const { refused } = rig.station().signing.status(rig.sysid);
    // Other threads of PX4 may be about to send as the key comes; after it nothing is refused.
    expect(refused['bad-signature'] + refused.replayed + refused['old-stamp']).toBe(0);
  },
};

export const signedRestarts: Behaviour = {
  title: 'signing: after our restart with a clock 10 min and 1 h behind, and 10 years ahead, it obeys',
  body: async (rig) => {
    const key = newKey();
    await give(rig, key);
    for (const wallShiftMs of [-600_000, -3_600_000, 3653 * 86_400_000, 0]) {
      const lastStamp = rig.station().signing.stamps.reading();
      await rig.restart({
        wallShiftMs,
        lastStamp,
        prepare: (station) => station.signing.setKeys(rig.sysid, keys({ current: key })),
      });
      await untilSigned(rig);
      await rig.until('landed state', ({ landed }) => landed?.state === 'on-ground', 10);
      await obeys(rig);
    }
  },
};

export const signedReboot: Behaviour = {
  title: 'signing: the key survives a reboot of the vehicle, which is believed again at once',
  body: async (rig) => {
    await give(rig, newKey());
    await untilSigned(rig);
    const { verified } = rig.station().signing.status(rig.sysid);
    await rig.reboot();
    await rig.until(
      'signed after the reboot',
      () => {
        const now = rig.station().signing.status(rig.sysid);
        return now.state === 'signed' && now.verified > verified + 20 && now.refused.replayed > 0;
      },
      30,
    );
    await rig.until('ready to arm', ({ sensors }) => sensors?.prearmOk === true, 60);
    await obeys(rig);
    expect(rig.station().signing.status(rig.sysid).refused.unsigned).toBe(0);
  },
};

export const signedRotation: Behaviour = {
  title: 'signing: another key, the former one no more; taken away, everybody again',
  body: async (rig) => {
    const [first, second] = [newKey(), newKey()];
    await give(rig, first);
    await untilSigned(rig);
    await give(rig, second, first);
    await untilSigned(rig);
    expect(rig.station().signing.status(rig.sysid)).toMatchObject({ keyId: second.id, state: 'signed' });
    await obeys(rig);
    const stale = { secret: first.secret, linkId: 7, stamp: rig.station().signing.stamps.next() };
    await rig.asStranger(signFrame(armCommand(rig), stale));
    expect(await rig.vehicle().waitFor(({ heartbeat }) => heartbeat.armed, HEARD_MS)).toBeUndefined();
    good(await rig.station().removeKey(rig.vehicle().id, everyLink));
    await rig.until('unsigned', ({ signing }) => signing?.state === 'unsigned', 10);
    await obeys(rig);
  },
};

const LOSS = 0.05;

export const signedUpload: Behaviour = {
  title: `signing: a plan is uploaded and proven over a link that loses ${LOSS * 100} %`,
  proxied: true,
  body: async (rig) => {
    await give(rig, newKey());
    rig.lose(LOSS);
    for (const metres of [800, 900, 1000]) {
      const items = mission(metres);
      expect(good(await rig.vehicle().uploadVerified(items)).planId).toBe(planId(missionToWire(items)));
    }
  },
};
