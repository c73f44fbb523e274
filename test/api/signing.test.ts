import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { VehicleSigning } from '../../server/api/contract/signing.ts';
import { createApp, type App } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { delay } from '../../server/core/clock.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { encodeFrame } from '../../server/mavlink/codec.ts';
import { giveKey } from '../../server/mavlink/signing/setup-signing.ts';
import { keyIdOf, signFrame } from '../../server/mavlink/signing/signature.ts';
import { stampOfWall } from '../../server/mavlink/signing/stamp-clock.ts';
import { aesVault } from '../../server/ports/aes-vault.ts';
import { masterKey } from '../../server/ports/master-key.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { runVehicleOnUdp, type UdpVehicle } from '../../sitl/udp-vehicle.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DRONE = 'drone-1';
const SYSID = 11;
const LINK = 'lab';
const POLL_MS = 100;
const LIMIT_MS = 30_000;
/** Longer than the deadlines inside, which say better what did not happen. */
vi.setConfig({ testTimeout: 90_000 });
const reason = 'commissioning of the drone';

const folder = tempFolder();
let port: number;
let url: string;
let app: App;
let admin: Client;
let drone: UdpVehicle;
let log = '';
let answers = '';

const start = async (options: readonly string[] = []): Promise<App> => {
  const argv = ['--port', '0', '--no-embedded', '--link', `${LINK}=127.0.0.1:${port}`, ...options];
  const made = await createApp({
    config: parseConfig({ argv, variables: {} }),
    dataFolder: folder,
    log: pino({ level: 'trace' }, { write: (line: string) => (log += line) }),
  });
  url = await made.listen();
  await made.adopt();
  admin = await signIn(url, 'admin', DEMO_PASSWORD);
  return made;
};

const signingOf = async (): Promise<VehicleSigning> => {
  const all = await admin.call(contract.signing.list);
  answers += JSON.stringify(all);
  const own = all.vehicles.find(({ vehicleId }) => vehicleId === DRONE);
  if (own === undefined) throw new Error('the drone is not in the list');
  return own;
};

const until = async (state: VehicleSigning['state']): Promise<VehicleSigning> => {
  const end = systemClock.mono() + LIMIT_MS;
  for (;;) {
    const now = await signingOf();
    if (now.state === state) return now;
    if (systemClock.mono() > end) throw new Error(`expected ${state}, got ${JSON.stringify(now)}`);
    await delay(systemClock, POLL_MS);
  }
};

/** It tells that it stands on the ground. */
const met = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const limit = systemClock.after(LIMIT_MS, () => reject(new Error('the drone does not tell how it is')));
    const watch = admin.watch({
      events: () => undefined,
      frame: ({ vehicles }) => {
        const own = vehicles.find(({ vehicleId }) => vehicleId === DRONE);
        if (own?.landed !== 'on_ground') return;
        limit.cancel();
        watch.close();
        resolve();
      },
    });
  });

const params = { id: DRONE };
const give = (): Promise<VehicleSigning> =>
  admin.call(contract.signing.giveKey, { params, body: { reason } });

const startDrone = (): Promise<UdpVehicle> =>
  runVehicleOnUdp({
    net: systemNet,
    clock: systemClock,
    to: { host: '127.0.0.1', port },
    sysid: SYSID,
    home: { at: [118.78, 32.08], altAmslM: 30 },
    rng: seededRng(SYSID),
  });

beforeAll(async () => {
  const probe = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
  port = probe.local.port;
  await probe.close();
  app = await start();
  drone = await startDrone();
  await met();
}, 60_000);

afterAll(async () => {
  await drone.close();
  await app.stop();
});

/** Every key that was ever stored, opened as the service opens it. */
const secrets = (): Uint8Array[] => {
  const database = new DatabaseSync(join(folder, 'lifeline.db'), { readOnly: true });
  const rows = database.prepare('SELECT vehicle_id, key_id, sealed FROM signing_keys').all();
  database.close();
  const vault = aesVault(masterKey({ text: undefined, file: undefined, dataFolder: folder }));
  return rows.map((row) => {
    const [keyId, vehicleId, sealed] = [row['key_id'], row['vehicle_id'], row['sealed']].map(String);
    const secret = vault.open(sealed ?? '', `signing key ${keyId} of ${vehicleId}`);
    if (secret === undefined) throw new Error('a key cannot be opened');
    return secret;
  });
};

const secretOf = (keyId: string | null): Uint8Array => {
  const found = secrets().find((secret) => keyIdOf(secret) === keyId);
  if (found === undefined) throw new Error(`key ${keyId} is not stored`);
  return found;
};

