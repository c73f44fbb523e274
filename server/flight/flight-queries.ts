import type { z } from 'zod';
import type { Flight, flights } from '../api/contract/flights.ts';
import type { PlanView } from '../api/contract/plan-view.ts';
import { may, type Actor } from '../core/access.ts';
import type { WallMs } from '../core/clock.ts';
import type { LonLat } from '../core/geo.ts';
import type { Issue } from '../core/issue.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { placeAtS } from '../plan/alternates/place.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { parseLaunch, parsePlan, type StoredPlan } from './record-service.ts';
import type { FlightKind, FlightState } from './states.ts';

export type ListQuery = z.output<typeof flights.list.query>;

/** Whose flights an actor may see: undefined = all, else those of one hospital's orders. */
const siteScope = (actor: Actor): string | undefined =>
  may(actor.role, 'flight.read.all') ? undefined : (actor.siteId ?? '');

/** A flight row with the names that its view shows. */
export type NamedFlight = FlightRow & {
  readonly orderNumber: string | null;
  readonly orderSiteId: string | null;
  readonly vehicleName: string;
  readonly fromSiteId: string;
  readonly toSiteId: string;
  readonly heldBoxesJson: string | null;
};

const named = (reader: Reader) =>
  reader
    .selectFrom('flights')
    .innerJoin('vehicles', 'vehicles.id', 'flights.vehicle_id')
    .innerJoin('pads as from_pad', 'from_pad.id', 'flights.from_pad_id')
    .innerJoin('pads as to_pad', 'to_pad.id', 'flights.to_pad_id')
    .leftJoin('orders', 'orders.id', 'flights.order_id');

/** With the names that a flight is shown with, and the boxes aboard that are out of use. */
const withNames = (query: ReturnType<typeof named>) =>
  query
    .selectAll('flights')
    .select([
      'orders.number as orderNumber',
      'orders.site_id as orderSiteId',
      'vehicles.name as vehicleName',
      'from_pad.site_id as fromSiteId',
      'to_pad.site_id as toSiteId',
    ])
    .select((eb) =>
      eb
        .selectFrom('quarantined_boxes')
        .innerJoin('failed_deliveries', 'failed_deliveries.id', 'quarantined_boxes.failure_id')
        .whereRef('failed_deliveries.flight_id', '=', 'flights.id')
        .select(({ fn }) => fn<string>('json_group_array', ['quarantined_boxes.box_no']).as('numbers'))
        .as('heldBoxesJson'),
    );

/** One flight if the actor may know of it; another hospital's is "not found" (INV-D8). */
export const flightFor = async (reader: Reader, actor: Actor, id: string): Promise<Result<NamedFlight>> => {
  const scope = siteScope(actor);
  let query = withNames(named(reader)).where('flights.id', '=', id);
  if (scope !== undefined) query = query.where('orders.site_id', '=', scope);
  const row = await query.executeTakeFirst();
  return row === undefined ? refuse('flights.not_found', `There is no flight ${id}.`) : ok(row);
};

const filtered = (reader: Reader, actor: Actor, query: ListQuery) => {
  const scope = siteScope(actor);
  let select = named(reader);
  if (scope !== undefined) select = select.where('orders.site_id', '=', scope);
  if (query.view === 'open') select = select.where('flights.ended_at', 'is', null);
  if (query.view === 'ended') select = select.where('flights.ended_at', 'is not', null);
  if (query.vehicleId !== undefined) select = select.where('flights.vehicle_id', '=', query.vehicleId);
  if (query.state !== undefined) select = select.where('flights.state', '=', query.state);
  if (query.kind !== undefined) select = select.where('flights.kind', '=', query.kind);
  if (query.from !== undefined) select = select.where('flights.created_at', '>=', query.from);
  if (query.to !== undefined) select = select.where('flights.created_at', '<', query.to);
  const { siteId, q } = query;
  if (siteId !== undefined)
    select = select.where((where) =>
      where.or([where('from_pad.site_id', '=', siteId), where('to_pad.site_id', '=', siteId)]),
    );
  if (q !== undefined && q !== '')
    select = select.where((where) =>
      where.or([
        where('flights.number', 'like', `%${q}%`),
        where('orders.number', 'like', `%${q}%`),
        where('vehicles.name', 'like', `%${q}%`),
      ]),
    );
  return select;
};

/** Newest first, with the number of all that match. */
export const listFlights = async (
  reader: Reader,
  actor: Actor,
  query: ListQuery,
): Promise<{ rows: NamedFlight[]; total: number }> => {
  const rows = await withNames(filtered(reader, actor, query))
    .orderBy('flights.created_at', 'desc')
    .orderBy('flights.number', 'desc')
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  const count = await filtered(reader, actor, query)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows, total: count.total };
};

/** Plans of before there were alternates have none. */
const landingView = (
  plan: Omit<Plan, 'alternates'> & Partial<Pick<Plan, 'alternates'>>,
): Pick<PlanView, 'alternates' | 'pointOfNoReturn'> => {
  const lastS = plan.pointOfNoReturnS;
  const told = plan.issues.find(({ id }) => id === 'plan.point_of_no_return');
  return {
    alternates: (plan.alternates ?? []).map(({ padId: _, ...one }) => ({
      ...one,
      fromAt: placeAtS(plan, one.fromS),
    })),
    pointOfNoReturn:
      lastS === undefined
        ? null
        : { atS: lastS, at: placeAtS(plan, lastS), overWater: told?.params?.['water'] === 1 },
  };
};

