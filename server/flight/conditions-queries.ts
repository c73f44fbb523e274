import type { AirspaceApprovalView, WeatherView } from '../api/contract/preflight.ts';
import type { WallMs } from '../core/clock.ts';
import type { AirspaceApprovalRow, FlightTickRow, WeatherRow } from '../store/schema-launch.ts';
import type { Reader } from '../store/store.ts';
import type { Tick } from './preflight-table.ts';
import { WEATHER_GOOD_MS, type Weather } from './weather.ts';

/** Reports that pages show. */
const SHOWN = 10;

const signatureOf = (row: { person_id: string; person_name: string }, at: number) => ({
  personId: row.person_id,
  name: row.person_name,
  at,
});

export const weatherView = (row: WeatherRow): WeatherView => ({
  ...(JSON.parse(row.json) as Omit<Weather, 'at'>),
  id: row.id,
  at: row.at,
  source: row.source,
  by: signatureOf(row, row.entered_at),
  validUntil: row.at + WEATHER_GOOD_MS,
  demo: row.demo === 1,
});

export const approvalView = (row: AirspaceApprovalRow): AirspaceApprovalView => ({
  id: row.id,
  number: row.number,
  from: row.valid_from,
  to: row.valid_to,
  note: row.note,
  by: signatureOf(row, row.entered_at),
  demo: row.demo === 1,
});

/** Newest observation first; of two of one moment the one that was entered last. */
export const latestWeather = (reader: Reader, limit = SHOWN): Promise<WeatherRow[]> =>
  reader
    .selectFrom('weather')
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy('entered_at', 'desc')
    .limit(limit)
    .execute();

/** Those that count now or later. */
export const openApprovals = (reader: Reader, wall: WallMs): Promise<AirspaceApprovalRow[]> =>
  reader
    .selectFrom('airspace_approvals')
    .selectAll()
    .where('valid_to', '>', wall)
    .where('withdrawn_at', 'is', null)
    .orderBy('valid_from')
    .execute();

export type TickView = { readonly tick: Tick; readonly by: ReturnType<typeof signatureOf> };

const tickView = (row: FlightTickRow): TickView => ({ tick: row.tick as Tick, by: signatureOf(row, row.at) });

export const ticksOf = async (reader: Reader, flightId: string): Promise<TickView[]> => {
  const rows = await reader
    .selectFrom('flight_ticks')
    .selectAll()
    .where('flight_id', '=', flightId)
    .orderBy('tick')
    .execute();
  return rows.map(tickView);
};
