import { readFileSync } from 'node:fs';
import { common } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { decodeDatagram, decodeMessage, encodeFields, newDropCounters } from '../../server/mavlink/codec.ts';
import { MESSAGE_CLASSES, messageClassOf, type MessageClass } from '../../server/mavlink/dialect.ts';

/** CRC-16/MCRF4XX bit by bit, as the MAVLink guide has it: written here again, to prove the tables of the server. */
const crcOfText = (text: string, start = 0xffff): number => {
  let crc = start;
  for (const byte of Buffer.from(text, 'latin1')) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x8408 : crc >>> 1;
  }
  return crc;
};

/** CRC_EXTRA from name and base fields in wire order, as mavgen computes it. */
const crcExtra = ({ MSG_NAME, FIELDS }: MessageClass): number => {
  let crc = crcOfText(`${MSG_NAME} `);
  for (const field of FIELDS.filter(({ extension }) => !extension)) {
    const type = field.type === 'uint8_t_mavlink_version' ? 'uint8_t' : field.type.replace('[]', '');
    crc = crcOfText(`${type} ${field.source} `, crc);
    if (field.type.endsWith('[]')) crc = crcOfText(String.fromCharCode(field.length), crc);
  }
  return (crc & 0xff) ^ (crc >>> 8);
};

const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  double: 8,
  uint64_t: 8,
  int64_t: 8,
  float: 4,
  uint32_t: 4,
  int32_t: 4,
  uint16_t: 2,
  int16_t: 2,
};
const elementBytes = (type: string): number => ELEMENT_BYTES[type.replace('[]', '')] ?? 1;

/** `[id, name, CRC_EXTRA, bytes]` as in the headers that mavgen makes of PX4 1.18's definitions. */
const NAMED: readonly (readonly [number, string, number, number])[] = [
  [8, 'LINK_NODE_STATUS', 117, 36],
  [80, 'COMMAND_CANCEL', 14, 4],
  [290, 'ESC_INFO', 251, 46],
  [291, 'ESC_STATUS', 10, 57],
  [300, 'PROTOCOL_VERSION', 217, 22],
  [345, 'PARAM_ERROR', 209, 21],
  [372, 'BATTERY_INFO', 26, 140],
  [380, 'TIME_ESTIMATE_TO_TARGET', 232, 20],
  [397, 'COMPONENT_METADATA', 182, 108],
  [410, 'EVENT', 160, 53],
  [411, 'CURRENT_EVENT_SEQUENCE', 106, 3],
  [412, 'REQUEST_EVENT', 33, 6],
  [413, 'RESPONSE_EVENT_ERROR', 77, 7],
  [435, 'AVAILABLE_MODES', 134, 46],
  [436, 'CURRENT_MODE', 193, 9],
  [437, 'AVAILABLE_MODES_MONITOR', 30, 1],
  [441, 'GNSS_INTEGRITY', 169, 17],
  [514, 'ESTIMATOR_SENSOR_FUSION_STATUS', 197, 54],
];

/** PX4 has no BATTERY_INFO on this board, and does not send COMMAND_CANCEL and REQUEST_EVENT. */
const RECORDED =
  'LINK_NODE_STATUS ESC_INFO ESC_STATUS GNSS_INTEGRITY ' +
  'TIME_ESTIMATE_TO_TARGET ESTIMATOR_SENSOR_FUSION_STATUS CURRENT_MODE AVAILABLE_MODES ' +
  'EVENT CURRENT_EVENT_SEQUENCE RESPONSE_EVENT_ERROR COMPONENT_METADATA ' +
  'PROTOCOL_VERSION MESSAGE_INTERVAL PARAM_VALUE PARAM_ERROR ' +
  'COMMAND_ACK MISSION_ACK';

const answers = (): Uint8Array[] => {
  const bytes = readFileSync(new URL('fixtures/px4-answers.tlog', import.meta.url));
  const frames: Uint8Array[] = [];
  for (let at = 8; at < bytes.length;) {
    const end = at + 12 + (bytes[at + 1] as number);
    frames.push(new Uint8Array(bytes.subarray(at, end)));
    at = end + 8;
  }
  return frames;
};

