import { common } from 'mavlink-mappings';
import type { Clock } from '../core/clock.ts';
import { decodeDatagram, decodeMessage, isMessage, newDropCounters } from '../mavlink/codec.ts';
import type { RawFrame } from '../mavlink/router.ts';
import type { Station } from '../mavlink/station.ts';
import type { Store } from '../store/store.ts';
import { invariantBroken } from '../track/invariant-conditions.ts';
import type { Condition } from '../track/monitor.ts';
import { createNoticed } from '../track/noticed.ts';
import type { Registered } from './registry.ts';

type Parts = {
  readonly station: Pick<Station, 'onFrame'>;
  readonly store: Pick<Store, 'onCommitted'>;
  readonly clock: Clock;
  readonly registered: () => readonly Registered[];
  /** The drone of that flight. */
  readonly vehicleOf: (flightId: string) => string | undefined;
};

/** COMMAND_INT and COMMAND_LONG. */
const COMMANDS: ReadonlySet<number> = new Set([75, 76]);
const ARM_DISARM = 400;
const MISSION_START = 300;

const msgidOf = (bytes: Uint8Array): number =>
  (bytes[7] ?? 0) | ((bytes[8] ?? 0) << 8) | ((bytes[9] ?? 0) << 16);

/** The system that a frame would arm; undefined = it arms nobody. */
const armedBy = (bytes: Uint8Array): number | undefined => {
  for (const frame of decodeDatagram(bytes, newDropCounters())) {
    const message = decodeMessage(frame);
    if (message === undefined) continue;
    if (!isMessage(message, common.CommandLong) && !isMessage(message, common.CommandInt)) continue;
    const { targetSystem, _param1: param1 } = message.fields;
    const command: number = message.fields.command;
    if ((command === ARM_DISARM && param1 === 1) || command === MISSION_START) return targetSystem;
  }
  return undefined;
};

/**
 * Counts arming frames where they leave, whoever let them: one for each intent in the record and link, none without
 * (INV-S1, INV-S2). The guard refuses them before; this sees what it did not.
 */
export const watchArmingFrames = ({ station, store, clock, registered, vehicleOf }: Parts) => {
  const noticed = createNoticed(clock);
  /** By drone: how many have left by each link since its last intent. */
  const sent = new Map<string, Map<string, number>>();

  const note = (drone: Registered, count: number | undefined): void => {
    const what =
      count === undefined
        ? `an arming frame without an intent has left for ${drone.name}`
        : `${count} arming frames for one intent have left for ${drone.name}`;
    const subject = `vehicle:${drone.id}`;
    const id = count === undefined ? 'INV-S1' : 'INV-S2';
    noticed.note(invariantBroken({ kind: 'arming_frame', id, subject, what }));
  };

  const look = ({ direction, bytes, link }: RawFrame): void => {
    if (direction !== 'out' || !COMMANDS.has(msgidOf(bytes))) return;
    const sysid = armedBy(bytes);
    const drone = registered().find((each) => each.sysid === sysid);
    if (drone === undefined) return;
    const counts = sent.get(drone.id);
    if (counts === undefined) return note(drone, undefined);
    const count = (counts.get(link) ?? 0) + 1;
    counts.set(link, count);
    if (count > 1) note(drone, count);
  };

  const stops = [
    station.onFrame(look),
    store.onCommitted((events) => {
      for (const { type, subject } of events) {
        if (type !== 'flight.arm_intent') continue;
        const vehicleId = vehicleOf(subject.slice('flight:'.length));
        if (vehicleId !== undefined) sent.set(vehicleId, new Map());
      }
    }),
  ];
  return {
    conditions: (): readonly Condition[] => noticed.conditions(),
    stop: (): void => {
      for (const stop of stops) stop();
    },
  };
};
