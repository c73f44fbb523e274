import type { Airspace, Zone } from '../airspace.ts';
import { HEIGHT_KEEPING_M, MIN_CRUISE_AGL_M, OVERFLY_MARGIN_M, PAD_CLEARANCE_M } from '../limits.ts';
import { isClosed, zoneBottomAmsl, zoneTopAmsl, type Ground } from '../zones.ts';

/** Heights that a search looks at: each costs as much again. */
const MAX_LAYERS = 6;

export type Band = {
  readonly ground: Ground;
  /** Of the lower pad's ground: the law's ceiling less the height keeping. Metres AMSL, like all here. */
  readonly ceilingM: number;
  readonly wishedM: number;
  readonly padsM: readonly [from: number, to: number];
  /** Milliseconds UTC. */
  readonly at: number;
};

/** What a zone closes: heights strictly between these, metres AMSL. */
type Closed = { readonly fromM: number; readonly toM: number };

const closedBy = (zone: Zone, { ground, at }: Pick<Band, 'ground' | 'at'>): Closed | undefined => {
  const fromM = zoneBottomAmsl(zone, ground) - HEIGHT_KEEPING_M;
  if (zone.kind === 'altitude_limit') return { fromM, toM: Infinity };
  return isClosed(zone, at) ? { fromM, toM: zoneTopAmsl(zone, ground) + OVERFLY_MARGIN_M } : undefined;
};

/** True if a zone closes some height from `fromM` to `toM`, metres AMSL. */
export const isClosedBetween = (
  zone: Zone,
  band: Pick<Band, 'ground' | 'at'>,
  [fromM, toM]: readonly [fromM: number, toM: number],
): boolean => {
  const closed = closedBy(zone, band);
  return closed !== undefined && toM > closed.fromM && fromM < closed.toM;
};

export type Layers = {
  /** Cruise heights, metres AMSL, lowest first; at least one, be it that ground and ceiling leave no room for it. */
  readonly heightsM: readonly number[];
  /** For each zone the bits of the layers that it closes. */
  readonly masks: Int32Array;
};

/** The wished height, and what it takes to pass above or below each zone that closes it, as far as the band allows. */
export const layersOf = (airspace: Airspace, band: Band): Layers => {
  const highestM = Math.floor(band.ceilingM);
  const leastM = Math.max(band.ground.highM + MIN_CRUISE_AGL_M, Math.max(...band.padsM) + PAD_CLEARANCE_M);
  const lowestM = Math.min(Math.ceil(leastM), highestM);
  const closed = airspace.zones.map((zone) => closedBy(zone, band));
  const masks = new Int32Array(airspace.zones.length);
  const heights = new Set([Math.min(Math.max(band.wishedM, lowestM), highestM)]);
  const add = (heightM: number): void => {
    if (heightM >= lowestM && heightM <= highestM && heights.size < MAX_LAYERS) heights.add(heightM);
  };
  for (const one of closed) {
    if (one === undefined) continue;
    const isPassed = (h: number): boolean => h <= one.fromM || h >= one.toM;
    if ([...heights].some(isPassed)) continue;
    add(Math.ceil(one.toM));
    add(Math.floor(one.fromM));
  }
  const heightsM = [...heights].toSorted((a, b) => a - b);
  for (const [i, one] of closed.entries())
    if (one !== undefined)
      for (const [layer, h] of heightsM.entries())
        if (h > one.fromM && h < one.toM) masks[i] = (masks[i] as number) | (1 << layer);
  return { heightsM, masks };
};

/** True if a zone lies between a pad and the cruise height above it. */
export const isInColumn = (
  zone: Zone,
  band: Pick<Band, 'ground' | 'at'>,
  padM: number,
  heightM: number,
): boolean => {
  if (zone.kind !== 'altitude_limit' && !isClosed(zone, band.at)) return false;
  const bottomM = zoneBottomAmsl(zone, band.ground);
  return bottomM < heightM && (zone.kind === 'altitude_limit' || zoneTopAmsl(zone, band.ground) > padM);
};
