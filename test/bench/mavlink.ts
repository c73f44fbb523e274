import { performance } from 'node:perf_hooks';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { common, minimal, type MavLinkData, type MavLinkPacketRegistry } from 'mavlink-mappings';
import { MavLinkPacketParser, MavLinkPacketSplitter, type MavLinkPacket } from 'node-mavlink';
import type { Net, Rng, UdpAddress } from '../../server/core/ports.ts';
import {
  decodeDatagram,
  decodeMessage,
  encodeFields,
  newDropCounters,
  type Frame,
} from '../../server/mavlink/codec.ts';
import type { MessageClass } from '../../server/mavlink/dialect.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import type { Way } from '../../server/mavlink/signing/frame-guard.ts';
import { KEY_BYTES, keyIdOf, signFrame } from '../../server/mavlink/signing/signature.ts';
import { createSigning } from '../../server/mavlink/signing/signing.ts';
import { createStampClock } from '../../server/mavlink/signing/stamp-clock.ts';
import { createStation } from '../../server/mavlink/station.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import type { Say } from './main.ts';
import { median } from './process-figures.ts';

const SEED = 20_240_415;
const PACKETS = 60_000;
/** PX4 puts several messages into one datagram. */
const PACKETS_PER_DATAGRAM = 4;
const ROUNDS = 5;
const VEHICLES = 100;
const RATE_HZ = 50;
const VIRTUAL_S = 20;

/** What PX4 sends most, each with random values in fields of its own kind. */
const MIX: readonly MessageClass[] = [
  common.GlobalPositionInt,
  common.Attitude,
  common.LocalPositionNed,
  common.VfrHud,
  common.GpsRawInt,
  common.SysStatus,
  common.BatteryStatus,
  common.ExtendedSysState,
  common.MissionCurrent,
  minimal.Heartbeat,
];

const isWhole = (type: string): boolean => /^u?int/.test(type);

const randomFields = (messageClass: MessageClass, rng: Rng): Record<string, unknown> => {
  const fields: Record<string, unknown> = {};
  for (const { name, type, length } of messageClass.FIELDS) {
    const one = (): number => (isWhole(type) ? Math.floor(rng.unit() * 100) : Math.fround(rng.unit()));
    if (type.startsWith('uint64') || type.startsWith('int64')) fields[name] = BigInt(one());
    else fields[name] = length > 0 ? Array.from({ length }, one) : one();
  }
  return fields;
};

const packet = (messageClass: MessageClass, rng: Rng, header: { sysid: number; seq: number }): Uint8Array =>
  encodeFields<MavLinkData>(messageClass, randomFields(messageClass, rng), { ...header, compid: 1 });

const datagramsOf = (): Buffer[] => {
  const rng = seededRng(SEED);
  const packets = Array.from({ length: PACKETS }, (_, index) =>
    packet(MIX[index % MIX.length] as MessageClass, rng, { sysid: 1, seq: index & 0xff }),
  );
  const datagrams: Buffer[] = [];
  for (let at = 0; at < packets.length; at += PACKETS_PER_DATAGRAM)
    datagrams.push(Buffer.concat(packets.slice(at, at + PACKETS_PER_DATAGRAM)));
  return datagrams;
};

/** A figure out of the messages, so that both sides have to give every message and the same values. */
type Tally = { messages: number; sum: number };

const take = (tally: Tally, message: Readonly<Record<string, unknown>>): void => {
  tally.messages += 1;
  const value = message['lat'] ?? message['roll'] ?? message['seq'];
  if (typeof value === 'number') tally.sum += value;
};

const decodeOurs = async (datagrams: readonly Buffer[]): Promise<Tally> => {
  const tally: Tally = { messages: 0, sum: 0 };
  const drops = newDropCounters();
  for (const datagram of datagrams)
    for (const frame of decodeDatagram(datagram, drops)) {
      const message = decodeMessage(frame);
      if (message !== undefined) take(tally, message.fields);
    }
  return tally;
};

const REGISTRY: MavLinkPacketRegistry = { ...minimal.REGISTRY, ...common.REGISTRY };

/** As its README does it: the splitter's stream, the parser's stream, `protocol.data`. */
const decodeTheirs = async (datagrams: readonly Buffer[]): Promise<Tally> => {
  const tally: Tally = { messages: 0, sum: 0 };
  const source = new PassThrough({ highWaterMark: 2 ** 20 });
  const parser = source.pipe(new MavLinkPacketSplitter()).pipe(new MavLinkPacketParser());
  parser.on('data', ({ header, protocol, payload }: MavLinkPacket) => {
    const messageClass = REGISTRY[header.msgid];
    if (messageClass === undefined) return;
    take(tally, protocol.data(payload, messageClass) as unknown as Record<string, unknown>);
  });
  for (const datagram of datagrams)
    if (!source.write(datagram)) await new Promise((resolve) => source.once('drain', resolve));
  source.end();
  await finished(parser);
  return tally;
};

const timed = async (
  decode: (datagrams: readonly Buffer[]) => Promise<Tally>,
  datagrams: readonly Buffer[],
): Promise<{ perS: number; tally: Tally }> => {
  const startMs = performance.now();
  const tally = await decode(datagrams);
  return { perS: (1000 * tally.messages) / (performance.now() - startMs), tally };
};

/** One socket; datagrams are put in by hand, what is sent goes nowhere. */
const handNet = () => {
  let hear: (bytes: Uint8Array, from: UdpAddress) => void = () => undefined;
  const net: Net = {
    bindUdp: async (local) => ({
      local,
      send: () => undefined,
      onDatagram: (handler) => {
        hear = handler;
      },
      onError: () => undefined,
      close: async () => undefined,
    }),
  };
  return { net, put: (bytes: Uint8Array, from: UdpAddress) => hear(bytes, from) };
};

