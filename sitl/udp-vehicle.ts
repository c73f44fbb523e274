import type { Clock } from '../server/core/clock.ts';
import type { Net, UdpAddress } from '../server/core/ports.ts';
import { createVehicle, type EmbeddedVehicle, type VehicleOptions } from './vehicle.ts';

export type UdpVehicleOptions = Omit<VehicleOptions, 'send' | 'nowMs' | 'wallMs'> & {
  readonly net: Net;
  readonly clock: Clock;
  /** The ground station: as on PX4 everything goes to this one address, whoever else sends. */
  readonly to: UdpAddress;
  /** Port to bind on loopback, default 0 = any free one (PX4 instance N binds 18570 + N). */
  readonly port?: number;
};

export type UdpVehicle = {
  readonly vehicle: EmbeddedVehicle;
  readonly local: UdpAddress;
  close(): Promise<void>;
};

/** Period of the vehicle's loop, wall ms: half of the fastest default stream. */
const TICK_MS = 25;

/** Binds a socket and runs an embedded vehicle on it until `close`. Rejects if the port cannot be bound. */
export const runVehicleOnUdp = async (options: UdpVehicleOptions): Promise<UdpVehicle> => {
  const { net, clock, to, port, ...rest } = options;
  const socket = await net.bindUdp({ host: '127.0.0.1', port: port ?? 0 });
  // A ground station that is not there makes the system report refused datagrams; a vehicle flies on.
  socket.onError(() => {});
  let batch: Uint8Array[] = [];
  const vehicle = createVehicle({
    ...rest,
    nowMs: clock.mono(),
    wallMs: clock.wall(),
    send: (frame) => batch.push(frame),
  });
  const flush = (): void => {
    for (const frame of batch) socket.send(frame, to);
    batch = [];
  };
  socket.onDatagram((bytes) => {
    vehicle.onDatagram(bytes);
    flush();
  });
  const loop = clock.every(TICK_MS, () => {
    vehicle.tick(clock.mono());
    flush();
  });
  return {
    vehicle,
    local: socket.local,
    close: () => {
      loop.cancel();
      return socket.close();
    },
  };
};
