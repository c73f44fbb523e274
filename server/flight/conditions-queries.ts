import type { AirspaceApprovalView, WeatherView } from '../api/contract/preflight.ts';
import type { WallMs } from '../core/clock.ts';
import type { AirspaceApprovalRow, FlightTickRow, WeatherRow } from '../store/schema-launch.ts';
import type { TakeoffConfirmationRow } from '../store/schema-airspace.ts';
import type { Reader } from '../store/store.ts';
import type { ApprovalCorridor } from './approval-corridor.ts';
import type { Tick } from './preflight-table.ts';
import { GOOD_MS, windAtHeight, worstOf, type Weather, type WeatherKind } from './weather.ts';
import type { Wind } from '../plan/energy.ts';
import { CRUISE_REL_ALT_M } from '../plan/limits.ts';

/** Reports that pages show. */
const SHOWN = 10;

const signatureOf = (row: { person_id: string; person_name: string }, at: number) => ({
  personId: row.person_id,
  name: row.person_name,
  at,
});

/** A wind that a plan reckons with, and who told it when. */
export type ToldWind = { readonly wind: Wind; readonly source: string; readonly at: number };

/** Height of the wind of reports that name none: that of WMO stations, metres above ground. */
const STATION_M = 10;

type Stored = Omit<Weather, 'at'> & {
  readonly kind?: WeatherKind;
  readonly windFromDeg?: number | null;
  readonly measuredAtM?: number;
};

const viewOf = (
  row: WeatherRow,
  { kind = 'manual', windFromDeg, measuredAtM, ...figures }: Stored,
): WeatherView => ({
  ...figures,
  kind,
  windFromDeg: windFromDeg ?? null,
  measuredAtM: measuredAtM ?? STATION_M,
  id: row.id,
  at: row.at,
  source: row.source,
  by: signatureOf(row, row.entered_at),
  validUntil: row.at + GOOD_MS[kind],
  demo: row.demo === 1,
});

export const weatherView = (row: WeatherRow): WeatherView => viewOf(row, JSON.parse(row.json) as Stored);

export const approvalView = (
  row: AirspaceApprovalRow,
  words: readonly TakeoffConfirmationRow[] = [],
): AirspaceApprovalView => ({
  id: row.id,
  number: row.number,
  from: row.valid_from,
  to: row.valid_to,
  note: row.note,
  corridor: row.corridor_json === null ? null : (JSON.parse(row.corridor_json) as ApprovalCorridor),
  confirmations:
    row.needs_confirmation === 1
      ? words
          .filter(({ approval_id }) => approval_id === row.id)
          .map(({ takeoff_at, reference }) => ({ takeoffAt: takeoff_at, reference }))
      : null,
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

/** More than the sources tell within the longest time that a reading counts. */
const RECENT = 200;

/** Newest first: what may count now. The answer can be kept, it does not depend on the time. */
export const recentWeather = (reader: Reader): Promise<WeatherRow[]> => latestWeather(reader, RECENT);

/** What counts now, of all sources; the newest of all where nothing is fresh, for a page to show how old it is. */
export const weatherAt = (rows: readonly WeatherRow[], wall: number): WeatherView | undefined => {
  const views = rows.map(weatherView);
  return worstOf(views, wall) ?? views[0];
};

/** The wind at a height above ground, with its source; undefined where no direction is told, or nothing is fresh. */
export const windAt = (
  rows: readonly WeatherRow[],
  wall: number,
  heightM = CRUISE_REL_ALT_M,
): ToldWind | undefined => {
  const worst = worstOf(rows.map(weatherView), wall);
  if (worst === undefined || worst.windFromDeg === null) return undefined;
  const { windMs, gustMs, windFromDeg: fromDeg, measuredAtM, source, at } = worst;
  const up = (ms: number): number => Math.round(windAtHeight(ms, measuredAtM, heightM) * 10) / 10;
  return { wind: { fromDeg, meanMs: up(windMs), gustMs: up(gustMs) }, source, at };
};

/** Those that count now or later. */
export const openApprovals = (reader: Reader, wall: WallMs): Promise<AirspaceApprovalRow[]> =>
  reader
    .selectFrom('airspace_approvals')
    .selectAll()
    .where('valid_to', '>', wall)
    .where('withdrawn_at', 'is', null)
    .orderBy('valid_from')
    .execute();

/** With the confirmations of take-offs that each has. */
export const openApprovalViews = async (reader: Reader, wall: WallMs): Promise<AirspaceApprovalView[]> => {
  const rows = await openApprovals(reader, wall);
  const ids = rows.map(({ id }) => id);
  const words = await reader
    .selectFrom('takeoff_confirmations')
    .selectAll()
    .where('approval_id', 'in', ids)
    .orderBy('takeoff_at')
    .execute();
  return rows.map((row) => approvalView(row, words));
};

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
