import type { Net, UdpSocket } from '../../server/core/ports.ts';
import type { EmbeddedVehicle } from '../../sitl/vehicle.ts';

/** A network of one station socket and one vehicle. */
export const cable = (): {
  net: Net;
  toStation: (bytes: Uint8Array) => void;
  attach: (vehicle: EmbeddedVehicle) => void;
} => {
  const from = { host: '127.0.0.1', port: 18570 };
  let vehicle: EmbeddedVehicle | undefined;
  const handlers = new Set<(bytes: Uint8Array, sender: typeof from) => void>();
  return {
    attach: (attached) => {
      vehicle = attached;
    },
    toStation: (bytes) => {
      for (const handler of handlers) handler(bytes, from);
    },
    net: {
      bindUdp: async (local): Promise<UdpSocket> => {
        let own: ((bytes: Uint8Array, sender: typeof from) => void) | undefined;
        return {
          local,
          send: (bytes) => vehicle?.onDatagram(bytes),
          onDatagram: (handler) => {
            own = handler;
            handlers.add(handler);
          },
          onError: () => {},
          close: async () => {
            if (own !== undefined) handlers.delete(own);
          },
        };
      },
    },
  };
};
