import type {
  AirEstimate,
  AssignDrone,
  AssignOrder,
  AssignPack,
  AssignPad,
  AssignRound,
} from '../../../server/plan/assign/types.ts';
import { seededRng } from '../../support/seeded-rng.ts';

export const NOW = 1_800_000_000_000;
export const MIN = 60_000;

const URGENCIES = ['MTP', 'EMERGENCY', 'URGENT', 'ROUTINE'] as const;

export type Size = {
  readonly orders: number;
  readonly drones: number;
  readonly shelf: number;
  readonly sites: number;
  readonly padsPerSite: number;
};

/**
 * A made-up day: two of five drones are on their way back, some packs are low, a third of the pads is taken for a while,
 * some blood has little time left, some hospitals have no courier.
 */
export const randomRound = (seed: number, size: Size): AssignRound => {
  const rng = seededRng(seed);
  const next = (): number => rng.unit();
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const later = (share: number, minutes: number): number =>
    NOW + (next() < share ? whole(1, minutes) * MIN : 0);
  const orders = Array.from({ length: size.orders }, (_, index): AssignOrder => ({
    id: `o${String(index).padStart(4, '0')}`,
    number: `P-${index}`,
    siteId: `s${whole(0, size.sites - 1)}`,
    urgency: URGENCIES[whole(0, 3)] ?? 'ROUTINE',
    dueAt: NOW + whole(0, 90) * MIN,
    readyAt: later(0.3, 15),
    payloadKg: whole(20, 110) / 10,
    viableUntil: next() < 0.2 ? NOW + whole(10, 60) * MIN : NOW + 240 * MIN,
  }));
  const drones = Array.from({ length: size.drones }, (_, index): AssignDrone => ({
    id: `d${String(index).padStart(3, '0')}`,
    name: `LX-${index + 1}`,
    profileId: next() < 0.9 ? 'nj-10' : 'nj-5',
    payloadKg: 10,
    freeAt: later(0.4, 40),
    unusable: next() < 0.1 ? ['grounded'] : [],
  }));
  const pack = (id: string, droneId: string | undefined, charges: boolean): AssignPack => ({
    id,
    profileId: 'nj-10',
    droneId,
    chargePct: whole(35, 100),
    charging: charges ? { from: later(0.3, 20), pctPerMin: 1.5 } : undefined,
    grounded: next() < 0.05,
  });
  const packs = [
    ...drones.map((drone, index) => ({
      ...pack(`k${String(index).padStart(3, '0')}`, drone.id, next() < 0.3),
      profileId: drone.profileId,
    })),
    ...Array.from({ length: size.shelf }, (_, index) =>
      pack(`x${String(index).padStart(3, '0')}`, undefined, next() < 0.7),
    ),
  ];
  const pads = Array.from({ length: size.sites * size.padsPerSite }, (_, index): AssignPad => ({
    id: `p${String(index).padStart(3, '0')}`,
    siteId: `s${index % size.sites}`,
    openFrom: later(0.3, 20),
  }));
  const flights = Array.from({ length: size.sites }, () => whole(500, 1300));
  const roads = Array.from({ length: size.sites }, () => (next() < 0.85 ? whole(1800, 2700) : undefined));
  const siteOf = ({ siteId }: AssignOrder): number => Number(siteId.slice(1));
  return {
    now: NOW,
    orders,
    drones,
    packs,
    pads,
    estimate: (order): AirEstimate => {
      const flightS = flights[siteOf(order)] ?? 0;
      if (flightS > 1250) return { kind: 'refused', code: 'no_route' };
      return { kind: 'flies', p95S: flightS * 1.1 + 60, neededPct: 35 + flightS / 30 + order.payloadKg * 2 };
    },
    roadS: (order) => roads[siteOf(order)],
  };
};
