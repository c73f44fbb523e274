/** `URL COOKIE COUNT`: consoles that take and acknowledge every frame. */
import { io } from 'socket.io-client';
import { LIVE_NAMESPACE } from '../../server/api/contract/live.ts';

const [url = '', cookie = '', count = '0'] = process.argv.slice(2);

for (let i = 0; i < Number(count); i++) {
  const socket = io(`${url}${LIVE_NAMESPACE}`, {
    transports: ['websocket'],
    extraHeaders: { cookie },
    forceNew: true,
  });
  socket.on('frame', (_frame: unknown, acknowledge: () => void) => acknowledge());
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
}
process.on('SIGTERM', () => process.exit(0));
process.send?.('ready');
