/** An operational intent of another operator (ASTM F3548-21). */
export type OperationalIntentRow = {
  id: string;
  /** Who it comes from, as the person who imported it names it. */
  source: string;
  /** What the source knows it by. */
  reference: string;
  /** `Accepted`, `Activated`, `Nonconforming`, `Contingent`. */
  state: string;
  priority: number;
  starts_at: number;
  ends_at: number;
  /** `plan/exchange/f3548.ts`, OperationalIntentDetails. */
  json: string;
  entered_at: number;
  person_id: string;
  person_name: string;
  removed_at: number | null;
};
