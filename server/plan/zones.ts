import type { Airspace, Zone } from './airspace.ts';
import { HEIGHT_KEEPING_M, MIN_CRUISE_AGL_M, OVERFLY_MARGIN_M, TEMPORARY_LOOKAHEAD_MS } from './limits.ts';

/** The ground is taken as flat between its heights at the two pads, metres AMSL; `terrain` zones stand on it. */
export type Ground = { readonly lowM: number; readonly highM: number };

/** A zone's top, metres AMSL, on the safe side. */
export const zoneTopAmsl = (zone: Zone, ground: Ground): number =>
  zone.altitudeRef === 'AGL' ? zone.upperM + ground.highM : zone.upperM;

/** A zone's bottom, metres AMSL, on the safe side. */
export const zoneBottomAmsl = (zone: Zone, ground: Ground): number =>
  zone.altitudeRef === 'AGL' ? zone.lowerM + ground.lowM : zone.lowerM;

/** Kinds that may not be entered. */
const CLOSED_KINDS = ['no_fly', 'obstacle', 'terrain', 'temporary'];

/** Solid things, for which clearance is reported. */
export const isSolid = (zone: Zone): boolean => zone.kind === 'obstacle' || zone.kind === 'terrain';

/** True for zones that may not be entered and are in force within the look-ahead after `at` (milliseconds UTC). */
export const isClosed = (zone: Zone, at: number): boolean =>
  CLOSED_KINDS.includes(zone.kind) && (zone.kind !== 'temporary' || isInForce(zone, at));

/** A temporary zone without both times is a sample or a draft: not in force. */
export const isInForce = (zone: Zone, at: number): boolean =>
  zone.validFrom !== undefined &&
  zone.validTo !== undefined &&
  zone.validFrom <= at + TEMPORARY_LOOKAHEAD_MS &&
  zone.validTo >= at;

/**
 * The zones that a flight must go around: closed ones that it can neither overfly with margin below `ceilingAmslM`
 * nor underfly, and height limits that leave no room for a cruise.
 */
export const blockingZones = (
  airspace: Airspace,
  band: { readonly ceilingAmslM: number; readonly ground: Ground; readonly at: number },
): Zone[] =>
  airspace.zones.filter((zone) => {
    const bottom = zoneBottomAmsl(zone, band.ground);
    if (zone.kind === 'altitude_limit')
      return bottom - HEIGHT_KEEPING_M < band.ground.highM + MIN_CRUISE_AGL_M;
    if (!isClosed(zone, band.at)) return false;
    const overflown = zoneTopAmsl(zone, band.ground) + OVERFLY_MARGIN_M <= band.ceilingAmslM;
    const underflown = bottom - HEIGHT_KEEPING_M >= band.ceilingAmslM;
    return !overflown && !underflown;
  });
