import type { Condition, WatchedVehicle } from './monitor.ts';

/** Drones of which it is not certain that their system id is theirs alone, and theirs only one (INV-S10). */
export const lookAtIds = (vehicles: readonly WatchedVehicle[]): Condition[] =>
  vehicles.flatMap(({ id, name, facts: { idClash } }): Condition[] => {
    if (idClash === undefined) return [];
    const { kind, other } = idClash;
    const shared = {
      severity: 'critical',
      subject: `vehicle:${id}`,
      params: { vehicle: name, other },
    } as const;
    if (kind === 'two-ids')
      return [
        {
          ...shared,
          kind: 'vehicle.two_ids',
          sentence: `Drone ${name} is heard under the system id ${other} too; it cannot be launched. Set one system id on it and restart it.`,
        },
      ];
    return [
      {
        ...shared,
        kind: 'vehicle.id_claimed',
        sentence: `Drone ${name}: ${other} speaks under its system id and is another vehicle, or has not shown that it is this one; it cannot be launched. Give that sender another system id, or close its link.`,
      },
    ];
  });
