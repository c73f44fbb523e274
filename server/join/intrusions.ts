import type { Clock } from '../core/clock.ts';
import { decodeDatagram, decodeMessage, newDropCounters } from '../mavlink/codec.ts';
import { createForeignWatch, FOREIGN_MESSAGES, type Touch } from '../mavlink/foreign-hand.ts';
import type { Refusal } from '../mavlink/gate.ts';
import type { MavId } from '../mavlink/protocol.ts';
import type { RawFrame } from '../mavlink/router.ts';
import type { Station } from '../mavlink/station.ts';
import type { Condition } from '../track/monitor.ts';
import { createNoticed } from '../track/noticed.ts';
import type { Registered } from './registry.ts';

type Parts = {
  readonly station: Pick<Station, 'onFrame' | 'onRefused' | 'vehicle'>;
  /** How the station names itself. */
  readonly self: MavId;
  readonly clock: Clock;
  readonly registered: () => readonly Registered[];
  /** Another ground station has done something to that drone. */
  readonly touched: (vehicleId: string, sentence: string) => void;
  /** The guard did not let a frame to that drone leave that would have done `frame`. */
  readonly keptBack: (vehicleId: string, frame: string | undefined, sentence: string) => void;
};

const msgidOf = (bytes: Uint8Array): number =>
  (bytes[7] ?? 0) | ((bytes[8] ?? 0) << 8) | ((bytes[9] ?? 0) << 16);

const idText = ({ sysid, compid }: MavId): string => `${sysid}.${compid}`;

const refusedOf = (drone: Registered | undefined, { rule, sentence, target }: Refusal): Condition => {
  const vehicle = drone?.name ?? idText(target);
  return {
    kind: 'system.guard_refused',
    severity: 'critical',
    subject: drone === undefined ? 'system' : `vehicle:${drone.id}`,
    sentence: `The guard kept a frame to ${vehicle} back (rule ${rule}): ${sentence}. It was not sent, nothing happened to the drone. Try again on the console; if it comes back, have the log looked at. Hold, return and land are not affected.`,
    params: { vehicle, rule, what: sentence },
  };
};

const stationOf = ({ what }: Touch): Condition => ({
  kind: 'system.foreign_station',
  severity: 'warning',
  subject: 'system',
  sentence: `Another ground station (${what}) is heard on a link; it may command the drones. Find out whose it is and disconnect it; drones with a signing key do not obey it.`,
  params: { what },
});

const touchOf = ({ id, name }: Registered, what: string): Condition => ({
  kind: 'vehicle.foreign_hand',
  severity: 'critical',
  subject: `vehicle:${id}`,
  sentence: `Drone ${name}: another ground station has changed something (${what}). What is aboard may differ from the record; a flight is under external control. Find out who it is, disconnect it, then decide about the flight; on the ground check parameters and plan anew before a launch.`,
  params: { vehicle: name, what },
});

/** Other hands on the drones, and what the guard kept back, as conditions for people. */
export const watchIntrusions = ({ station, self, clock, registered, touched, keptBack }: Parts) => {
  const watch = createForeignWatch(self);
  const noticed = createNoticed(clock);
  const droneOf = ({ sysid, compid }: MavId): Registered | undefined =>
    registered().find((drone) => drone.sysid === sysid && drone.compid === compid);

  const hear = (touch: Touch): void => {
    if (touch.kind === 'station') return noticed.note(stationOf(touch));
    const drone = droneOf(touch.vehicle);
    if (drone === undefined) return;
    noticed.note(touchOf(drone, touch.what));
    touched(drone.id, `another ground station has changed something: ${touch.what}`);
  };

  const look = ({ direction, bytes, at }: RawFrame): void => {
    if (!FOREIGN_MESSAGES.has(msgidOf(bytes))) return;
    for (const frame of decodeDatagram(bytes, newDropCounters())) {
      const message = decodeMessage(frame);
      if (message === undefined) continue;
      if (direction === 'out') {
        watch.sent(message, at);
        continue;
      }
      const missionId = station.vehicle(frame.sysid, frame.compid)?.snapshot().mission?.missionId;
      const touches = [
        watch.heard(message, frame, at),
        missionId === undefined ? undefined : watch.aboard(frame, missionId, at),
      ];
      for (const touch of touches) if (touch !== undefined) hear(touch);
    }
  };

  station.onRefused((refusal) => {
    const drone = droneOf(refusal.target);
    noticed.note(refusedOf(drone, refusal));
    if (drone !== undefined) keptBack(drone.id, refusal.kind, `${refusal.sentence} (${refusal.rule})`);
  });
  station.onFrame(look);
  return { conditions: noticed.conditions };
};
