import { canArm, type Invariant } from './invariant.ts';

type Commander = {
  readonly launcher: string;
  readonly owner: string | null;
  readonly verdict: string | null;
};

const COMMANDER = `SELECT i.person_id AS launcher, c.person_id AS owner, c.verdict FROM launch_intents i
  JOIN flights f ON f.id = i.flight_id LEFT JOIN control c ON c.vehicle_id = f.vehicle_id
  WHERE f.vehicle_id = ? AND i.kind = 'arm' AND i.outcome = 'intended'`;

/** INV-S9: only the console that controls a drone has it armed, and no epoch of control is given twice. */
export const oneCommander: Invariant = ({ world, broken }) => {
  const given = new Set<string>();
  return {
    facts: (events) => {
      for (const { type, subject, data_json: json } of events) {
        if (!/^vehicle\.(control_taken|control_released|judged)$/.test(type)) continue;
        const { epoch } = JSON.parse(json) as { epoch: number };
        const what = `${subject} ${epoch}`;
        if (given.has(what)) broken('INV-S9', `${subject}: epoch ${epoch} of control is given twice`);
        given.add(what);
      }
    },
    frame: (frame) => {
      if (!canArm(frame)) return;
      for (const { launcher, owner, verdict } of world.look<Commander>(COMMANDER, frame.slot.id))
        if (owner !== launcher || verdict !== 'free')
          broken(
            'INV-S9',
            `${frame.slot.name}: armed for ${launcher}; ${owner} controls it, verdict ${verdict}`,
          );
    },
  };
};

type Kept = {
  readonly requester_id: string | null;
  readonly approver_id: string | null;
  readonly json: string | null;
  readonly tookMs: number | null;
};

const KEPT = `SELECT r.requester_id, r.approver_id, r.json, (SELECT max(q.decided_at - q.created_at)
    FROM launch_requests q WHERE q.flight_id = i.flight_id AND q.state = 'approved') AS tookMs
  FROM launch_intents i JOIN flights f ON f.id = i.flight_id LEFT JOIN launch_records r ON r.flight_id = i.flight_id
  WHERE f.vehicle_id = ? AND i.kind = 'arm' AND i.outcome = 'intended'`;
const SECOND_WITHIN_MS = 120_000;

/** INV-S7: what two persons have to take on was confirmed by another one than the first, within 120 s. */
export const twoPersons: Invariant = ({ world, broken }) => ({
  frame: (frame) => {
    if (!canArm(frame)) return;
    for (const { requester_id: first, approver_id: second, json, tookMs } of world.look<Kept>(
      KEPT,
      frame.slot.id,
    )) {
      const { issues } = JSON.parse(json ?? '{"issues":[]}') as { issues: { severity: string }[] };
      const isForTwo = json === null || issues.some(({ severity }) => severity === 'warning');
      const isConfirmed =
        second !== null && second !== first && tookMs !== null && tookMs <= SECOND_WITHIN_MS;
      if (isForTwo && !isConfirmed)
        broken('INV-S7', `${frame.slot.name}: armed by ${first} with ${second} after ${tookMs} ms`);
    }
  },
});
