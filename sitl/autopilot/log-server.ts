import { common } from 'mavlink-mappings';
import { isMessage, type MavMessage } from '../../server/mavlink/codec.ts';
import { createFaultyOutlet, createPace } from './file-faults.ts';
import type { VehicleService } from './service.ts';
import type { Autopilot } from './state.ts';

/** LOG_DATA.data. */
const DATA_BYTES = 90;
const PER_TICK = 200;
const LOG_FOLDER = 'log';
const ALL = 0xffff;

type Data = { readonly id: number; readonly ofs: number; readonly bytes: Uint8Array };

const isForUs = (ap: Autopilot, message: MavMessage): boolean => {
  const { targetSystem, targetComponent } = message.fields;
  return targetSystem === ap.sysid && (targetComponent === ap.compid || targetComponent === 0);
};

/** UTC seconds by its name, `log/2026-03-01/02_00_00.ulg`; 0 for another form. */
const timeOf = (path: string): number => {
  const [, day = '', name = ''] = path.split('/');
  const atMs = Date.parse(`${day}T${name.slice(0, 8).replaceAll('_', ':')}Z`);
  return Number.isNaN(atMs) ? 0 : Math.floor(atMs / 1000);
};

/**
 * LOG_REQUEST_LIST and LOG_REQUEST_DATA as PX4 answers them: numbers from 0 in the order of the folder, `last_log_num` one
 * too high for "all", silence where there is no log, no data before a list was asked for or from beyond the end.
 */
export const createLogServer = (): VehicleService => {
  const pace = createPace(PER_TICK);
  let paths: readonly string[] | undefined;
  let listing: { next: number; end: number } | undefined;
  let sending: { id: number; at: number; end: number; bytes: Uint8Array } | undefined;
  let sendNow: (data: Data) => void = () => {};
  const outlet = createFaultyOutlet<Data>((data) => sendNow(data));

  const sendEntry = (ap: Autopilot, id: number, end: number): void => {
    const path = paths?.[id];
    const bytes = path === undefined ? undefined : ap.files.read(path);
    if (bytes === undefined) return;
    const timeUtc = path === undefined ? 0 : timeOf(path);
    ap.send(common.LogEntry, {
      id,
      numLogs: paths?.length ?? 0,
      lastLogNum: end,
      timeUtc,
      size: bytes.length,
    });
  };
  const sendData = (ap: Autopilot, data: Data): void => {
    sendNow = ({ id, ofs, bytes }) => {
      const padded = new Uint8Array(DATA_BYTES);
      padded.set(bytes);
      ap.send(common.LogData, { id, ofs, count: bytes.length, data: [...padded] });
    };
    const isCut = outlet.next(ap.faults.files);
    const bytes = isCut ? data.bytes.subarray(0, data.bytes.length >> 1) : data.bytes;
    outlet.pass(ap.faults.files, { ...data, bytes });
  };
  const list = (ap: Autopilot, start: number, end: number): void => {
    paths = ap.files.paths(LOG_FOLDER).filter((path) => path.split('/').length === 3);
    listing = { next: start, end: end === ALL ? paths.length : end };
  };
  const begin = (ap: Autopilot, id: number, ofs: number, count: number): void => {
    sending = undefined;
    const path = paths?.[id];
    const bytes = path === undefined ? undefined : ap.files.read(path);
    if (bytes !== undefined && ofs < bytes.length)
      sending = { id, at: ofs, end: Math.min(bytes.length, ofs + count), bytes };
  };
  const erase = (ap: Autopilot): void => {
    for (const path of ap.files.paths(LOG_FOLDER)) ap.files.remove(path);
    paths = undefined;
    sending = undefined;
  };
  const request = (ap: Autopilot, message: MavMessage): boolean => {
    if (isMessage(message, common.LogRequestList)) list(ap, message.fields.start, message.fields.end);
    else if (isMessage(message, common.LogRequestData))
      begin(ap, message.fields.id, message.fields.ofs, message.fields.count);
    else if (isMessage(message, common.LogRequestEnd)) {
      listing = undefined;
      sending = undefined;
    } else if (isMessage(message, common.LogErase)) erase(ap);
    else return false;
    return true;
  };
  const LOG_MESSAGES = [common.LogRequestList, common.LogRequestData, common.LogRequestEnd, common.LogErase];

  return {
    handle: (ap, message) => {
      if (!LOG_MESSAGES.some(({ MSG_ID }) => MSG_ID === message.msgid)) return false;
      return !isForUs(ap, message) || ap.faults.files.noLogProtocol || request(ap, message);
    },
    run: (ap) => {
      const most = pace(ap.faults.files);
      for (let i = 0; i < most && listing !== undefined; i++) {
        if (listing.next >= (paths?.length ?? 0)) listing = undefined;
        else sendEntry(ap, listing.next++, listing.end);
      }
      for (let i = 0; i < most && sending !== undefined; i++) {
        const { id, at, end, bytes } = sending;
        const to = Math.min(at + DATA_BYTES, end);
        sending = to >= end ? undefined : { ...sending, at: to };
        sendData(ap, { id, ofs: at, bytes: bytes.subarray(at, to) });
      }
    },
  };
};
