/** C types of event arguments, little-endian and packed. */
export const SCALARS = {
  uint8_t: 1,
  int8_t: 1,
  uint16_t: 2,
  int16_t: 2,
  uint32_t: 4,
  int32_t: 4,
  uint64_t: 8,
  int64_t: 8,
  float: 4,
} as const;

export type Scalar = keyof typeof SCALARS;

export const isScalar = (type: string): type is Scalar => Object.hasOwn(SCALARS, type);

export type EventEnum = {
  readonly name: string;
  readonly type: Scalar;
  readonly isBitfield: boolean;
  /** By value. */
  readonly entries: ReadonlyMap<number, { readonly name: string; readonly label: string }>;
};

export type EventArgument = {
  readonly name: string;
  readonly type: Scalar;
  readonly options: EventEnum | undefined;
};

/** What is known of one kind of event. */
export type EventDefinition = {
  readonly id: number;
  readonly name: string;
  /** `arming_check`, `health`, `default`, … */
  readonly group: string;
  /** `summary` for the two that frame an arming report, else mostly empty. */
  readonly type: string;
  /** The vehicle's own English template; undefined where only our words are known. */
  readonly message: string | undefined;
  readonly args: readonly EventArgument[];
};

export type EventCatalog = ReadonlyMap<number, EventDefinition>;