/** Share of a core for the whole station (framing, routing, snapshots) at 100 vehicles × 50 Hz, without the kernel. */
const stationCpuPct = async (): Promise<number> => {
  const rng = seededRng(SEED);
  const clock = fakeClock();
  const { net, put } = handNet();
  const station = createStation({ clock, net, log: silentLog });
  await station.addLink({ name: 'bench', local: { host: '127.0.0.1', port: 1 } });
  const vehicles = Array.from({ length: VEHICLES }, (_, index) => ({
    from: { host: '127.0.0.1', port: 10_000 + index },
    heartbeat: encodeFields(
      minimal.Heartbeat,
      { autopilot: 12, type: 2 },
      { sysid: index + 1, compid: 1, seq: 0 },
    ),
    packets: MIX.map((messageClass, seq) => packet(messageClass, rng, { sysid: index + 1, seq })),
  }));
  for (const { heartbeat, from } of vehicles) put(heartbeat, from);
  const before = process.cpuUsage();
  for (let round = 0; round < VIRTUAL_S * RATE_HZ; round++) {
    clock.advance(1000 / RATE_HZ);
    for (const { packets, from } of vehicles) put(packets[round % packets.length] as Uint8Array, from);
  }
  const { user, system } = process.cpuUsage(before);
  const heard = station.vehicles().length;
  await station.close();
  if (heard !== VEHICLES) throw new Error(`expected ${VEHICLES} vehicles, the station knows ${heard}`);
  return (100 * (user + system)) / 1e6 / VIRTUAL_S;
};

/**
 * Signed frames a second of a core's time through everything that signing does to a frame that comes in: signature, stamp, replay
 * table, state. The same packets as above, 100 vehicles with a key each.
 */
const signedVerifyPerSecond = (): { perS: number; cpuPct: number } => {
  const rng = seededRng(SEED);
  const clock = fakeClock();
  const signing = createSigning(clock, createStampClock(clock, undefined));
  const secrets = Array.from({ length: VEHICLES }, () => rng.bytes(KEY_BYTES));
  secrets.forEach((secret, index) =>
    signing.setKeys(index + 1, {
      current: { id: keyIdOf(secret), secret },
      former: [],
      unsigned: 'never',
    }),
  );
  const frames = Array.from({ length: PACKETS }, (_, index) => {
    const sysid = (index % VEHICLES) + 1;
    const unsigned = packet(MIX[index % MIX.length] as MessageClass, rng, { sysid, seq: index & 0xff });
    const secret = secrets[sysid - 1] as Uint8Array;
    const bytes = signFrame(unsigned, { secret, linkId: 0, stamp: signing.stamps.next() });
    return decodeDatagram(bytes, newDropCounters())[0] as Frame;
  });
  const ways = secrets.map((_, index) => ({ link: 'bench', place: `bench ${index}` }));
  const before = process.cpuUsage();
  let admitted = 0;
  for (const frame of frames)
    if (signing.admit(frame, ways[frame.sysid - 1] as Way, clock.mono())) admitted++;
  const { user, system } = process.cpuUsage(before);
  const perS = (1e6 * PACKETS) / (user + system);
  if (admitted !== PACKETS) throw new Error(`expected ${PACKETS} frames verified, got ${admitted}`);
  return { perS, cpuPct: (100 * VEHICLES * RATE_HZ) / perS };
};

/** Decoding of the same seeded packets by our codec and by node-mavlink's own streams, in turns. */
export const benchMavlink = async (say: Say): Promise<Readonly<Record<string, unknown>>> => {
  const datagrams = datagramsOf();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const us = await timed(decodeOurs, datagrams);
    const them = await timed(decodeTheirs, datagrams);
    if (us.tally.messages !== PACKETS || them.tally.messages !== PACKETS || us.tally.sum !== them.tally.sum)
      throw new Error(`decoded differently: ${JSON.stringify(us.tally)}, ${JSON.stringify(them.tally)}`);
    // The first round is the compiler's.
    if (round === 0) continue;
    ours.push(us.perS);
    theirs.push(them.perS);
    say(`round ${round}: ${us.perS.toFixed(0)} messages/s, node-mavlink ${them.perS.toFixed(0)}`);
  }
  const cpuPct = await stationCpuPct();
  const msgsPerS = median(ours);
  const nodeMavlinkMsgsPerS = median(theirs);
  const ratio = msgsPerS / nodeMavlinkMsgsPerS;
  say(
    `${ratio.toFixed(1)} times node-mavlink; ${VEHICLES} vehicles at ${RATE_HZ} Hz: ${cpuPct.toFixed(1)} % of a core`,
  );
  signedVerifyPerSecond();
  const signed = signedVerifyPerSecond();
  say(
    `${signed.perS.toFixed(0)} signed frames/s verified: ${signed.cpuPct.toFixed(1)} % of a core for the same vehicles`,
  );
  return {
    ratioVsNodeMavlink: Math.round(ratio * 10) / 10,
    msgsPerS: Math.round(msgsPerS),
    nodeMavlinkMsgsPerS: Math.round(nodeMavlinkMsgsPerS),
    cpuPct100x50Hz: Math.round(cpuPct * 10) / 10,
    signedVerifyPerSecond: Math.round(signed.perS),
    signedCpuPct100x50Hz: Math.round(signed.cpuPct * 10) / 10,
    packets: PACKETS,
    seed: SEED,
  };
};
