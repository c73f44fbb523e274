import { decodeDatagram, decodeMessage, newDropCounters } from '../../server/mavlink/codec.ts';
import type { EventRow } from '../../server/store/schema.ts';
import { TWIN_PORTS, type Slot } from './fleet.ts';
import { alarmsInTime, landingsAreTrue, noBugs, noInvariantAlarm } from './invariants/alarms.ts';
import {
  armingNeedsIntent,
  armingOnce,
  armingTheRightMission,
  noTwinIsArmed,
  noWriteWhileArmed,
  verdictFirst,
} from './invariants/arming.ts';
import type { Checks, Invariant, OutFrame, Scene } from './invariants/invariant.ts';
import { boundedSizes, heartbeats, liveIsLive, safeCommands } from './invariants/link.ts';
import { nothingLeftElsewhere } from './invariants/handover.ts';
import { oneCommander, twoPersons } from './invariants/people.ts';
import { authorisedInOrder, plansStayInside } from './invariants/plan.ts';
import { noForeignData, noSecrets } from './invariants/privacy.ts';
import {
  acknowledgedOrders,
  auditChain,
  oneFlightEach,
  onlyFitUnits,
  publishedGraphs,
  drillsAreMarked,
  unitChains,
} from './invariants/record.ts';
import { screensConverge } from './invariants/screens.ts';
import { msgidOf } from './wire.ts';
import type { World } from './world.ts';

const INVARIANTS: readonly Invariant[] = [
  armingNeedsIntent,
  armingOnce,
  armingTheRightMission,
  noTwinIsArmed,
  noWriteWhileArmed,
  verdictFirst,
  oneCommander,
  twoPersons,
  heartbeats,
  safeCommands,
  liveIsLive,
  boundedSizes,
  auditChain,
  publishedGraphs,
  unitChains,
  oneFlightEach,
  onlyFitUnits,
  acknowledgedOrders,
  authorisedInOrder,
  plansStayInside,
  nothingLeftElsewhere,
  noForeignData,
  noSecrets,
  screensConverge,
  drillsAreMarked,
  alarmsInTime,
  landingsAreTrue,
  noBugs,
  noInvariantAlarm,
];

export type Break = { readonly id: string; readonly atS: number; readonly sentence: string };

const TICK_MS = 500;
/** One break leads to many. */
const MOST_BREAKS = 20;

const drops = newDropCounters();

const frameOf = (world: World, slot: Slot, bytes: Uint8Array): OutFrame => {
  const msgid = msgidOf(bytes);
  const [frame] = msgid === 0 ? [] : decodeDatagram(bytes, drops);
  const fields = frame === undefined ? {} : (decodeMessage(frame)?.fields ?? {});
  return { at: world.timeline.now(), slot, msgid, fields };
};

/** Looks at every commit, every frame that leaves, every answer, and twice a second at the whole. */
export const watch = (world: World): { breaks: Break[]; broken: Scene['broken']; end(): void } => {
  const breaks: Break[] = [];
  const broken = (id: string, sentence: string): void => {
    if (breaks.length >= MOST_BREAKS) return;
    const found = { id, atS: world.timeline.now() / 1000, sentence };
    breaks.push(found);
    world.note(`BROKEN ${id}: ${sentence}`);
  };
  const scene: Scene = {
    world,
    broken,
    shown: (login, events) => {
      for (const check of shown) check(login, events);
    },
    heardAt: (slot) => world.network.heardAt(slot.port),
    heardUnderIdAt: ({ port }) =>
      Math.max(world.network.heardAt(port), world.network.heardAt(port + TWIN_PORTS)),
    quietMs: (slot) => world.timeline.now() - slot.link.badAt,
  };
  const checks: Checks[] = INVARIANTS.map((invariant) => invariant(scene));
  const slots = new Map(world.fleet.map((slot) => [slot.port, slot]));
  const with_ = <K extends keyof Checks>(name: K): NonNullable<Checks[K]>[] =>
    checks.flatMap((each) => (each[name] === undefined ? [] : [each[name] as NonNullable<Checks[K]>]));
  const [facts, frames, ticks] = [with_('facts'), with_('frame'), with_('tick')];
  const [asked, answered, shown] = [with_('asked'), with_('answered'), with_('shown')];
  let seq = 0;
  const readFacts = (): void => {
    const events = world.look<EventRow>('SELECT * FROM events WHERE seq > ? ORDER BY seq', seq);
    seq = events.at(-1)?.seq ?? seq;
    if (events.length > 0) for (const check of facts) check(events);
  };
  world.watchers.push({
    started: (life) => {
      for (const check of with_('started')) check(life);
    },
    adopted: () => {
      for (const check of with_('adopted')) check();
    },
    committed: readFacts,
    sent: (bytes, port) => {
      const slot = slots.get(port);
      if (slot === undefined) return;
      const frame = frameOf(world, slot, bytes);
      for (const check of frames) check(frame);
    },
    asked: (request) => {
      for (const check of asked) check(request);
    },
    answered: (request, answer) => {
      for (const check of answered) check(request, answer);
    },
  });
  const tick = (): void => {
    for (const check of ticks) check();
    world.timeline.at(world.timeline.now() + TICK_MS, tick, true);
  };
  world.timeline.at(TICK_MS, tick, true);
  readFacts();
  return {
    breaks,
    broken,
    end: () => {
      readFacts();
      for (const check of with_('end')) check();
    },
  };
};
