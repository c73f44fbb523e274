import type { Vehicle } from '../../server/api/contract/fleet.ts';
import type { Freshness } from '../shared/live/age.ts';

/** Why a drone cannot be taken (`console.panel.why.<key>`). The service checks again and more; this saves a refusal. */
type NotReady = 'out' | 'busy' | 'silent' | 'elsewhere';

export type Choice = {
  readonly vehicle: Vehicle;
  readonly batteryPct: number | null;
  readonly why?: NotReady;
};

export type Heard = { readonly freshness: Freshness; readonly batteryPct: number | null };

/** Drones for a delivery: those that can go first, the fullest battery first. */
export const choicesFor = (
  vehicles: readonly Vehicle[],
  heard: (vehicleId: string) => Heard,
  padsOfCentre: ReadonlySet<string>,
): Choice[] =>
  vehicles
    .map((vehicle): Choice => {
      const { freshness, batteryPct } = heard(vehicle.id);
      if (vehicle.state === 'OUT_OF_SERVICE') return { vehicle, batteryPct, why: 'out' };
      if (vehicle.flightId !== null) return { vehicle, batteryPct, why: 'busy' };
      if (freshness === 'lost' || freshness === 'never') return { vehicle, batteryPct, why: 'silent' };
      if (vehicle.padId === null || !padsOfCentre.has(vehicle.padId)) {
        return { vehicle, batteryPct, why: 'elsewhere' };
      }
      return { vehicle, batteryPct };
    })
    .sort(
      (a, b) =>
        Number(a.why !== undefined) - Number(b.why !== undefined) ||
        (b.batteryPct ?? 0) - (a.batteryPct ?? 0) ||
        a.vehicle.name.localeCompare(b.vehicle.name),
    );
