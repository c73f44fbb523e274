import type { z } from 'zod';
import type { Flight, flights } from '../api/contract/flights.ts';
import { may, type Actor } from '../core/access.ts';
import { wallMs, type WallMs } from '../core/clock.ts';
import type { Issue } from '../core/issue.ts';
import { ok, type Result } from '../core/result.ts';
import type { Active, Actives } from './active-service.ts';
import { ticksOf } from './conditions-queries.ts';
import { flightFor, flightView, listFlights, type ListQuery, type NamedFlight } from './flight-queries.ts';
import type { Ground } from './ground-service.ts';
import type { LaunchRequests } from './launch-request-service.ts';
import { isFresh } from './ports.ts';
import { readLaunchRecord } from './preflight-record-queries.ts';
import { reasonText } from './reasons.ts';
import type { FlightDeps } from './record-service.ts';
import type { FlightState } from './states.ts';

type Timeline = z.input<typeof flights.timeline.response>;

/** Facts of one flight; even a long story has some hundred. */
const TIMELINE_LIMIT = 5000;
/** A position older than that says nothing about the arrival: the drone counts as lost then. */
const ETA_AGE_MS = 5000;

/** On its way there; a flight that holds or returns arrives at no time that anybody knows. */
const ON_THE_WAY: readonly FlightState[] = ['CLIMBING', 'EN_ROUTE', 'ARRIVING'];

/** What readers see of flights; a hospital sees those of its own orders. */
export const createViews = (
  deps: FlightDeps,
  actives: Actives,
  { ground, requests }: { readonly ground: Ground; readonly requests: LaunchRequests },
) => {
  const { store, clock } = deps;

  /** Expected landing at its pad; undefined unless it is on the way there and seen lately. */
  const etaOfActive = (active: Active): WallMs | undefined => {
    const { position } = actives.factsOf(active);
    const known = ON_THE_WAY.includes(active.life.state) && isFresh(position, clock.mono(), ETA_AGE_MS);
    const seconds = known ? active.progress?.etaS : undefined;
    return seconds === undefined ? undefined : wallMs(Math.round(clock.wall() + seconds * 1000));
  };

  const progressView = (id: string): Flight['progress'] => {
    const active = actives.get(id);
    if (active?.progress === undefined) return null;
    const { share, remainingM, crossTrackM } = active.progress;
    return { fraction: share, remainingM, crossTrackM, etaAt: etaOfActive(active) ?? null };
  };

  const rerouteView = (id: string): Flight['reroute'] => {
    const reroute = actives.get(id)?.reroute;
    return reroute === undefined ? null : { ...reroute, failed: reroute.failed ?? null };
  };

  /** What cannot be recorded now is shown all the same. */
  const asFlown = (row: NamedFlight): NamedFlight => {
    const active = actives.get(row.id);
    if (active?.unwritten !== true) return row;
    return { ...row, state: active.life.state, state_reason: reasonText(active.life.reason) };
  };

  const viewOf = async (recorded: NamedFlight, actor: Actor): Promise<Flight> => {
    const row = asFlown(recorded);
    const isBefore = row.launched_at === null && row.ended_at === null;
    const issues: readonly Issue[] = isBefore
      ? await ground.issuesOf(row)
      : (JSON.parse(row.issues_json) as Issue[]);
    const isStaff = may(actor.role, 'flight.read.all');
    const preflight =
      isBefore && isStaff
        ? { ticks: await ticksOf(store.read, row.id), request: await requests.waitingFor(row.id) }
        : null;
    return flightView(
      row,
      {
        progress: progressView(row.id),
        // They name other flights and other people's pads (INV-D8).
        issues: isStaff ? issues : [],
        preflight,
        reroute: isStaff ? rerouteView(row.id) : null,
      },
      actor,
    );
  };

  const get = async (actor: Actor, id: string): Promise<Result<Flight>> => {
    const row = await flightFor(store.read, actor, id);
    return row.ok ? ok(await viewOf(row.value, actor)) : row;
  };

  const list = async (
    actor: Actor,
    query: ListQuery,
  ): Promise<Result<{ flights: Flight[]; total: number }>> => {
    const { rows, total } = await listFlights(store.read, actor, query);
    const views = await Promise.all(rows.map((row) => viewOf(row, actor)));
    return ok({ flights: views, total });
  };

  const timeline = async (actor: Actor, id: string): Promise<Result<Timeline>> => {
    const row = await flightFor(store.read, actor, id);
    if (!row.ok) return row;
    const events = await store.events({ subject: `flight:${id}`, limit: TIMELINE_LIMIT });
    const entries = events.map(({ seq, at, type, actorName, data }) => ({
      seq,
      at,
      type,
      by: actorName,
      data: { ...data },
    }));
    return ok({ entries });
  };

  const launchRecord = (id: string) => readLaunchRecord(store.read, id);

  return { get, list, timeline, launchRecord, etaOfActive };
};