describe('dialect', () => {
  test.each(NAMED)('[DI1] %i %s has CRC_EXTRA %i and %i bytes', (id, name, crc, bytes) => {
    const messageClass = messageClassOf(id);
    const said = [messageClass?.MSG_NAME, messageClass?.MAGIC_NUMBER, messageClass?.PAYLOAD_LENGTH];
    expect(said).toEqual([name, crc, bytes]);
  });

  test('[DI2] every CRC_EXTRA of the table is the one of its name and fields', () => {
    const wrong = MESSAGE_CLASSES.filter((one) => crcExtra(one) !== one.MAGIC_NUMBER);
    expect(wrong.map(({ MSG_NAME }) => MSG_NAME)).toEqual([]);
  });

  test('[DI2] another field order, type or length changes it', () => {
    const cancel = messageClassOf(80) as MessageClass;
    const [first, ...rest] = cancel.FIELDS as [(typeof cancel.FIELDS)[0], ...typeof cancel.FIELDS];
    const like = (fields: typeof cancel.FIELDS): MessageClass =>
      ({ MSG_NAME: cancel.MSG_NAME, FIELDS: fields }) as MessageClass;
    expect(crcExtra(like([first, ...rest]))).toBe(14);
    expect(crcExtra(like([...rest, first]))).not.toBe(14);
  });

  test('[DI3] fields lie in wire order: no gap, larger elements first, extensions last', () => {
    for (const { MSG_NAME, FIELDS, PAYLOAD_LENGTH } of MESSAGE_CLASSES) {
      let end = 0;
      for (const [at, field] of FIELDS.entries()) {
        const before = FIELDS[at - 1];
        const size = elementBytes(field.type);
        expect([MSG_NAME, field.source, field.offset]).toEqual([MSG_NAME, field.source, end]);
        if (before !== undefined && !field.extension)
          expect(elementBytes(before.type), `${MSG_NAME}.${field.source}`).toBeGreaterThanOrEqual(size);
        end += size * Math.max(1, field.length);
      }
      expect([MSG_NAME, end]).toEqual([MSG_NAME, PAYLOAD_LENGTH]);
    }
  });

  test('[DI6] what a real PX4 sends of them decodes, and encodes to the same bytes', () => {
    const drops = newDropCounters();
    const names = answers().map((bytes) => {
      const [frame] = decodeDatagram(bytes, drops);
      const message = frame && decodeMessage(frame);
      const messageClass = frame && messageClassOf(frame.msgid);
      if (frame === undefined || message === undefined || messageClass === undefined)
        throw new Error(`not decodable: ${Buffer.from(bytes).toString('hex')}`);
      expect(Buffer.from(encodeFields(messageClass, message.fields, frame)).equals(bytes), message.name).toBe(
        true,
      );
      return message.name;
    });
    expect(drops).toEqual(newDropCounters());
    expect(new Set(names)).toEqual(new Set(RECORDED.split(' ')));
  });

  test('[DI6] and says what it said', () => {
    const said = new Map(
      answers()
        .flatMap((bytes) => decodeDatagram(bytes, newDropCounters()))
        .flatMap((frame) => decodeMessage(frame) ?? [])
        .map(({ name, fields }) => [name, fields]),
    );
    expect(said.get('COMPONENT_METADATA')).toMatchObject({ uri: expect.stringMatching(/^mftp:.*json\.xz$/) });
    expect(said.get('PROTOCOL_VERSION')).toMatchObject({ version: 200, minVersion: 100 });
    expect(said.get('PARAM_ERROR')).toMatchObject({ paramId: 'NO_SUCH_PARAM', error: 1 });
    expect(said.get('MESSAGE_INTERVAL')).toMatchObject({ messageId: 9999, intervalUs: -1 });
    expect(said.get('ESC_INFO')).toMatchObject({ count: 4 });
  });

  test('[DI4] no id stands for two messages', () => {
    const ids = MESSAGE_CLASSES.map(({ MSG_ID }) => MSG_ID);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  test('[DI5] a checksum with the CRC_EXTRA of its id ends each frame', () => {
    const frame = encodeFields(common.CommandAck, { command: 400 }, { sysid: 1, compid: 1, seq: 0 });
    const body = Buffer.from(frame.subarray(1, -2)).toString('latin1');
    const crc = crcOfText(String.fromCharCode(common.CommandAck.MAGIC_NUMBER), crcOfText(body));
    expect([...frame.subarray(-2)]).toEqual([crc & 0xff, crc >> 8]);
  });
});
