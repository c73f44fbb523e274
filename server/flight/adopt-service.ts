import { systemCause } from '../core/cause.ts';
import { delay } from '../core/clock.ts';
import { activeOf, lifeOf, type Active, type Actives } from './active-service.ts';
import { adopt, type Verdict } from './adopt.ts';
import { NEVER_ASKED } from './life-modes.ts';
import { observe, type Observation } from './observe.ts';
import { progressOf } from '../plan/progress.ts';
import type { FlightRow } from '../store/schema.ts';
import { emitFlight, findFlight, settleIntent, writeEffects, type FlightDeps } from './record-service.ts';
import { stepLife } from './life-cycle.ts';

/** How long a restart listens for a vehicle before it judges. */
const LISTEN_MS = 3000;
const LOOK_AGAIN_MS = 250;

/** What a restart said of one flight. */
export type Adoption = {
  readonly number: string;
  readonly verdict: Verdict['kind'];
  readonly sentence: string;
};

const seeNow = (deps: FlightDeps, actives: Actives, active: Active): Observation => {
  const facts = actives.factsOf(active);
  const position = facts.position?.value;
  if (position !== undefined) active.progress = progressOf(active.plan, { at: position.at });
  return observe(facts, deps.clock.mono(), active.frame, active.progress);
};

/** Enough was heard to judge: who it is, whether it is armed, where it stands, what it flies. */
const isClear = (seen: Observation): boolean =>
  seen.heard &&
  seen.where !== 'unknown' &&
  seen.place !== 'unknown' &&
  (seen.missionMatches !== undefined || seen.armed === false);

const listen = async (deps: FlightDeps, actives: Actives, active: Active): Promise<Observation> => {
  const until = deps.clock.mono() + LISTEN_MS;
  for (;;) {
    const seen = seeNow(deps, actives, active);
    if (isClear(seen) || deps.clock.mono() >= until) return seen;
    await delay(deps.clock, LOOK_AGAIN_MS);
  }
};

const write = async (
  deps: FlightDeps,
  row: FlightRow,
  seen: Observation,
  verdict: Verdict,
): Promise<void> => {
  await deps.store.transact(systemCause(deps.clock.wall()), async (tx) => {
    const now = await findFlight(tx, row.id);
    if (now === undefined) return;
    const { sentence } = verdict.kind === 'enter' ? verdict.reason : verdict;
    await emitFlight(tx, now, 'flight.adopted', {
      data: {
        was: row.state,
        verdict: verdict.kind === 'enter' ? verdict.to : verdict.kind,
        sentence,
        heard: seen.heard,
        armed: seen.armed ?? null,
        where: seen.where,
        place: seen.place,
        mode: seen.mode ?? null,
        missionMatches: seen.missionMatches ?? null,
      },
    });
    if (verdict.kind !== 'enter') return;
    if (row.state === 'ARM_INTENT') await settleIntent(tx, row.id, 'unknown');
    const { to, reason } = verdict;
    const { effects } = stepLife(lifeOf(now), { kind: 'progressed', to, reason });
    const written = await writeEffects(tx, row.id, effects, { hooks: deps.hooks });
    if (!written.ok) throw new Error(written.error.message);
  });
};

const adoptOne = async (
  deps: FlightDeps,
  actives: Actives,
  row: FlightRow,
): Promise<Adoption | undefined> => {
  const active = activeOf(row);
  if (active === undefined || row.launched_at === null) return undefined;
  active.watched = false;
  actives.add(active);
  const seen = await listen(deps, actives, active);
  const verdict = adopt({ state: active.life.state, launchBegun: true }, seen);
  await write(deps, row, seen, verdict);
  if (verdict.kind === 'enter') {
    const { to, reason } = verdict;
    active.life = stepLife(active.life, { kind: 'progressed', to, reason }).state;
    actives.forgetEnded(active);
  }
  // The mode that it flies in now is taken as it is: what was commanded before the restart is not known.
  active.life = {
    ...active.life,
    expected: undefined,
    asked: NEVER_ASKED,
    tookOff: active.life.tookOff || active.life.state === 'EN_ROUTE',
  };
  active.watched = true;
  const { sentence } = verdict.kind === 'enter' ? verdict.reason : verdict;
  return { number: row.number, verdict: verdict.kind, sentence };
};

/**
 * Takes up every flight that was under way when the service stopped: sends nothing, listens at most 3 s, judges by the
 * table, records what it saw.
 */
export const adoptFlights = async (deps: FlightDeps, actives: Actives): Promise<readonly Adoption[]> => {
  const rows = await deps.store.read
    .selectFrom('flights')
    .selectAll()
    .where('ended_at', 'is', null)
    .execute();
  const adopted = await Promise.all(rows.map((row) => adoptOne(deps, actives, row)));
  const found = adopted.filter((each) => each !== undefined);
  for (const { number, sentence } of found) deps.log('warn', `flight ${number}: ${sentence}`);
  return found;
};
