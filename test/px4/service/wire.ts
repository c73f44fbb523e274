import { common, minimal } from 'mavlink-mappings';
import type { Net, UdpSocket } from '../../../server/core/ports.ts';
import { decodeDatagram, decodeMessage, isMessage, newDropCounters } from '../../../server/mavlink/codec.ts';
import { decodeMode } from '../../../server/mavlink/modes.ts';
import { systemClock } from '../../../server/ports/system-clock.ts';
import { systemNet } from '../../../server/ports/udp.ts';
import { PERFECT, udpProxy } from '../../../sitl/lossy-link.ts';
import { seededRng } from '../../../sitl/physics/random.ts';
import { LOOPBACK } from '../machines.ts';

/** What PX4 itself said, at the moment at which it left PX4; wall time, ms. */
type Said = { readonly at: number; readonly mode: string; readonly armed: boolean };

/** A frame that reached PX4's socket. */
export type Got = {
  readonly at: number;
  readonly msgid: number;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** The link between PX4 and the service, and what passes it. */
export type Wire = {
  /** Where PX4 sends to. */
  readonly port: number;
  /** Heartbeats of PX4, also of the time in which the link is cut. */
  readonly said: readonly Said[];
  /** Frames of the service that reached PX4, heartbeats left out. */
  readonly got: readonly Got[];
  /** The last heartbeat of the service that reached PX4, wall time; 0 = none. */
  lastBeatAt(): number;
  beatsSince(at: number): readonly number[];
  armingFrames(): readonly Got[];
  /** Since that time, PX4's modes as they came. */
  modesSince(at: number): readonly { readonly at: number; readonly mode: string }[];
  cut(on: boolean): void;
  /**
   * From now on the service does not hear of these parameters: those of the simulator itself, which no drone of the
   * field has, and what is wrong without anybody's knowing.
   */
  hide(names: RegExp): void;
  close(): Promise<void>;
};

const SEED = 11;

const isArming = ({ msgid, fields }: Got): boolean =>
  msgid === common.CommandLong.MSG_ID &&
  ((fields['command'] === common.MavCmd.COMPONENT_ARM_DISARM && fields['_param1'] === 1) ||
    fields['command'] === common.MavCmd.MISSION_START);

const record = () => {
  const said: Said[] = [];
  const got: Got[] = [];
  const drops = newDropCounters();
  const beats: number[] = [];
  let hidden: RegExp | undefined;
  /** False: the service is not to hear it. */
  const fromVehicle = (bytes: Uint8Array): boolean => {
    for (const frame of decodeDatagram(bytes, drops)) {
      if (frame.msgid !== minimal.Heartbeat.MSG_ID && frame.msgid !== common.ParamValue.MSG_ID) continue;
      const message = decodeMessage(frame);
      if (message === undefined) continue;
      if (isMessage(message, common.ParamValue)) {
        if (hidden?.test(message.fields.paramId) === true) return false;
      } else if (isMessage(message, minimal.Heartbeat)) {
        const { customMode, baseMode, autopilot } = message.fields;
        // PX4 passes on what other ground stations say.
        if (autopilot !== minimal.MavAutopilot.PX4) continue;
        const armed = (baseMode & minimal.MavModeFlag.SAFETY_ARMED) !== 0;
        said.push({ at: systemClock.wall(), mode: decodeMode(customMode), armed });
      }
    }
    return true;
  };
  const toVehicle = (bytes: Uint8Array): void => {
    for (const frame of decodeDatagram(bytes, drops)) {
      if (frame.msgid === minimal.Heartbeat.MSG_ID) {
        beats.push(systemClock.wall());
        continue;
      }
      const fields = decodeMessage(frame)?.fields ?? {};
      got.push({ at: systemClock.wall(), msgid: frame.msgid, fields });
    }
  };
  const hide = (names: RegExp): void => {
    hidden = names;
  };
  return { said, got, beats, fromVehicle, toVehicle, hide };
};

/** The proxy's first socket is the one towards PX4: what passes there is what PX4 sends and gets. */
const listening = (
  fromVehicle: (bytes: Uint8Array) => boolean,
  toVehicle: (bytes: Uint8Array) => void,
): Net => {
  let bound = 0;
  const tap = (socket: UdpSocket): UdpSocket => ({
    ...socket,
    send: (bytes, to) => {
      toVehicle(bytes);
      socket.send(bytes, to);
    },
    onDatagram: (handler) =>
      socket.onDatagram((bytes, from) => {
        if (fromVehicle(bytes)) handler(bytes, from);
      }),
  });
  return {
    bindUdp: async (local) => {
      const socket = await systemNet.bindUdp(local);
      bound += 1;
      return bound === 1 ? tap(socket) : socket;
    },
  };
};

/** A link from PX4 to that UDP port of the service. */
export const openWire = async (servicePort: number): Promise<Wire> => {
  const { said, got, beats, fromVehicle, toVehicle, hide } = record();
  const proxy = await udpProxy({
    net: listening(fromVehicle, toVehicle),
    clock: systemClock,
    rng: seededRng(SEED),
    quality: PERFECT,
    groundStation: { host: LOOPBACK, port: servicePort },
  });
  return {
    port: proxy.vehicleSide.port,
    said,
    got,
    lastBeatAt: () => beats.at(-1) ?? 0,
    beatsSince: (at) => beats.filter((each) => each >= at),
    armingFrames: () => got.filter(isArming),
    modesSince: (at) =>
      said
        .filter((each) => each.at >= at)
        .filter((each, i, all) => each.mode !== all[i - 1]?.mode)
        .map(({ at: when, mode }) => ({ at: when, mode })),
    hide,
    cut: (on) => proxy.setQuality({ ...PERFECT, drop: on ? 1 : 0 }),
    close: () => proxy.close(),
  };
};
