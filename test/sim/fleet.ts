import type { LonLat } from '../../server/core/geo.ts';
import { createVehicle, type EmbeddedVehicle } from '../../sitl/vehicle.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { START_WALL_MS } from './life.ts';
import type { SimLink } from './link-noise.ts';
import type { Network } from './network.ts';
import { DRONES, PAD_AMSL_M, padById } from './place.ts';
import { switchOnTwin } from './twin.ts';
import type { Handle, Timeline } from './timeline.ts';
import { msgidOf } from './wire.ts';

/** A vehicle moves by itself this often, ms: while it is armed or spoken to, and while it stands. */
const ARMED_TICK_MS = 200;
const IDLE_TICK_MS = 500;
/** One that stands is as quick as one that flies for that long after it was spoken to, ms. */
const ATTENTIVE_MS = 1500;
/** People change the pack of a vehicle that stands, s. */
const CREW_SWAP_S = 20;
const BOOT_MS = 3000;

/** Ports of twins begin so much higher. */
export const TWIN_PORTS = 100;

/** One drone with its link: its vehicle is another object after each start of its autopilot. */
export type Slot = {
  readonly id: string;
  readonly name: string;
  readonly sysid: number;
  readonly port: number;
  readonly homePadId: string;
  readonly link: SimLink;
  vehicle(): EmbeddedVehicle;
  /** Until when its autopilot starts: it says and hears nothing. */
  isUp(): boolean;
  /** Its power goes off and on again. */
  reboot(): void;
  /** Another vehicle with its system id is on the network for that long. */
  addTwin(ms: number): void;
  /** Since when; undefined = there is none. */
  twinSince(): number | undefined;
  /** People carry it there; it is switched on anew with a full pack. */
  carryTo(at: LonLat): void;
};

/** 20 kB of each vehicle at each start of the server: without them it uses its own texts, and seeds run faster. */
const UNSERVED = ['etc/extras/component_general.json.xz', 'etc/extras/all_events.json.xz'];

const createSlot = (
  timeline: Timeline,
  network: Network,
  drone: (typeof DRONES)[number],
  seed: number,
): Slot => {
  let upAt = 0;
  let spokenToAt = -Infinity;
  let generation = 0;
  let [twinFrom, twinUntil] = [0, 0];
  let batch: Uint8Array[] = [];
  let next: Handle | undefined;
  let vehicle: EmbeddedVehicle;
  const way = network.attach(drone.port, (bytes) => {
    if (timeline.now() < upAt) return;
    if (msgidOf(bytes) !== 0) attend();
    vehicle.onDatagram(bytes);
    flush();
  });
  const flush = (): void => {
    if (batch.length === 0) return;
    const all = batch;
    batch = [];
    way.send(all);
  };
  const make = (at: LonLat): EmbeddedVehicle => {
    const made = createVehicle({
      sysid: drone.sysid,
      home: { at, altAmslM: PAD_AMSL_M },
      nowMs: timeline.now(),
      wallMs: START_WALL_MS + timeline.now(),
      // The same numbers after each start: it keeps its hardware id.
      rng: seededRng(seed * 100 + drone.sysid),
      send: (frame) => batch.push(frame),
      crewSwapS: CREW_SWAP_S,
    });
    // The first tick puts its files in place.
    made.tick(timeline.now());
    for (const path of UNSERVED) made.files.remove(path);
    return made;
  };
  vehicle = make(padById(drone.homePadId).at);
  const tick = (mine: number): void => {
    if (mine !== generation) return;
    vehicle.tick(timeline.now());
    flush();
    const isQuick = vehicle.truth().armed || timeline.now() - spokenToAt < ATTENTIVE_MS;
    next = timeline.at(timeline.now() + (isQuick ? ARMED_TICK_MS : IDLE_TICK_MS), () => tick(mine), true);
  };
  const attend = (): void => {
    const wasIdle = timeline.now() - spokenToAt >= ATTENTIVE_MS;
    spokenToAt = timeline.now();
    if (!wasIdle || vehicle.truth().armed) return;
    // It answers by its clock of now, not by that of its last tick.
    vehicle.tick(timeline.now());
    const mine = generation;
    next?.cancel();
    next = timeline.at(timeline.now() + ARMED_TICK_MS, () => tick(mine), true);
  };
  const start = (at: LonLat): void => {
    generation++;
    batch = [];
    upAt = timeline.now() + BOOT_MS;
    const mine = generation;
    timeline.at(upAt, () => {
      if (mine !== generation) return;
      vehicle = make(at);
      tick(mine);
    });
  };
  timeline.at(0, () => tick(0), true);
  return {
    ...drone,
    link: way.link,
    vehicle: () => vehicle,
    isUp: () => timeline.now() >= upAt,
    reboot: () => vehicle.reboot(START_WALL_MS + timeline.now()),
    addTwin: (ms) => {
      if (timeline.now() < twinUntil) return;
      [twinFrom, twinUntil] = [timeline.now(), timeline.now() + ms];
      const port = drone.port + TWIN_PORTS;
      switchOnTwin(timeline, network, { sysid: drone.sysid, port, at: vehicle.truth().body.at, ms });
    },
    twinSince: () => (timeline.now() < twinUntil ? twinFrom : undefined),
    carryTo: start,
  };
};

export const createFleet = (timeline: Timeline, network: Network, seed: number): readonly Slot[] =>
  DRONES.map((drone) => createSlot(timeline, network, drone, seed));
