import type { LaunchRecord } from '../api/contract/preflight.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { stableHash } from '../plan/hash.ts';
import { baselineDiff } from './baseline.ts';
import { profileOf } from './baseline-rows.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Look } from './ground-service.ts';

type Signature = LaunchRecord['requestedBy'];

/** Who launches, with what they have said. */
export type Signed = {
  readonly requestedBy: Signature;
  readonly reason: string;
  readonly approvedBy: Signature | null;
  readonly approverReason: string;
  readonly codes: LaunchRecord['codes'];
};

type Asked = { readonly planHash: string; readonly acknowledged: readonly string[] };

/** All that was known at the moment of the launch, as it is kept with the flight. */
const launchRecordOf = (
  flightId: string,
  { issues, input, conditions }: Look,
  asked: Asked,
  signed: Signed,
): LaunchRecord => {
  const profile = profileOf(input.simulated ? 1 : 0);
  const readings = input.params ?? [];
  return {
    ...signed,
    flightId,
    at: input.wall,
    planHash: asked.planHash,
    issues: issues.map((issue) => ({ ...issue })),
    acknowledged: [...asked.acknowledged],
    ticks: conditions.ticks.map((tick) => ({ ...tick })),
    weather: conditions.weather ?? null,
    approvals: conditions.approvals,
    baseline: {
      profile,
      hash: stableHash(readings),
      read: readings.length,
      differences: baselineDiff(profile, readings).map(({ name }) => name),
    },
    firmware: input.facts.firmware?.version ?? '',
  };
};

type Said = { readonly look: Look; readonly asked: Asked; readonly signed: Signed };

/** Kept with the flight, in the transaction of its launch. */
export const writeLaunchRecord = async (
  tx: Tx,
  flightId: string,
  { look, asked, signed }: Said,
): Promise<void> => {
  await tx.db
    .insertInto('launch_records')
    .values({
      flight_id: flightId,
      at: tx.now,
      requester_id: signed.requestedBy.personId,
      approver_id: signed.approvedBy?.personId ?? null,
      json: JSON.stringify(launchRecordOf(flightId, look, asked, signed)),
    })
    .execute();
};

export const readLaunchRecord = async (reader: Reader, flightId: string): Promise<Result<LaunchRecord>> => {
  const row = await reader
    .selectFrom('launch_records')
    .select('json')
    .where('flight_id', '=', flightId)
    .executeTakeFirst();
  return row === undefined
    ? refuse('flights.not_found', `Flight ${flightId} was never launched.`)
    : ok(JSON.parse(row.json) as LaunchRecord);
};
