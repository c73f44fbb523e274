/** `PORT COUNT RATE FIRST_SYSID`: vehicles that only talk, and note when a ground station's heartbeat comes in. */
import { performance } from 'node:perf_hooks';
import { common, minimal } from 'mavlink-mappings';
import { encodeFields } from '../../server/mavlink/codec.ts';
import { systemNet } from '../../server/ports/udp.ts';

const [port = 0, count = 0, rate = 0, firstSysid = 0] = process.argv.slice(2).map(Number);
/** MAVLink 2: message id at 7. */
const ID_AT = 7;
const ID_BYTES = 3;
/** Sent in lots: a timer per message would measure this process. */
const LOT_MS = 20;

const to = { host: '127.0.0.1', port };
const arrivals: number[][] = Array.from({ length: count }, () => []);
const naive: number[] = [];

const isHeartbeat = (bytes: Uint8Array): boolean =>
  bytes.subarray(ID_AT, ID_AT + ID_BYTES).every((byte) => byte === 0);

const vehicle = async (index: number): Promise<void> => {
  const socket = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
  socket.onError(() => {});
  socket.onDatagram((bytes) => {
    if (isHeartbeat(bytes)) arrivals[index]?.push(performance.now());
  });
  let seq = 0;
  const header = () => ({ sysid: firstSysid + index, compid: 1, seq: seq++ & 0xff });
  const bootMs = performance.now();
  let sent = 0;
  setInterval(() => {
    const due = Math.floor(((performance.now() - bootMs) / 1000) * rate);
    for (; sent < due; sent++) {
      const timeBootMs = Math.round(performance.now());
      const bytes =
        sent % rate === 0
          ? encodeFields(minimal.Heartbeat, { type: 2, autopilot: 12, systemStatus: 3 }, header())
          : encodeFields(
              common.GlobalPositionInt,
              {
                timeBootMs,
                lat: 320_500_000 + index,
                lon: 1_187_800_000,
                alt: 120_000,
                relativeAlt: 100_000,
              },
              header(),
            );
      socket.send(bytes, to);
    }
  }, LOT_MS);
};

/** Beats to itself by the plainest timer. */
const peer = async (): Promise<void> => {
  const ear = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
  const mouth = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
  ear.onDatagram(() => void naive.push(performance.now()));
  const beat = encodeFields(
    minimal.Heartbeat,
    { type: 6, autopilot: 8 },
    { sysid: 255, compid: 190, seq: 0 },
  );
  setInterval(() => mouth.send(beat, ear.local), 1000);
};

for (let i = 0; i < count; i++) await vehicle(i);
await peer();

process.on('message', (what) => {
  if (what === 'start') for (const times of [...arrivals, naive]) times.length = 0;
  if (what === 'report') process.send?.({ ours: arrivals, naive: [naive] });
});
process.on('SIGTERM', () => process.exit(0));
process.send?.('ready');
