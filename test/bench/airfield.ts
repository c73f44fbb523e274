import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { contract } from '../../server/api/contract/contract.ts';
import type { heard } from '../../server/api/contract/fleet.ts';
import { destination } from '../../server/core/geo.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';

/** Between the pads of one hospital. */
const PADS_APART_M = 30;
/** Between the drones on the roof of the blood centre, as in the demo data. */
export const HOMES_APART_M = 15;
/** First pad of the blood centre: longitude, latitude, m AMSL; as in the demo data. */
export const HOME = '118.7813,32.0877,39';
/** Pads of the hospital: longitude, latitude, m AMSL; the radius of the simulation covers them all. */
export const HOSPITAL = '118.63203,32.05166,12';

const HEARD_LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 300;

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });

export const freeUdpPort = async (): Promise<number> => {
  const socket = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
  await socket.close();
  return socket.local.port;
};

/** Who makes pads, and who of that site says that they are clear. */
type Keepers = { readonly admin: Client; readonly keeper: Client };

/** A site gets further pads to the east of its first one, until there are that many. */
const addPads = async (
  { admin, keeper }: Keepers,
  role: 'blood_centre' | 'hospital',
  wanted: number,
  apartM: number,
): Promise<readonly string[]> => {
  const { sites } = await admin.call(contract.fleet.sites);
  const site = sites.find((each) => each.role === role && (role === 'blood_centre' || each.id === 'pkph'));
  const first = site?.pads[0];
  if (site === undefined || first === undefined) throw new Error(`expected a pad of a ${role}`);
  const { elevationAmslM, heightAboveGroundM, surveyed } = first;
  const ids = site.pads.map(({ id }) => id);
  for (let index = ids.length; index < wanted; index++) {
    const pad = await admin.call(contract.fleet.createPad, {
      params: { id: site.id },
      body: {
        name: `H${index + 1}`,
        position: destination(first.position, index * apartM, 90),
        elevationAmslM,
        heightAboveGroundM,
        surveyed,
      },
    });
    ids.push(pad.id);
    // What nobody says to be clear is launched to by two persons only.
    await keeper.call(contract.fleet.padClear, { params: { id: pad.id }, body: { clear: true } });
  }
  return ids;
};

/** The hospital of the demo gets a pad for each drone: two never head for one pad. */
export const addHospitalPads = async (url: string, wanted: number): Promise<void> => {
  const admin = await signIn(url, 'admin', DEMO_PASSWORD);
  await addPads(
    { admin, keeper: await signIn(url, 'pkph1', DEMO_PASSWORD) },
    'hospital',
    wanted,
    PADS_APART_M,
  );
};

type Heard = z.infer<typeof heard>;
/** Drones on one link; those that only talk have no uid. */
type Fleet = { readonly link: string; readonly count: number; readonly haveUid: boolean };

/** All that is heard on that link, once there are so many; a drone tells its uid some time after its first message. */
const hearAll = async (admin: Client, { link, count, haveUid }: Fleet): Promise<readonly Heard[]> => {
  const until = performance.now() + HEARD_LIMIT_MS;
  for (;;) {
    const all = (await admin.call(contract.fleet.heard)).heard.filter((each) => each.link === link);
    const telling = haveUid ? all.filter(({ uid }) => uid !== '') : all;
    if (telling.length >= count) return all.toSorted((a, b) => a.sysid - b.sysid);
    if (performance.now() > until)
      throw new Error(`expected ${count} drones on ${link}, heard ${all.length}`);
    await pause(LOOK_EVERY_MS);
  }
};

/** Registers those on that link that are not known yet, each with a pad of its own at the blood centre. */
export const registerDrones = async (url: string, fleet: Fleet): Promise<void> => {
  const admin = await signIn(url, 'admin', DEMO_PASSWORD);
  const keeper = await signIn(url, 'issuer1', DEMO_PASSWORD);
  const { vehicles } = await admin.call(contract.fleet.vehicles);
  const { profiles } = await admin.call(contract.fleet.profiles);
  const known = new Set(vehicles.map(({ sysid }) => sysid));
  const fresh = (await hearAll(admin, fleet)).filter(({ sysid }) => !known.has(sysid));
  const pads = await addPads({ admin, keeper }, 'blood_centre', known.size + fresh.length, HOMES_APART_M);
  for (const [index, { sysid, compid, uid }] of fresh.entries())
    await admin.call(contract.fleet.register, {
      body: {
        name: `LX-${sysid}`,
        sysid,
        compid,
        link: fleet.link,
        uid,
        profileId: profiles[0]?.id ?? '',
        homePadId: pads[known.size + index] ?? '',
        simulated: true,
      },
    });
};
