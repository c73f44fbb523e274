import type { FileAnswer } from '../api/contract/handler.ts';
import type { Clock, Timer, WallMs } from '../core/clock.ts';
import type { Printer } from '../core/paper.ts';
import type { Disk } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';
import type { FlightLog } from '../flight/ports.ts';
import { isDrill } from '../store/drill.ts';
import type { Reader, Store } from '../store/store.ts';
import { paperPack, type Snapshot } from './paper-pack.ts';
import { contentsWord, flightWord, orderWord } from './paper-words.ts';

/** The pack has to lie ready before the system is down: renewed that often, milliseconds. */
const RENEW_MS = 3_600_000;
const FILE = 'paper-pack.pdf';
const FRESH = 'paper-pack.new.pdf';

const OPEN_ORDERS = [
  'SUBMITTED',
  'ACCEPTED',
  'RESERVED',
  'PACKED',
  'IN_FLIGHT',
  'DELIVERED',
  'REQUEUED',
  'BY_ROAD',
];
/** China has one time: UTC+8. */
const CHINA_MS = 8 * 3_600_000;

const moment = (at: number | null): string =>
  at === null ? '' : new Date(at + CHINA_MS).toISOString().slice(0, 16).replace('T', ' ');

const ordersOf = async (reader: Reader): Promise<string[][]> => {
  const rows = await reader
    .selectFrom('orders')
    .innerJoin('sites', 'sites.id', 'orders.site_id')
    .select([
      'orders.id',
      'orders.number',
      'orders.request_no',
      'orders.ward_phone',
      'orders.state',
      'orders.due_at',
      'sites.name_zh',
    ])
    .where('orders.state', 'in', OPEN_ORDERS)
    .orderBy('orders.due_at')
    .execute();
  const lines = await reader.selectFrom('order_lines').selectAll().execute();
  return rows.map((row) => [
    [row.number, row.request_no].join(' / '),
    [row.name_zh, row.ward_phone].filter((text) => text !== '').join(' / '),
    orderWord(row.state),
    lines
      .filter((line) => line.order_id === row.id)
      .map(contentsWord)
      .join('; '),
    moment(row.due_at),
  ]);
};

const flightsOf = async (reader: Reader): Promise<string[][]> => {
  const rows = await reader
    .selectFrom('flights')
    .innerJoin('vehicles', 'vehicles.id', 'flights.vehicle_id')
    .innerJoin('pads', 'pads.id', 'flights.to_pad_id')
    .innerJoin('sites', 'sites.id', 'pads.site_id')
    .select(['flights.number', 'flights.state', 'flights.takeoff_at', 'vehicles.name', 'sites.name_zh'])
    .where('flights.ended_at', 'is', null)
    .orderBy('flights.number')
    .execute();
  return rows.map((row) => [
    row.number,
    row.name,
    flightWord(row.state),
    row.name_zh,
    moment(row.takeoff_at),
  ]);
};

/** Boxes of open orders, and those that nobody may use before they are decided. */
const boxesOf = async (reader: Reader): Promise<string[][]> => {
  const rows = await reader
    .selectFrom('boxes')
    .innerJoin('orders', 'orders.id', 'boxes.order_id')
    .leftJoin('flights', 'flights.id', 'boxes.flight_id')
    .leftJoin('vehicles', 'vehicles.id', 'flights.vehicle_id')
    .leftJoin('quarantined_boxes', (join) =>
      join.onRef('quarantined_boxes.box_id', '=', 'boxes.id').on('quarantined_boxes.state', '=', 'HELD'),
    )
    .select([
      'boxes.id',
      'boxes.box_no',
      'boxes.seal_no',
      'boxes.loaded_json',
      'boxes.unloaded_json',
      'orders.number',
      'vehicles.name',
      'quarantined_boxes.units_json as held',
    ])
    .where((where) =>
      where.or([where('orders.state', 'in', OPEN_ORDERS), where('quarantined_boxes.id', 'is not', null)]),
    )
    .orderBy('boxes.box_no')
    .execute();
  const units = await reader
    .selectFrom('units')
    .select(['din', 'box_id'])
    .where('box_id', 'is not', null)
    .execute();
  const whereIs = (row: (typeof rows)[number]): string => {
    if (row.held !== null) return '隔离，待判定 held';
    if (row.unloaded_json !== null) return '医院 at the hospital';
    return row.loaded_json === null ? '血液中心 at the centre' : `${row.name ?? '陆路 road'} 机上 aboard`;
  };
  return rows.map((row) => [
    row.box_no,
    row.seal_no,
    row.number,
    (row.held === null
      ? units.filter(({ box_id: id }) => id === row.id).map(({ din }) => din)
      : (JSON.parse(row.held) as string[])
    ).join(', '),
    whereIs(row),
  ]);
};

const snapshotOf = async (reader: Reader, now: WallMs): Promise<Snapshot> => {
  const sites = await reader.selectFrom('sites').selectAll().orderBy('role').orderBy('id').execute();
  return {
    at: moment(now),
    drill: await isDrill(reader),
    orders: await ordersOf(reader),
    flights: await flightsOf(reader),
    boxes: await boxesOf(reader),
    contacts: sites.map((site) => [`${site.name_zh} ${site.name_en}`, site.phone, site.address]),
  };
};

export type PaperDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly disk: Disk;
  readonly print: Printer;
  readonly log: FlightLog;
};

/** The printable pack for the case that the system is down: on demand, and always in the data folder. */
export const createPaperPack = ({ store, clock, disk, print, log }: PaperDeps) => {
  let timer: Timer | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const write = async (): Promise<void> => {
    const bytes = await print(paperPack(await snapshotOf(store.read, clock.wall())));
    await disk.remove(FRESH);
    const file = disk.openAppend(FRESH);
    file.append(bytes);
    file.sync();
    file.close();
    await disk.rename(FRESH, FILE);
  };
  /** One after another: two at once would write into one file. */
  const inTurn = (): Promise<void> => {
    const next = writing.then(write);
    writing = next.catch(() => undefined);
    return next;
  };
  const renew = (): void => {
    inTurn().catch((error: unknown) =>
      log('error', 'the paper pack could not be written', {
        error: error instanceof Error ? error.message : 'unknown',
      }),
    );
  };

  return {
    file: async (): Promise<Result<FileAnswer>> => {
      await inTurn();
      return ok({ path: FILE, downloadName: 'lifeline-paper-pack.pdf' });
    },
    start: (): void => {
      renew();
      timer = clock.every(RENEW_MS, renew);
    },
    stop: async (): Promise<void> => {
      timer?.cancel();
      await writing;
    },
  };
};
