import { createStation, type Station } from '../../server/mavlink/station.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import type { RawFrame } from '../../server/mavlink/router.ts';
import { keyIdOf, type SigningKey } from '../../server/mavlink/signing/signature.ts';
import type { SystemKeys } from '../../server/mavlink/signing/verdict.ts';
import { createVehicle, type EmbeddedVehicle } from '../../sitl/vehicle.ts';
import { fakeClock, type FakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { at, fakeNet, settle } from './support.ts';

const OURS = at(14_550);
const LATENCY_MS = 5;
const TICK_MS = 25;
export const SYSID = 7;
export const ID = { sysid: SYSID, compid: 1 };

export const keyOf = (fill: number): SigningKey => {
  const secret = new Uint8Array(32).fill(fill);
  return { id: keyIdOf(secret), secret };
};
export const [FIRST, SECOND] = [keyOf(1), keyOf(2)];

export const keys = (given: Partial<SystemKeys>): SystemKeys => ({ former: [], unsigned: 'never', ...given });

type Wire = { drop: (direction: 'up' | 'down', bytes: Uint8Array) => boolean };

/** A station and embedded vehicles on one UDP link, all in virtual time; what passes the wire can be chosen. */
export const signingWorld = async (options: { clock?: FakeClock; lastStamp?: number } = {}) => {
  const clock = options.clock ?? fakeClock();
  const net = fakeNet();
  const wire: Wire = { drop: () => false };
  const tapped: RawFrame[] = [];
  let station: Station;

  const start = async (lastStamp?: number, wallShiftMs = 0): Promise<void> => {
    const shifted = { ...clock, wall: () => (clock.wall() + wallShiftMs) as ReturnType<FakeClock['wall']> };
    station = createStation({ clock: shifted, net: net.net, log: silentLog, lastStamp });
    station.onFrame((raw) => tapped.push({ ...raw, bytes: new Uint8Array(raw.bytes) }));
    const opened = await station.addLink({ name: 'gcs', local: OURS });
    if (!opened.ok) throw new Error(opened.error.message);
    station.feed();
  };
  await start(options.lastStamp);
  const feeding = clock.every(500, () => station.feed());

  const addVehicle = (sysid = SYSID, port = 1000 + sysid): EmbeddedVehicle => {
    const socket = net.socket(at(port)) ?? net.bind(at(port));
    const vehicle = createVehicle({
      sysid,
      home: { at: [118.78, 32.08], altAmslM: 30 },
      nowMs: clock.mono(),
      wallMs: clock.wall(),
      rng: seededRng(sysid),
      send: (frame) => {
        if (!wire.drop('down', frame)) clock.after(LATENCY_MS, () => socket.send(frame, OURS));
      },
    });
    socket.onDatagram((bytes) => {
      if (!wire.drop('up', bytes)) clock.after(LATENCY_MS, () => vehicle.onDatagram(bytes));
    });
    clock.every(TICK_MS, () => vehicle.tick(clock.mono()));
    return vehicle;
  };

  return {
    clock,
    net,
    wire,
    tapped,
    station: () => station,
    addVehicle,
    /** A stranger's socket on the same network. */
    stranger: (port: number) => {
      const socket = net.bind(at(port));
      return { say: (bytes: Uint8Array) => socket.send(bytes, OURS) };
    },
    run: (ms: number) => clock.advanceAsync(ms, TICK_MS),
    settle: <T>(promise: Promise<T>) => settle(clock, promise),
    status: (sysid = SYSID) => station.signing.status(sysid),
    /** The station as after a restart of the service: only the stamp and the keys are left. */
    restart: async (wallShiftMs: number, given: SystemKeys) => {
      const stored = station.signing.stamps.reading();
      await station.close();
      await start(stored, wallShiftMs);
      station.signing.setKeys(SYSID, given);
    },
    close: async () => {
      feeding.cancel();
      await station.close();
    },
  };
};

export type World = Awaited<ReturnType<typeof signingWorld>>;

export const everyLink = (): boolean => true;

/** Gives the vehicle its first key as the service does it. */
export const provision = async (world: World, key: SigningKey = FIRST, sysid = SYSID): Promise<void> => {
  world.station().signing.setKeys(sysid, keys({ pending: key, unsigned: 'until-signed' }));
  const installed = await world.settle(world.station().installKey({ sysid, compid: 1 }, key, everyLink));
  if (!installed.ok) throw new Error(installed.error.message);
  world.station().signing.setKeys(sysid, keys({ current: key }));
};
