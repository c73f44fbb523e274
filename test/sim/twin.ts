import type { LonLat } from '../../server/core/geo.ts';
import { createVehicle } from '../../sitl/vehicle.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { START_WALL_MS } from './life.ts';
import type { Network } from './network.ts';
import { PAD_AMSL_M } from './place.ts';
import type { Timeline } from './timeline.ts';

const TICK_MS = 200;
/** Another hardware id than any drone of the fleet. */
const TWIN_SEED = 77_777;

export type TwinOptions = {
  readonly sysid: number;
  readonly port: number;
  readonly at: LonLat;
  readonly ms: number;
};

/** Another vehicle with a system id that is in use, switched on for a while somewhere on the same network (INV-S10). */
export const switchOnTwin = (timeline: Timeline, network: Network, options: TwinOptions): void => {
  const { sysid, port, at, ms } = options;
  const until = timeline.now() + ms;
  let batch: Uint8Array[] = [];
  const way = network.attach(port, (bytes) => {
    vehicle.onDatagram(bytes);
    flush();
  });
  const flush = (): void => {
    const all = batch;
    batch = [];
    if (all.length > 0) way.send(all);
  };
  const vehicle = createVehicle({
    sysid,
    home: { at, altAmslM: PAD_AMSL_M },
    nowMs: timeline.now(),
    wallMs: START_WALL_MS + timeline.now(),
    rng: seededRng(TWIN_SEED + sysid),
    send: (frame) => batch.push(frame),
  });
  const tick = (): void => {
    if (timeline.now() >= until) return network.detach(port);
    vehicle.tick(timeline.now());
    flush();
    timeline.at(timeline.now() + TICK_MS, tick, true);
  };
  tick();
};
