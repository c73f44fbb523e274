import type { UrgentStepView } from '../api/contract/urgent.ts';
import { refuse, ok, type Result } from '../core/result.ts';
import { droneProfile } from '../plan/profile.ts';
import type { UrgentApplicationRow } from '../store/schema-airspace.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { parsePlan } from './record-service.ts';
import type { Answer, Answers, UrgentDocument } from './urgent-document.ts';
import type { UrgentFacts } from './urgent-facts.ts';
import { FILLED_IN } from './urgent-fields.ts';
import { STANDING, type UrgentBasis } from './urgent-rules.ts';

/** What was exported last. */
export type StoredDocument = {
  readonly document: UrgentDocument;
  readonly at: number;
  readonly byName: string;
  readonly hash: string;
};

/** Applications whose answers are offered again. */
const REMEMBERED = 50;

export const answersOf = ({ answers_json }: Pick<UrgentApplicationRow, 'answers_json'>): Answers =>
  JSON.parse(answers_json) as Answers;

export const stepsOf = ({ steps_json }: UrgentApplicationRow): UrgentStepView[] =>
  JSON.parse(steps_json) as UrgentStepView[];

export const exportedOf = ({ document_json }: UrgentApplicationRow): StoredDocument | undefined =>
  document_json === null ? undefined : (JSON.parse(document_json) as StoredDocument);

/** The newest one of a flight. */
export const newestApplication = (
  reader: Reader,
  flightId: string,
): Promise<UrgentApplicationRow | undefined> =>
  reader
    .selectFrom('urgent_applications')
    .selectAll()
    .where('flight_id', '=', flightId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Whether the flight goes under an application of Art. 29. */
export const isUrgent = async (reader: Reader, flightId: string): Promise<boolean> =>
  (await reader
    .selectFrom('urgent_applications')
    .select('id')
    .where('flight_id', '=', flightId)
    .where('state', 'in', STANDING)
    .executeTakeFirst()) !== undefined;

/** What was said before of the operator and of this drone, the newest word of each. */
export const rememberedAnswers = async (reader: Reader, vehicleId: string): Promise<Answers> => {
  const rows = await reader
    .selectFrom('urgent_applications')
    .innerJoin('flights', 'flights.id', 'urgent_applications.flight_id')
    .select(['urgent_applications.answers_json', 'flights.vehicle_id'])
    .orderBy('urgent_applications.created_at', 'desc')
    .limit(REMEMBERED)
    .execute();
  const found: Record<string, Answer> = {};
  for (const { key, scope } of FILLED_IN) {
    if (scope !== 'operator' && scope !== 'drone') continue;
    const said = rows
      .filter((row) => scope === 'operator' || row.vehicle_id === vehicleId)
      .map((row) => answersOf(row)[key])
      .filter((answer) => answer !== undefined);
    const newest = said.toSorted((a, b) => b.at - a.at)[0];
    if (newest !== undefined) found[key] = newest;
  }
  return found;
};

const siteOfPad = async (reader: Reader, padId: string): Promise<UrgentFacts['from']> => {
  const row = await reader
    .selectFrom('pads')
    .innerJoin('sites', 'sites.id', 'pads.site_id')
    .select(['pads.name', 'sites.name_zh', 'sites.name_en', 'sites.address', 'sites.phone'])
    .where('pads.id', '=', padId)
    .executeTakeFirstOrThrow();
  return {
    nameZh: row.name_zh,
    nameEn: row.name_en,
    address: row.address,
    phone: row.phone,
    padName: row.name,
  };
};

const orderOf = async (reader: Reader, id: string | null): Promise<UrgentFacts['order']> => {
  if (id === null) return undefined;
  return reader.selectFrom('orders').select(['number', 'urgency']).where('id', '=', id).executeTakeFirst();
};

/** What the record knows; refused without a plan. */
export const factsOf = async (
  reader: Reader,
  row: FlightRow,
  wanted: { readonly basis: UrgentBasis; readonly takeoffAt: number },
): Promise<Result<UrgentFacts>> => {
  const stored = parsePlan(row);
  if (stored === undefined) return refuse('flights.no_plan', `Flight ${row.number} has no plan.`);
  const vehicle = await reader
    .selectFrom('vehicles')
    .innerJoin('profiles', 'profiles.id', 'vehicles.profile_id')
    .select(['vehicles.name', 'vehicles.uid', 'vehicles.simulated', 'profiles.json'])
    .where('vehicles.id', '=', row.vehicle_id)
    .executeTakeFirstOrThrow();
  return ok({
    number: row.number,
    order: row.kind === 'return' ? undefined : await orderOf(reader, row.order_id),
    vehicle: { name: vehicle.name, uid: vehicle.uid, simulated: vehicle.simulated === 1 },
    profile: droneProfile.parse(JSON.parse(vehicle.json)),
    from: await siteOfPad(reader, row.from_pad_id),
    to: await siteOfPad(reader, row.to_pad_id),
    stored,
    ...wanted,
  });
};
