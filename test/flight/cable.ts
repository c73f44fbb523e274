import type { Net, UdpAddress, UdpSocket } from '../../server/core/ports.ts';
import type { EmbeddedVehicle } from '../../sitl/vehicle.ts';

type Handler = (bytes: Uint8Array, sender: UdpAddress) => void;

/** Ports of the vehicles on the cable, in the order in which they are attached. */
const FIRST_PORT = 18_570;

/** A network of one station socket and some vehicles. `mutes` holds ports whose datagrams are lost on the way to it. */
export const cable = () => {
  const vehicles = new Map<number, EmbeddedVehicle>();
  const handlers = new Set<Handler>();
  const mutes = new Set<number>();
  const net: Net = {
    bindUdp: async (local): Promise<UdpSocket> => {
      let own: Handler | undefined;
      return {
        local,
        send: (bytes, to) => vehicles.get(to.port)?.onDatagram(bytes),
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
  };
  /** Makes a vehicle at the next port; it gets the way to the station. */
  const attach = (make: (toStation: (bytes: Uint8Array) => void) => EmbeddedVehicle): EmbeddedVehicle => {
    const port = FIRST_PORT + vehicles.size;
    const vehicle = make((bytes) => {
      if (mutes.has(port)) return;
      for (const handler of handlers) handler(bytes, { host: '127.0.0.1', port });
    });
    vehicles.set(port, vehicle);
    return vehicle;
  };
  return { net, attach, mutes, firstPort: FIRST_PORT };
};
