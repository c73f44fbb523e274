import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { contract } from '../../server/api/contract/contract.ts';
import type { heard } from '../../server/api/contract/fleet.ts';
import type { LonLat } from '../../server/core/geo.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { moveBy } from '../../sitl/physics/earth.ts';

/**
 * Between neighbouring pads of one row, to the east: the ways due north from row to row lie side by side as lanes that
 * meet nobody's 4D volume (25 m to either side, DC1), however many drones fly at once.
 */
const LANES_APART_M = 60;
/** The field has no zones; the demo's own roofs are 15 m apart, and the way from there turns at the same corners. */
const FIRST_HOME: LonLat = [118.95, 32.18];
const FIELD_AMSL_M = 15;
/** As far as from the blood centre to the hospital: a drone that is launched first is still on its way at the end. */
const LANE_M = 14_600;

/** Arguments as of `sitl/main.ts`: simulated drones, each on its home of the airfield. */
export const fleetArgs = (fleet: {
  readonly count: number;
  readonly firstSysid: number;
  readonly to: string;
}): string[] => [
  '--embedded',
  String(fleet.count),
  '--sysid-base',
  String(fleet.firstSysid),
  '--to',
  fleet.to,
  '--home',
  [...FIRST_HOME, FIELD_AMSL_M].join(','),
  '--spacing-m',
  String(LANES_APART_M),
];

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
type Row = { readonly role: 'blood_centre' | 'hospital'; readonly northM: number };

const HOMES: Row = { role: 'blood_centre', northM: 0 };
const LANDINGS: Row = { role: 'hospital', northM: LANE_M };

const inLane = ({ northM }: Row, lane: number) => ({
  name: `H${lane + 1}`,
  position: moveBy(FIRST_HOME, northM, lane * LANES_APART_M),
  elevationAmslM: FIELD_AMSL_M,
  heightAboveGroundM: 0,
  surveyed: true,
});

const laneOf = ({ name }: { readonly name: string }): number => Number(name.slice(1));

/** Ids of the row's pads by their lanes, after further ones were added until there are that many. */
const addPads = async ({ admin, keeper }: Keepers, row: Row, wanted: number): Promise<readonly string[]> => {
  const { sites } = await admin.call(contract.fleet.sites);
  const site = sites.find(({ id, role }) => role === row.role && (role === 'blood_centre' || id === 'pkph'));
  if (site === undefined) throw new Error(`expected a site that is a ${row.role}`);
  const ids = site.pads.toSorted((a, b) => laneOf(a) - laneOf(b)).map(({ id }) => id);
  for (let lane = ids.length; lane < wanted; lane++) {
    const params = { id: site.id };
    const pad = await admin.call(contract.fleet.createPad, { params, body: inLane(row, lane) });
    ids.push(pad.id);
    // What nobody says to be clear is launched to by two persons only.
    await keeper.call(contract.fleet.padClear, { params: { id: pad.id }, body: { clear: true } });
  }
  return ids;
};

/** Moves the demo's pads to an airfield with that many lanes; before any flight is planned. */
export const layAirfield = async (url: string, lanes: number): Promise<void> => {
  const admin = await signIn(url, 'admin', DEMO_PASSWORD);
  const lay = async (row: Row, ids: readonly string[]): Promise<void> => {
    for (const [lane, id] of ids.entries())
      await admin.call(contract.fleet.changePad, { params: { id }, body: inLane(row, lane) });
  };
  const issuer = await signIn(url, 'issuer1', DEMO_PASSWORD);
  const nurse = await signIn(url, 'pkph1', DEMO_PASSWORD);
  await lay(HOMES, await addPads({ admin, keeper: issuer }, HOMES, lanes));
  // A delivery takes the first free pad by id: drones that are planned in their order keep to their lanes.
  await lay(LANDINGS, (await addPads({ admin, keeper: nurse }, LANDINGS, lanes)).toSorted());
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
  const pads = await addPads({ admin, keeper }, HOMES, known.size + fresh.length);
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
