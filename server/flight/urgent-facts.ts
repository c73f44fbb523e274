import type { DroneProfile } from '../plan/profile.ts';
import type { UrgentBasis } from './urgent-rules.ts';
import type { StoredPlan } from './record-service.ts';

type FactsSite = {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly address: string;
  readonly phone: string;
  readonly padName: string;
};

/** What the record knows of a flight that is applied for. */
export type UrgentFacts = {
  readonly number: string;
  /** Undefined: the way home. */
  readonly order: { readonly number: string; readonly urgency: string } | undefined;
  readonly vehicle: { readonly name: string; readonly uid: string; readonly simulated: boolean };
  readonly profile: DroneProfile;
  readonly from: FactsSite;
  readonly to: FactsSite;
  readonly stored: StoredPlan;
  readonly basis: UrgentBasis;
  /** Milliseconds since 1970 UTC. */
  readonly takeoffAt: number;
};
