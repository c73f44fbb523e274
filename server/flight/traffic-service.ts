import type { LonLat } from '../core/geo.ts';
import { SLOT_HOLD_S } from '../plan/conflict/limits.ts';
import { remainingVolumes } from '../plan/conflict/remaining.ts';
import { conflictsOf, trafficOf, type Other, type Traffic } from '../plan/conflict/traffic.ts';
import { volumesOf, type Volume } from '../plan/conflict/volume.ts';
import { intentVolumes } from '../plan/exchange/intent-volumes.ts';
import { planeAt, type Plane } from '../plan/geometry.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { activeOf, type Active, type Actives } from './active-service.ts';
import { detailsOf, openIntents } from './intent-queries.ts';
import { parsePlan, type FlightDeps, type StoredPlan } from './record-service.ts';
import { isFlightAirborne, isFlightEnded, type FlightState } from './states.ts';

/** On its way by its plan; else nobody knows what it will do next. */
const AS_PLANNED: readonly FlightState[] = ['CONFIRMED', 'CLIMBING', 'EN_ROUTE', 'ARRIVING', 'DIVERTING'];

/** When a flight in preparation means to leave, milliseconds since 1970 UTC. */
export const departureOf = ({ departAt, plannedAt }: Pick<StoredPlan, 'departAt' | 'plannedAt'>): number =>
  departAt ?? plannedAt;

/** A flight that another one in preparation is judged against: by departure, then by number. */
export type Turn = { readonly number: string; readonly departAt: number };

const holdsItsTurn = ({ departAt }: Turn, wall: number): boolean => wall <= departAt + SLOT_HOLD_S * 1000;

/**
 * Whether the other one goes first: its turn has not passed, and it is before ours. One whose turn has passed is as
 * one that leaves now: so no two ever wait for each other.
 */
export const goesFirst = (other: Turn, own: Turn, wall: number): boolean => {
  if (!holdsItsTurn(other, wall)) return false;
  const ours = holdsItsTurn(own, wall) ? own.departAt : Math.max(own.departAt, wall);
  return other.departAt < ours || (other.departAt === ours && other.number < own.number);
};

/** A flight of the record that has a plan and is not launched. */
export type Prepared = {
  readonly row: FlightRow;
  readonly stored: StoredPlan;
  readonly turn: Turn;
};

const preparedFlights = async (reader: Reader): Promise<Prepared[]> => {
  const rows = await reader
    .selectFrom('flights')
    .selectAll()
    .where('launched_at', 'is', null)
    .where('ended_at', 'is', null)
    .where('plan_json', 'is not', null)
    .execute();
  return rows.flatMap((row) => {
    const stored = parsePlan(row);
    return stored === undefined
      ? []
      : [{ row, stored, turn: { number: row.number, departAt: departureOf(stored) } }];
  });
};

/** Who else uses the air that a flight wants, as of now. */
export const createTraffic = ({ store, clock }: Pick<FlightDeps, 'store' | 'clock'>, actives: Actives) => {
  /** One that has been launched: what is left of its way, or all of it while it stands. */
  const launchedVolumes = (active: Active, plane: Plane): Volume[] => {
    const { plan, life, progress } = active;
    const nowS = clock.wall() / 1000;
    if (!isFlightAirborne(life.state)) return life.tookOff ? [] : volumesOf(plan, nowS, plane);
    const position = actives.factsOf(active).position?.value;
    if (position === undefined || progress === undefined) return volumesOf(plan, nowS, plane);
    const asPlanned = AS_PLANNED.includes(life.state);
    return remainingVolumes(
      { plan, progress, at: position.at, altAmslM: position.altAmslM, nowS, asPlanned },
      plane,
    );
  };

  /** A launch is in the record a moment before it is watched. */
  const notWatched = async (reader: Reader, ownId: string): Promise<Active[]> => {
    const rows = await reader
      .selectFrom('flights')
      .selectAll()
      .where('launched_at', 'is not', null)
      .where('landed_at', 'is', null)
      .where('ended_at', 'is', null)
      .where('id', '!=', ownId)
      .execute();
    return rows.flatMap((row) => {
      const active = actives.get(row.id) === undefined ? activeOf(row) : undefined;
      return active === undefined ? [] : [active];
    });
  };

  const launched = async (reader: Reader, ownId: string, plane: Plane): Promise<Other[]> => {
    const watched = actives
      .all()
      .filter(({ id, life }) => id !== ownId && !isFlightEnded(life.state) && life.state !== 'LANDED');
    return [...watched, ...(await notWatched(reader, ownId))].map((active) => ({
      id: active.id,
      name: active.number,
      kind: 'flight',
      volumes: launchedVolumes(active, plane),
    }));
  };

  const intents = async (reader: Reader, plane: Plane): Promise<Other[]> =>
    (await openIntents(reader, clock.wall())).map((row) => ({
      id: row.id,
      name: `${row.source} ${row.reference}`,
      kind: 'intent',
      volumes: intentVolumes(detailsOf(row), plane),
    }));

  /** Flights in preparation whose turn is before this one's. */
  const preparedBefore = async (reader: Reader, ownId: string, own: Turn): Promise<Prepared[]> =>
    (await preparedFlights(reader)).filter(
      ({ row, turn }) => row.id !== ownId && goesFirst(turn, own, clock.wall()),
    );

  const preparedOthers = (prepared: readonly Prepared[], plane: Plane): Other[] =>
    prepared.map(({ row, stored, turn }) => ({
      id: row.id,
      name: row.number,
      kind: 'flight',
      volumes: volumesOf(stored.plan, Math.max(turn.departAt, clock.wall()) / 1000, plane),
    }));

  return {
    preparedBefore,

    /** Everybody in the air or about to be, all intents, and flights in preparation that go first. */
    around: async (
      at: LonLat,
      { id, prepared = [] }: { readonly id: string; readonly prepared?: readonly Prepared[] },
      reader: Reader = store.read,
    ): Promise<{ readonly plane: Plane; readonly traffic: Traffic }> => {
      const plane = planeAt(at);
      const others = [
        ...(await launched(reader, id, plane)),
        ...(await intents(reader, plane)),
        ...preparedOthers(prepared, plane),
      ];
      return { plane, traffic: trafficOf(others) };
    },

    /** Conflicts of a new way of a flight in the air that begins now. */
    ofReroute: async (id: string, plan: Plan) => {
      const plane = planeAt(plan.from.at);
      const { read } = store;
      const traffic = trafficOf([...(await launched(read, id, plane)), ...(await intents(read, plane))]);
      return conflictsOf(volumesOf(plan, clock.wall() / 1000, plane), traffic);
    },
  };
};

export type TrafficService = ReturnType<typeof createTraffic>;