describe('signing keys', () => {
  let first = '';

  it('[SG13] none is made for a drone on a link that is not trusted', async () => {
    await expect(give()).rejects.toThrow('mavlink.link_not_trusted');
    expect(await signingOf()).toMatchObject({ state: 'unsigned', keyId: null, pendingKeyId: null });
  });

  it('[SG14] given over a trusted link, proven, shown as signed', async () => {
    await admin.call(contract.signing.trustLink, {
      params: { name: LINK },
      body: { trusted: true, reason: 'a cable on the bench' },
    });
    const given = await give();
    first = given.keyId ?? '';
    expect(given).toMatchObject({ pendingKeyId: null, aboard: first });
    expect(await until('signed')).toMatchObject({ keyId: first, reason: null, busy: false });
    expect(drone.vehicle.signing.isOn()).toBe(true);
  });

  it('[SG14] a repeated request gets the first answer and makes no other key', async () => {
    const path = `/api/vehicles/${DRONE}/signing/key`;
    const send = async (): Promise<VehicleSigning> =>
      (await (
        await fetch(`${url}${path}`, {
          method: 'POST',
          headers: {
            cookie: admin.cookie,
            'content-type': 'application/json',
            'idempotency-key': 'the-same-key-twice-0001',
          },
          body: JSON.stringify({ reason }),
        })
      ).json()) as VehicleSigning;
    const [once, twice] = [await send(), await send()];
    expect(once.keyId).not.toBe(first);
    expect(twice).toEqual(once);
    first = once.keyId ?? '';
  });

  it('[SG4] after a restart the key is there, and the drone is signed again', async () => {
    await app.stop();
    app = await start();
    expect(await until('signed')).toMatchObject({ keyId: first });
  });

  it('[SG15] a key whose outcome was lost is found by its signatures', async () => {
    await met();
    const before = await until('signed');
    // It takes the key, and nothing that it says arrives as it was said.
    drone.vehicle.signing.faults.wrongKey = true;
    await expect(give()).rejects.toThrow('mavlink.not_heard');
    const { pendingKeyId } = await signingOf();
    await app.stop();
    app = await start();
    drone.vehicle.signing.faults.wrongKey = false;
    const after = await until('signed');
    expect(pendingKeyId).not.toBe(null);
    expect(after).toMatchObject({ keyId: pendingKeyId, pendingKeyId: null });
    expect(after.formerKeyIds).toContain(before.keyId);
  });

  it('[SG15] a drone that came back with a former key is named, recalled, and given another one', async () => {
    await met();
    const { keyId, formerKeyIds } = await signingOf();
    const [current, former] = [secretOf(keyId), secretOf(formerKeyIds[0] ?? null)];
    // As a card of before would do it.
    const stamp = stampOfWall(systemClock.wall()) + 3_600_000 * 100;
    const old = giveKey({ sysid: SYSID, compid: 1 }, former, stamp);
    const frame = encodeFrame(old, { sysid: 255, compid: 190, seq: 0 });
    drone.vehicle.onDatagram(signFrame(frame, { secret: current, linkId: 77, stamp }));
    expect(await until('refused')).toMatchObject({ reason: 'former-key', aboard: formerKeyIds[0] });
    const recalled = await admin.call(contract.signing.recallKey, { params, body: { reason } });
    expect(recalled).toMatchObject({ keyId: formerKeyIds[0] });
    await until('signed');
    await met();
    expect((await give()).keyId).not.toBe(formerKeyIds[0]);
    await until('signed');
  });

  it('[INV-D10] no key is in any file but sealed, in any answer, fact or log line', async () => {
    const keys = secrets();
    expect(keys.length).toBeGreaterThan(1);
    const events = await admin.call(contract.system.events, { query: { limit: 1000 } });
    const types = events.events.map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        'signing.key_sent',
        'signing.key_not_proven',
        'signing.key_proven',
        'link.trusted',
      ]),
    );
    const texts = [log, answers, JSON.stringify(events)];
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'master.key')
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    expect(files.length).toBeGreaterThan(0);
    for (const key of keys.map((secret) => Buffer.from(secret))) {
      expect(files.some((file) => file.includes(key))).toBe(false);
      for (const form of [key.toString('hex'), key.toString('base64'), key.toString('base64url')])
        for (const text of [...texts, ...files.map((file) => file.toString('latin1'))])
          expect(text.includes(form)).toBe(false);
      expect(texts.some((text) => text.includes(JSON.stringify([...key]).slice(1, -1)))).toBe(false);
    }
  });

  it('[INV-D10] the master key is its owner’s alone, and with another one the service does not start', async () => {
    expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600);
    await app.stop();
    const elsewhere = tempFolder();
    masterKey({ text: undefined, file: undefined, dataFolder: elsewhere });
    await expect(start(['--master-key-file', join(elsewhere, 'master.key')])).rejects.toThrow(
      /master key does not open signing key/,
    );
    app = await start();
    await until('signed');
    await met();
  });

  it('[SG16] taken away: unsigned again, and the audit chain is whole', async () => {
    const taken = await admin.call(contract.signing.takeKey, { params, body: { reason } });
    expect(taken).toMatchObject({ keyId: null, pendingKeyId: null });
    await until('unsigned');
    expect(drone.vehicle.signing.isOn()).toBe(false);
    expect((await admin.call(contract.system.audit)).ok).toBe(true);
    await expect(admin.call(contract.signing.takeKey, { params, body: { reason } })).rejects.toThrow(
      'fleet.no_signing_key',
    );
  });

  it('[SG16] of a drone that lost its key the key is forgotten only while it is out of service', async () => {
    await met();
    await give();
    await until('signed');
    await drone.close();
    drone = await startDrone();
    expect(await until('refused')).toMatchObject({ reason: 'unsigned', aboard: 'none' });
    const forget = (): Promise<VehicleSigning> =>
      admin.call(contract.signing.takeKey, { params, body: { reason, forget: true } });
    await expect(forget()).rejects.toThrow('fleet.signing_in_use');
    const body = { state: 'OUT_OF_SERVICE', stateReason: 'a new card' } as const;
    await admin.call(contract.fleet.changeVehicle, { params, body });
    expect(await forget()).toMatchObject({ keyId: null, pendingKeyId: null });
    await until('unsigned');
  });
});
