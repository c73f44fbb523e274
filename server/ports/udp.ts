import { createSocket } from 'node:dgram';
import type { Net } from '../core/ports.ts';

/** UDP of the operating system, IPv4. */
export const systemNet: Net = {
  bindUdp: (local) =>
    new Promise((resolve, reject) => {
      const socket = createSocket('udp4');
      const onBindError = (error: Error): void =>
        reject(new Error(`UDP ${local.host}:${local.port}: ${error.message}`));
      socket.once('error', onBindError);
      socket.bind(local.port, local.host, () => {
        socket.off('error', onBindError);
        let closed = false;
        const errorHandlers: ((error: Error) => void)[] = [];
        socket.on('error', (error) => {
          for (const handler of errorHandlers) handler(error);
        });
        resolve({
          local: { host: local.host, port: socket.address().port },
          send: (bytes, to) => {
            if (closed) return;
            socket.send(bytes, to.port, to.host, (error) => {
              if (error === null) return;
              for (const handler of errorHandlers) handler(error);
            });
          },
          onDatagram: (handler) => {
            socket.on('message', (bytes, from) => handler(bytes, { host: from.address, port: from.port }));
          },
          onError: (handler) => {
            errorHandlers.push(handler);
          },
          close: () =>
            new Promise((done) => {
              if (closed) return done();
              closed = true;
              socket.close(() => done());
            }),
        });
      });
    }),
};
