import { common, minimal } from 'mavlink-mappings';
import { isMessage, type FieldsOf, type Frame, type MavMessage } from '../../server/mavlink/codec.ts';
import { isSignedWith, KEY_BYTES, signFrame, stampOf } from '../../server/mavlink/signing/signature.ts';
import { SEVERITY, type Autopilot } from './state.ts';

/** What PX4 takes without a signature, and with a wrong one. */
const UNSIGNED_ALLOWED: ReadonlySet<number> = new Set([
  minimal.Heartbeat.MSG_ID,
  common.RadioStatus.MSG_ID,
  common.AdsbVehicle.MSG_ID,
  common.Collision.MSG_ID,
]);
/** MAVLINK_MAX_SIGNING_STREAMS. */
const MAX_STREAMS = 16;
/** MAVLINK_SIGNING_TIMESTAMP_LIMIT, 60 s in 10 µs. */
const NEW_STREAM_BEHIND = 60 * 100_000;
/** PX4 names its link by its MAVLink instance; this vehicle has one. */
const LINK_ID = 0;

/** PX4's file on the card: written with a key, and not again. */
export type KeyFile = { secret: Uint8Array; stamp: number };

/** Faults that tests switch on. */
export type SigningFaults = {
  /** Signs with a key of its own. */
  wrongKey: boolean;
  /** Sends each stamp twice. */
  repeatStamps: boolean;
  /** Stamps that far back, in 10 µs. */
  behind: number;
};

export type VehicleSigning = {
  readonly faults: SigningFaults;
  /** A frame as it leaves. */
  seal(unsigned: Uint8Array): Uint8Array;
  /** Whether a frame is looked at; the sender of another learns nothing. */
  admit(frame: Frame): boolean;
  /** True if it was SETUP_SIGNING. Its target is not looked at. */
  handle(ap: Autopilot, message: MavMessage, frame: Frame): boolean;
  /** Starts again with what is on the card. */
  reboot(): void;
  isOn(): boolean;
};

const isBlank = (secret: readonly number[] | Uint8Array): boolean => secret.every((byte) => byte === 0);

/** PX4 1.18's signing: one key for all links, no parameter, set by SETUP_SIGNING while disarmed. */
export const createVehicleSigning = (): VehicleSigning => {
  const faults: SigningFaults = { wrongKey: false, repeatStamps: false, behind: 0 };
  let card: KeyFile | undefined;
  let key: KeyFile | undefined;
  let sent = 0;
  const streams = new Map<number, number>();

  const write = (file: KeyFile | undefined): void => {
    card = file;
    key = file && { ...file };
  };
  const secretToSignWith = ({ secret }: KeyFile): Uint8Array =>
    faults.wrongKey ? secret.map((byte) => byte ^ 0xff) : secret;
  const nextStamp = (file: KeyFile): number => {
    const stamp = file.stamp;
    if (!faults.repeatStamps || sent++ % 2 === 1) file.stamp++;
    return Math.max(0, stamp - faults.behind);
  };
  const isGoodStamp = (file: KeyFile, frame: Frame): boolean => {
    const { linkId, stamp } = stampOf(frame.bytes);
    const stream = (frame.sysid << 16) | (frame.compid << 8) | linkId;
    const last = streams.get(stream);
    if (last === undefined && (streams.size >= MAX_STREAMS || stamp + NEW_STREAM_BEHIND < file.stamp))
      return false;
    if (last !== undefined && stamp <= last) return false;
    streams.set(stream, stamp);
    file.stamp = Math.max(file.stamp, stamp);
    return true;
  };

  const setUp = (ap: Autopilot, fields: FieldsOf<common.SetupSigning>, signed: boolean): void => {
    if (ap.armed) return ap.text(SEVERITY.CRITICAL, 'MAVLink signing: rejected while armed');
    const { secretKey, initialTimestamp } = fields;
    if (initialTimestamp !== 0n || !isBlank(secretKey)) {
      write({ secret: Uint8Array.from(secretKey).subarray(0, KEY_BYTES), stamp: Number(initialTimestamp) });
      return ap.text(SEVERITY.INFO, 'MAVLink signing key accepted');
    }
    if (key !== undefined && !signed)
      return ap.text(SEVERITY.CRITICAL, 'MAVLink signing: blank key rejected');
    write(undefined);
    return ap.text(SEVERITY.INFO, 'MAVLink signing disabled');
  };

  return {
    faults,
    seal: (unsigned) =>
      key === undefined
        ? unsigned
        : signFrame(unsigned, { secret: secretToSignWith(key), linkId: LINK_ID, stamp: nextStamp(key) }),
    admit: (frame) => {
      if (key === undefined) return true;
      const good = frame.signed && isSignedWith(frame.bytes, key.secret) && isGoodStamp(key, frame);
      return good || UNSIGNED_ALLOWED.has(frame.msgid);
    },
    handle: (ap, message, frame) => {
      if (!isMessage(message, common.SetupSigning)) return false;
      setUp(ap, message.fields, frame.signed);
      return true;
    },
    reboot: () => {
      streams.clear();
      key = card && { ...card };
    },
    isOn: () => key !== undefined,
  };
};
