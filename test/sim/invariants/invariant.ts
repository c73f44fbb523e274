import type { LiveEvent } from '../../../server/api/contract/live.ts';
import type { EventRow } from '../../../server/store/schema.ts';
import type { Asked } from '../desk.ts';
import type { Slot } from '../fleet.ts';
import type { Life } from '../life.ts';
import type { SimAnswer } from '../server.ts';
import type { World } from '../world.ts';

/** A frame that left the server for a vehicle. */
export type OutFrame = {
  readonly at: number;
  readonly slot: Slot;
  readonly msgid: number;
  /** Fields of the message; empty for a heartbeat. */
  readonly fields: Readonly<Record<string, unknown>>;
};

/** What is looked at at each step; an invariant implements what it needs. */
export type Checks = {
  started?(life: Life): void;
  adopted?(): void;
  /** The facts of one transaction, after its commit. */
  facts?(events: readonly EventRow[]): void;
  frame?(frame: OutFrame): void;
  asked?(request: Asked): void;
  answered?(request: Asked, answer: SimAnswer | 'lost'): void;
  /** Facts that an open page was shown. */
  shown?(login: string, events: readonly LiveEvent[]): void;
  /** Twice a second. */
  tick?(): void;
  end?(): void;
};

export type Scene = {
  readonly world: World;
  /** Virtual time since which nothing was wrong with that link and the server could hear it, ms ago. */
  readonly quietMs: (slot: Slot) => number;
  /** When the server last got anything of that vehicle; −∞ = never in this life. */
  readonly heardAt: (slot: Slot) => number;
  /** The same of anything under its system id, a twin too. */
  readonly heardUnderIdAt: (slot: Slot) => number;
  readonly broken: (id: string, sentence: string) => void;
  /** Tells all of what a page shows. */
  readonly shown: (login: string, events: readonly LiveEvent[]) => void;
};

export type Invariant = (scene: Scene) => Checks;

/** MAV_CMD numbers. */
export const CMD = { SET_MODE: 176, SET_CURRENT: 224, ARM_DISARM: 400, MISSION_START: 300 } as const;

export const commandOf = ({ fields }: OutFrame): number | undefined =>
  typeof fields['command'] === 'number' ? fields['command'] : undefined;

/** True for a frame that can arm (INV-S1). */
export const canArm = (frame: OutFrame): boolean => {
  const command = commandOf(frame);
  return (command === CMD.ARM_DISARM && frame.fields['_param1'] === 1) || command === CMD.MISSION_START;
};

export const PARAM_SET = 23;
/** MISSION_COUNT, MISSION_ITEM_INT, MISSION_CLEAR_ALL, MISSION_WRITE_PARTIAL_LIST, PARAM_SET. */
const WRITES: ReadonlySet<number> = new Set([44, 73, 45, 38, PARAM_SET]);

export const isWrite = ({ msgid }: OutFrame): boolean => WRITES.has(msgid);
