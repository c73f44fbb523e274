import type { Asked } from '../desk.ts';
import type { Life } from '../life.ts';
import { commandOf, CMD, type Invariant } from './invariant.ts';

/** MAVLink's heartbeat rate with one late tick, ms. */
const HEARTBEAT_WITHIN_MS = 2100;
/** A server that has just begun, or gone on, gets that long, ms. */
const SETTLE_MS = 3000;

/** INV-S8: every vehicle that is heard gets heartbeats while the server runs. */
export const heartbeats: Invariant = ({ world, broken, heardAt, quietMs }) => {
  const beatAt = new Map<string, number>();
  let life: Life | undefined;
  let steadySince = 0;
  return {
    started: (next) => {
      life = next;
      beatAt.clear();
    },
    frame: (frame) => {
      if (frame.msgid === 0) beatAt.set(frame.slot.id, frame.at);
    },
    tick: () => {
      const now = world.timeline.now();
      if (life?.isAlive() !== true || life.isFrozen() || now - life.startedAt < SETTLE_MS) steadySince = now;
      if (now - steadySince < SETTLE_MS) return;
      for (const slot of world.fleet) {
        if (now - heardAt(slot) > 1500 || quietMs(slot) < SETTLE_MS) continue;
        const ago = now - (beatAt.get(slot.id) ?? -Infinity);
        if (ago > HEARTBEAT_WITHIN_MS) broken('INV-S8', `${slot.name}: no heartbeat for ${ago} ms`);
      }
    },
  };
};

const SAFE_ROUTES: Readonly<Record<string, string>> = {
  'flights.hold': 'hold',
  'flights.return': 'return',
  'flights.land': 'land',
};
/** From the server's door to the wire, ms; a console is 15 ms away. */
const TO_WIRE_MS = 500 + 15;

type SafeCommand = { readonly at: number; readonly flightId: string; readonly life: Life | undefined };

/** INV-S12: a safe-direction command is on the wire within 500 ms, whatever the record does. */
export const safeCommands: Invariant = ({ world, broken }) => {
  const asked = new Map<Asked, SafeCommand>();
  const modes: { readonly at: number; readonly slotId: string }[] = [];
  let frozenAt = -Infinity;
  const vehicleOf = (flightId: string): string | undefined =>
    world.look<{ vehicle_id: string }>('SELECT vehicle_id FROM flights WHERE id = ?', flightId)[0]
      ?.vehicle_id;
  return {
    tick: () => {
      if (world.lives.life()?.isFrozen() === true) frozenAt = world.timeline.now();
    },
    frame: (frame) => {
      if (commandOf(frame) === CMD.SET_MODE) modes.push({ at: frame.at, slotId: frame.slot.id });
      if (modes.length > 100) modes.splice(0, 50);
    },
    asked: (request) => {
      const { id = '' } = request.params;
      if (SAFE_ROUTES[request.routeId] !== undefined)
        asked.set(request, { at: world.timeline.now(), flightId: id, life: world.lives.life() });
    },
    answered: (question, answer) => {
      const request = asked.get(question);
      if (request === undefined) return;
      asked.delete(question);
      // A server that ended or stood still meanwhile could not.
      if (answer === 'lost' || request.life !== world.lives.life() || frozenAt >= request.at) return;
      const what = `${SAFE_ROUTES[question.routeId]} for flight ${request.flightId}`;
      if (answer.status >= 500) return broken('INV-S12', `${what}: answered ${answer.status}`);
      if (answer.status !== 200) return;
      const vehicleId = vehicleOf(request.flightId);
      const sent = modes.find(({ at, slotId }) => at >= request.at && slotId === vehicleId);
      if (sent === undefined || sent.at - request.at > TO_WIRE_MS)
        broken(
          'INV-S12',
          `${what}: on the wire after ${sent === undefined ? 'never' : sent.at - request.at} ms`,
        );
    },
  };
};

/** A look at the live frame every so many ticks. */
const LOOK_EVERY = 6;

/** INV-S13: no value looks younger than what was last heard of its vehicle. */
export const liveIsLive: Invariant = ({ world, broken, heardUnderIdAt }) => {
  let ticks = 0;
  return {
    tick: () => {
      const server = world.lives.server();
      if (++ticks % LOOK_EVERY !== 0 || server === undefined || server.life.isFrozen()) return;
      for (const live of server.stages.liveFrame().vehicles) {
        const slot = world.fleet.find(({ id }) => id === live.vehicleId);
        // Of two that have its system id either may be the one that is shown; nothing is launched then (INV-S10).
        if (slot === undefined || slot.twinSince() !== undefined) continue;
        // Who speaks first after a restart is listened to, and shown with its age until the other one is heard.
        const silentMs = world.timeline.now() - heardUnderIdAt(slot);
        for (const age of [live.heartbeatAgeMs, live.positionAgeMs])
          if (age !== null && age < silentMs - 1)
            broken('INV-S13', `${slot.name}: shown as ${age} ms old, last heard ${silentMs} ms ago`);
      }
    },
  };
};

/** More of any of these is a leak. */
const MOST = { timers: 600, remotes: 20, routes: 20 } as const;

/** INV-D11: timers, remotes and routes stay few. */
export const boundedSizes: Invariant = ({ world, broken }) => ({
  tick: () => {
    const server = world.lives.server();
    if (server === undefined) return;
    const { links, routes } = server.stages.station.stats();
    const found = {
      timers: server.life.timers(),
      remotes: links.reduce((sum, link) => sum + link.remotes, 0),
      routes: Object.keys(routes).length,
    };
    for (const [name, most] of Object.entries(MOST)) {
      const value = found[name as keyof typeof MOST];
      if (value > most) broken('INV-D11', `${value} ${name}, expected at most ${most}`);
    }
  },
});
