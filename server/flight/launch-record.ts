import type { LaunchRecord } from '../api/contract/preflight.ts';
import { stableHash } from '../plan/hash.ts';
import { baselineDiff } from './baseline.ts';
import { profileOf } from './baseline-rows.ts';
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

export type Asked = { readonly planHash: string; readonly acknowledged: readonly string[] };

/** All that was known at the moment of the launch, as it is kept with the flight. */
export const launchRecordOf = (
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
