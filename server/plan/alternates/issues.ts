import type { LonLat } from '../../core/geo.ts';
import type { Issue } from '../../core/issue.ts';
import type { Zone } from '../airspace.ts';

type Span = { readonly fromS: number; readonly toS: number };

/** Minutes and seconds since take-off. */
const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

export const noAlternateIssue = ({ fromS, toS }: Span, at: LonLat): Issue => {
  const place = `${at[1].toFixed(5)} N ${at[0].toFixed(5)} E`;
  return {
    id: 'plan.no_alternate',
    severity: 'blocker',
    place,
    sentence: `From ${clock(fromS)} to ${clock(toS)} after take-off (from ${place}) no landing place is reached on the charge left.`,
    fix: 'A fuller battery, less load, or another landing place along the route.',
    params: { from: clock(fromS), to: clock(toS), at: place },
  };
};

/**
 * Names the zones that the vehicle's own straight return would meet. A warning: every route around something has such a
 * stretch, and people can divert the drone instead; it must be known before the launch, and where.
 */
export const unsafeReturnIssue = ({ fromS, toS }: Span, zones: readonly Zone[]): Issue => ({
  id: 'plan.return_unsafe',
  severity: 'warning',
  place: `${clock(fromS)}-${clock(toS)}`,
  sentence: `From ${clock(fromS)} to ${clock(toS)} after take-off the drone's own return, straight to the nearest landing place, would meet: ${zones.map(({ nameEn }) => nameEn).join('; ')}.`,
  fix: 'There divert the drone instead of ordering a return; a landing place along the route makes it safe.',
  params: {
    from: clock(fromS),
    to: clock(toS),
    zones: zones.map(({ nameEn }) => nameEn).join('; '),
    zonesZh: zones.map(({ nameZh }) => nameZh).join(';'),
    zoneIds: zones.map(({ id }) => id).join(','),
  },
});

export const noReturnIssue = (atS: number, overWater: boolean): Issue => ({
  id: 'plan.point_of_no_return',
  severity: 'note',
  sentence: `Point of no return: ${clock(atS)} after take-off${overWater ? ', above water' : ''}; later it cannot get home on the charge left.`,
  params: { at: clock(atS), water: overWater ? 1 : 0 },
});
