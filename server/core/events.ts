import type { WallMs } from './clock.ts';

/** `subject` names what a fact is about: `order:…`, `flight:…`, `vehicle:…`, `unit:…`, `person:…`, `site:…`, `system`. */
export type Subject = string;

/** A fact to be recorded; `data` is plain JSON without secrets and without anything about a patient. */
export type NewEvent = {
  /** `area.happened`: `order.submitted`, `flight.launched`. */
  readonly type: string;
  readonly subject: Subject;
  /** The hospital that may see it; undefined = staff of the service only. */
  readonly siteId?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
};

/** A recorded fact. `seq` rises by one without gaps; `hash` covers the previous hash and the whole row. */
export type StoredEvent = NewEvent & {
  readonly seq: number;
  readonly at: WallMs;
  readonly actorId: string;
  readonly actorName: string;
  readonly hash: string;
};
