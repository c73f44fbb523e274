import { MavLinkPacketField } from 'mavlink-mappings';

/** `[name in the XML, wire type, elements of an array]`, in wire order (largest element first). */
type FieldRow = readonly [source: string, type: keyof typeof SIZES, length?: number];

const SIZES = {
  char: 1,
  uint8_t: 1,
  int8_t: 1,
  uint16_t: 2,
  int16_t: 2,
  uint32_t: 4,
  int32_t: 4,
  float: 4,
  uint64_t: 8,
} as const;

const camelCase = (source: string): string =>
  source.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** FIELDS of a message that mavlink-mappings lacks, in the form of its classes. */
export const fields = (rows: readonly FieldRow[]): MavLinkPacketField[] => {
  let offset = 0;
  return rows.map(([source, type, length]) => {
    const size = SIZES[type];
    const wireType = length === undefined ? type : `${type}[]`;
    const field = new MavLinkPacketField(
      source,
      camelCase(source),
      offset,
      false,
      size,
      wireType,
      '',
      length,
    );
    offset += size * (length ?? 1);
    return field;
  });
};

export const zeros = (length: number): number[] => Array.from({ length }, () => 0);
