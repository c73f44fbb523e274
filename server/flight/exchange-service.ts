import type { z } from 'zod';
import type { exchange, ExportFormat, PlanDifference } from '../api/contract/exchange.ts';
import type { FileAnswer } from '../api/contract/handler.ts';
import type { Actor } from '../core/access.ts';
import type { LonLat } from '../core/geo.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { compareWithQgc } from '../plan/exchange/compare-qgc.ts';
import { intentOf } from '../plan/exchange/export-intent.ts';
import { geoJsonOf, kmlOf } from '../plan/exchange/export-map.ts';
import { qgcPlanOf } from '../plan/exchange/export-qgc.ts';
import { uuidOf } from '../plan/exchange/flight-uuid.ts';
import { qgcPlan } from '../plan/exchange/qgc-plan.ts';
import { ridFlightOf } from '../plan/exchange/rid-flight.ts';
import type { Active, Actives } from './active-service.ts';
import { flightFor, type NamedFlight } from './flight-queries.ts';
import { isFresh } from './ports.ts';
import { parsePlan, type FlightDeps, type StoredPlan } from './record-service.ts';
import { isFlightAirborne, type FlightState } from './states.ts';
import { departureOf } from './traffic-service.ts';

/** A position older than this is not told as where a drone is: F3411 asks for one a second. Milliseconds. */
const SEEN_WITHIN_MS = 10_000;

const EXTENSIONS: Readonly<Record<ExportFormat, string>> = {
  intent: 'f3548.json',
  geojson: 'geojson',
  kml: 'kml',
  plan: 'plan',
};

/** MAV_STATE of a drone whose own failsafe acts. */
const EMERGENCIES = ['CRITICAL', 'EMERGENCY'];

type RidFlights = z.input<typeof exchange.ridFlights.response>;
type RidDetails = z.input<typeof exchange.ridDetails.response>;

const pretty = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const textOf = (
  { number, id, state, takeoff_at, launched_at }: NamedFlight,
  stored: StoredPlan,
  format: ExportFormat,
): Result<string> => {
  const { plan } = stored;
  if (format === 'geojson') return ok(pretty(geoJsonOf({ number, plan })));
  if (format === 'kml') return ok(kmlOf({ number, plan }));
  if (format === 'plan') return ok(pretty(qgcPlanOf(plan)));
  const departAt = takeoff_at ?? launched_at ?? departureOf(stored);
  const airborne = isFlightAirborne(state as FlightState);
  const intent = intentOf({ plan, departAt, id: uuidOf(id), airborne });
  return intent.ok ? ok(pretty(intent.value)) : intent;
};

/** Two corners as text, `lat,lng,lat,lng`. */
const isInView = (view: string | undefined, [lon, lat]: LonLat): boolean => {
  if (view === undefined) return true;
  const [lat1 = 0, lon1 = 0, lat2 = 0, lon2 = 0] = view.split(',').map(Number);
  const isBetween = (value: number, a: number, b: number): boolean =>
    value >= Math.min(a, b) && value <= Math.max(a, b);
  return isBetween(lat, lat1, lat2) && isBetween(lon, lon1, lon2);
};

type Compared = { readonly differences: PlanDifference[] };

const compared = ({ plan }: StoredPlan, file: unknown): Result<Compared> => {
  const parsed = qgcPlan.safeParse(file);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const place = first?.path.join('.') ?? 'plan';
    return refuse(
      'flights.invalid_plan_file',
      `Expected a QGroundControl plan of version 1: ${place}: ${first?.message ?? ''}`,
      { place },
    );
  }
  const differences = compareWithQgc(plan, parsed.data);
  return ok({
    differences: differences.map(({ ours, theirs, ...rest }) => ({
      ...rest,
      ours: ours ?? null,
      theirs: theirs ?? null,
    })),
  });
};

/** Plans and flights for other programs and authorities; nothing here changes anything. Failures: `flights.*`. */
export const createExchange = ({ store, clock }: FlightDeps, actives: Actives) => {
  const planOf = async (
    actor: Actor,
    id: string,
  ): Promise<Result<{ row: NamedFlight; stored: StoredPlan }>> => {
    const row = await flightFor(store.read, actor, id);
    if (!row.ok) return row;
    const stored = parsePlan(row.value);
    return stored === undefined
      ? refuse('flights.no_plan', `Flight ${row.value.number} has no plan.`)
      : ok({ row: row.value, stored });
  };

  /** Heard lately, in the air. */
  const seen = (active: Active, simulated: ReadonlySet<string>) => {
    const { position, heartbeat } = actives.factsOf(active);
    if (!isFlightAirborne(active.life.state) || position === undefined) return undefined;
    if (!isFresh(position, clock.mono(), SEEN_WITHIN_MS)) return undefined;
    const { at, altAmslM, relAltM, groundSpeedMs, climbMs, northMs, eastMs } = position.value;
    const ageMs = clock.mono() - position.at;
    return {
      id: active.number,
      simulated: simulated.has(active.vehicleId),
      saidAt: Math.round(clock.wall() - ageMs),
      // Of the link and of our own clock: what was said was measured before it was heard.
      accuracyS: 1,
      at,
      altAmslM,
      relAltM,
      groundSpeedMs,
      climbMs,
      northMs,
      eastMs,
      isEmergency: EMERGENCIES.includes(heartbeat?.value.status ?? ''),
    };
  };

  const simulatedDrones = async (): Promise<ReadonlySet<string>> => {
    const rows = await store.read.selectFrom('vehicles').select('id').where('simulated', '=', 1).execute();
    return new Set(rows.map(({ id }) => id));
  };

  return {
    export: async (actor: Actor, id: string, format: ExportFormat): Promise<Result<FileAnswer>> => {
      const found = await planOf(actor, id);
      if (!found.ok) return found;
      const { row, stored } = found.value;
      const text = textOf(row, stored, format);
      return text.ok ? ok({ text: text.value, downloadName: `${row.number}.${EXTENSIONS[format]}` }) : text;
    },

    compare: async (actor: Actor, id: string, file: unknown): Promise<Result<Compared>> => {
      const found = await planOf(actor, id);
      return found.ok ? compared(found.value.stored, file) : found;
    },

    ridFlights: async (view: string | undefined): Promise<Result<RidFlights>> => {
      const simulated = await simulatedDrones();
      const flights = actives.all().flatMap((active) => {
        const sighting = seen(active, simulated);
        return sighting !== undefined && isInView(view, sighting.at) ? [ridFlightOf(sighting)] : [];
      });
      return ok({
        timestamp: { value: new Date(clock.wall()).toISOString(), format: 'RFC3339' },
        flights,
        no_isas_present: false,
      });
    },

    /** By the flight's id or by the number that `ridFlights` names it by. */
    ridDetails: (id: string): Result<RidDetails> => {
      const known = actives.all().find((active) => active.id === id || active.number.toLowerCase() === id);
      if (known === undefined || !isFlightAirborne(known.life.state))
        return refuse('flights.not_found', `There is no flight ${id} in the air.`);
      const { at } = known.plan.inFlight?.home ?? known.plan.from;
      return ok({
        details: {
          id: known.number,
          operation_description: 'Urgent delivery of blood',
          // Nobody pilots from a place of his own: the standard then takes the place of take-off.
          operator_location: { position: { lat: at[1], lng: at[0] }, altitude_type: 'Takeoff' },
          uas_id: { utm_id: uuidOf(known.id) },
        },
      });
    },
  };
};