const profileView = (plan: Plan): PlanView['profile'] => {
  const { from, to, ground, distanceM } = plan;
  return {
    isKnown: ground !== undefined,
    stepM: ground?.stepM ?? distanceM,
    amslM: ground === undefined ? [from.groundAmslM, to.groundAmslM] : [...ground.amslM],
    takeoffAmslM: from.groundAmslM + from.heightM,
    landingAmslM: to.groundAmslM + to.heightM,
  };
};

const ringOf = (ring: readonly LonLat[]): [number, number][] => ring.map(([lon, lat]) => [lon, lat]);

/** Plans of before there were outlines have none. */
const outlinesView = (
  plan: Omit<Plan, 'sora' | 'reach'> & {
    readonly sora?: Partial<Plan['sora']>;
    readonly reach?: Plan['reach'];
  },
): Pick<PlanView, 'volumes' | 'fence' | 'reach'> => {
  const { geography, operational, groundRisk, geographyM, contingencyM, groundRiskM } = plan.sora ?? {};
  const isWhole = geography !== undefined && operational !== undefined && groundRisk !== undefined;
  return {
    volumes: isWhole
      ? {
          geography: ringOf(geography),
          operational: ringOf(operational),
          groundRisk: ringOf(groundRisk),
          geographyM: geographyM ?? 0,
          contingencyM: contingencyM ?? 0,
          groundRiskM: groundRiskM ?? 0,
        }
      : null,
    fence: plan.fence.map(({ inclusion, ring }) => ({ inclusion, ring: ringOf(ring) })),
    reach: ringOf(plan.reach ?? []),
  };
};

const planView = ({ plan, airspaceVersion, windFrom }: StoredPlan): PlanView => ({
  wind: plan.wind === undefined || windFrom === undefined ? null : { ...plan.wind, ...windFrom },
  hash: plan.hash,
  legs: plan.legs.map((leg, i) => ({
    from: leg.from,
    to: leg.to,
    relAltM: leg.relAltM,
    distanceM: leg.distanceM,
    flightS: leg.etaS - (plan.legs[i - 1]?.etaS ?? 0),
    minClearanceM: leg.minClearanceM,
  })),
  distanceM: plan.distanceM,
  flightS: plan.flightS,
  batteryUsedPct: plan.battery.usedPct,
  batteryLandingPct: plan.battery.landingPct,
  reservePct: plan.battery.reservePct,
  margin: plan.margin ?? null,
  eta: plan.eta ?? null,
  ...landingView(plan),
  profile: profileView(plan),
  ...outlinesView(plan),
  payloadKg: plan.payloadKg,
  airspaceVersion,
});

/** What of the moment a view shows besides the record. */
export type Moment = {
  readonly progress: Flight['progress'];
  /** Of the plan and, before launch, of the vehicle and the pads now. */
  readonly issues: readonly Issue[];
  /** Before launch, for staff. */
  readonly preflight: Flight['preflight'];
  /** For staff. */
  readonly reroute: Flight['reroute'];
};

const parsed = (json: string | null): unknown => (json === null ? null : JSON.parse(json));

/** Without the names of staff for those who may not know them. */
const signed = <T extends { readonly personId: string; readonly name: string }>(
  signature: T | null,
  actor: Actor,
): T | null =>
  signature === null || may(actor.role, 'flight.read.all') || signature.personId === actor.personId
    ? signature
    : { ...signature, personId: 'staff', name: '' };

const turnaroundView = (json: string | null, actor: Actor): Flight['turnaround'] => {
  const stored = parsed(json) as Flight['turnaround'];
  const by = stored && signed(stored.by, actor);
  return stored === null || by === null ? null : { ...stored, by };
};

export const flightView = (row: NamedFlight, moment: Moment, actor: Actor): Flight => {
  const stored = parsePlan(row);
  return {
    id: row.id,
    number: row.number,
    kind: row.kind as FlightKind,
    state: row.state as FlightState,
    stateReason: row.state_reason,
    orderId: row.order_id,
    orderNumber: row.orderNumber,
    vehicleId: row.vehicle_id,
    vehicleName: row.vehicleName,
    fromPadId: row.from_pad_id,
    toPadId: row.to_pad_id,
    fromSiteId: row.fromSiteId,
    toSiteId: row.toSiteId,
    standsElsewhere: row.landed_at !== null && row.orderSiteId !== null && row.orderSiteId !== row.toSiteId,
    heldBoxes: JSON.parse(row.heldBoxesJson ?? '[]') as string[],
    createdAt: row.created_at,
    launchedAt: row.launched_at,
    takeoffAt: row.takeoff_at,
    landedAt: row.landed_at,
    endedAt: row.ended_at,
    plan: stored === undefined ? null : planView(stored),
    issues: moment.issues.map((issue) => ({ ...issue })),
    preflight: moment.preflight,
    launch: [...parseLaunch(row).steps],
    launchedBy: signed(parsed(row.launched_by_json) as Flight['launchedBy'], actor),
    progress: moment.progress,
    reroute: moment.reroute,
    turnaround: turnaroundView(row.turnaround_json, actor),
    summary: parsed(row.summary_json) as Flight['summary'],
  };
};

/** `pads.clear_json`. */
export type PadClear = { readonly clear: boolean; readonly expiresAt: WallMs };

export const padClear = (json: string | null): PadClear | undefined =>
  (parsed(json) as PadClear | null) ?? undefined;
