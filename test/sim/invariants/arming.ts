import { canArm, commandOf, CMD, isWrite, PARAM_SET, type Invariant, type OutFrame } from './invariant.ts';

type Intent = {
  readonly id: string;
  readonly flight_id: string;
  readonly state: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly launch_json: string;
};

const INTENTS = `SELECT i.id, i.flight_id, f.state, i.created_at, i.expires_at, f.launch_json
  FROM launch_intents i JOIN flights f ON f.id = i.flight_id
  WHERE f.vehicle_id = ? AND i.kind = 'arm' AND i.outcome = 'intended'`;
/** Two readings of the wall clock beside a step of it differ by more. */
const CLOCK_SLACK_MS = 1000;

/** When the wall clock was stepped last, as seen at the frames that it is asked for; −∞ = never. */
const createLastStep = ({ mishaps }: Parameters<Invariant>[0]['world']) => {
  let [step, steppedAt] = [0, -Infinity];
  return (at: number): number => {
    if (mishaps.wallStepMs() !== step) steppedAt = at;
    step = mishaps.wallStepMs();
    return steppedAt;
  };
};

/** INV-S1: no frame that can arm leaves without its committed intent. */
export const armingNeedsIntent: Invariant = ({ world, broken }) => {
  const lastStep = createLastStep(world);
  return {
    frame: (frame) => {
      const steppedAt = lastStep(frame.at);
      if (!canArm(frame)) return;
      const intents = world.look<Intent>(INTENTS, frame.slot.id);
      const [intent] = intents;
      if (intent === undefined || intents.length > 1)
        return broken('INV-S1', `${frame.slot.name}: an arming frame with ${intents.length} intents`);
      if (intent.state !== 'ARM_INTENT')
        broken('INV-S1', `${frame.slot.name}: an arming frame while its flight is ${intent.state}`);
      const wall = world.wall();
      const good = intent.created_at - CLOCK_SLACK_MS <= wall && wall <= intent.expires_at;
      if (!good && frame.at - steppedAt > 15_000)
        broken(
          'INV-S1',
          `${frame.slot.name}: an arming frame ${wall - intent.expires_at} ms after its intent`,
        );
    },
  };
};

/** INV-S2: at most one arming frame for each intent, over all lives of the server. */
export const armingOnce: Invariant = ({ world, broken }) => {
  const counts = new Map<string, number>();
  return {
    frame: (frame) => {
      if (!canArm(frame)) return;
      for (const { id } of world.look<Intent>(INTENTS, frame.slot.id)) {
        const count = (counts.get(id) ?? 0) + 1;
        counts.set(id, count);
        if (count > 1) broken('INV-S2', `${frame.slot.name}: arming frame number ${count} for intent ${id}`);
      }
    },
  };
};

/** INV-S3: what is armed has mission, fence and rally points of the stored plan aboard, feasible, at its first item. */
export const armingTheRightMission: Invariant = ({ world, broken }) => ({
  frame: (frame) => {
    if (!canArm(frame)) return;
    const [intent] = world.look<Intent>(INTENTS, frame.slot.id);
    if (intent === undefined) return;
    const ids = JSON.parse(intent.launch_json) as Partial<
      Record<'missionId' | 'fenceId' | 'rallyId', number>
    >;
    const truth = frame.slot.vehicle().truth();
    const { run, missionFeasible } = truth;
    const aboard = [truth.missionIdAboard, truth.fenceIdAboard, truth.rallyIdAboard].join();
    const stored = [ids.missionId, ids.fenceId, ids.rallyId].join();
    if (aboard !== stored)
      broken('INV-S3', `${frame.slot.name}: plans ${aboard} aboard, ${stored} in the record`);
    if (run.current !== 0 || !missionFeasible)
      broken('INV-S3', `${frame.slot.name}: item ${run.current}, feasible ${missionFeasible}`);
  },
});

/** Heartbeats of both have come, and been compared. */
const TWIN_SEEN_MS = 5000;

/** INV-S10: nothing is armed while two vehicles share its system id. */
export const noTwinIsArmed: Invariant = ({ world, broken, quietMs }) => ({
  frame: (frame) => {
    const { slot } = frame;
    const life = world.lives.life();
    const since = Math.max(slot.twinSince() ?? Infinity, life?.startedAt ?? Infinity);
    if (canArm(frame) && frame.at - since > TWIN_SEEN_MS && quietMs(slot) > TWIN_SEEN_MS)
      broken('INV-S10', `${slot.name} is armed while another vehicle has its system id`);
  },
});

const REROUTES = `SELECT i.expires_at FROM command_intents i JOIN control c ON c.vehicle_id = i.vehicle_id
  WHERE i.vehicle_id = ? AND i.kind = 'reroute' AND i.epoch = c.epoch ORDER BY i.created_at DESC LIMIT 1`;
/** A clock that was stepped says nothing about when an intent of before ends, ms. */
const STEPPED_MS = 100_000;

/** INV-S6: nothing is written to a vehicle that is armed, unless another way for it is intended in the record. */
export const noWriteWhileArmed: Invariant = ({ world, broken }) => {
  const lastStep = createLastStep(world);
  return {
    frame: (frame) => {
      const steppedAt = lastStep(frame.at);
      if (!isWrite(frame) || !frame.slot.vehicle().truth().armed) return;
      const [reroute] = world.look<{ expires_at: number }>(REROUTES, frame.slot.id);
      const isPlan = frame.msgid !== PARAM_SET;
      const isInTime =
        reroute !== undefined &&
        (world.wall() <= reroute.expires_at + CLOCK_SLACK_MS || frame.at - steppedAt < STEPPED_MS);
      if (!isPlan || !isInTime)
        broken('INV-S6', `${frame.slot.name}: message ${frame.msgid} while it is armed`);
    },
  };
};

/** What only a launch sends: arming, another current item, a new plan, the mission mode. */
const isOneShot = (frame: OutFrame): boolean => {
  const command = commandOf(frame);
  return canArm(frame) || command === CMD.SET_CURRENT || isWrite(frame);
};

/** INV-S11: after a start nothing of a launch leaves for a flight of before, until its verdict is stored. */
export const verdictFirst: Invariant = ({ world, broken }) => {
  let waiting = new Set<string>();
  return {
    started: () => {
      const open = world.look<{ id: string }>(
        'SELECT id FROM flights WHERE ended_at IS NULL AND launched_at IS NOT NULL',
      );
      waiting = new Set(open.map(({ id }) => id));
    },
    facts: (events) => {
      for (const { type, subject } of events)
        if (type === 'flight.adopted' || type === 'flight.ended')
          waiting.delete(subject.slice('flight:'.length));
    },
    frame: (frame) => {
      if (waiting.size === 0 || !isOneShot(frame)) return;
      for (const id of waiting) {
        const [flight] = world.look<{ vehicle_id: string }>(
          'SELECT vehicle_id FROM flights WHERE id = ?',
          id,
        );
        if (flight?.vehicle_id === frame.slot.id)
          broken('INV-S11', `${frame.slot.name}: message ${frame.msgid} before the verdict on flight ${id}`);
      }
    },
  };
};
