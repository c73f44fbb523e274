import { distanceM } from '../../core/geo.ts';
import type { VehiclePlan } from '../../core/mission.ts';
import type { Plan } from '../plan-types.ts';
import { qgcPlanOf } from './export-qgc.ts';
import type { QgcPlan, SimpleItem } from './qgc-plan.ts';

/** What differs; `item` counts from 1 as QGroundControl does. Values are text for people, undefined: not there. */
export type Difference = {
  readonly part: 'mission' | 'fence' | 'rally';
  readonly item: number;
  readonly what: 'missing' | 'extra' | 'command' | 'place' | 'height' | 'param' | 'shape';
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
};

/** MAVLink carries places in 1e-7 degrees (11 mm); other programs round coarser. Metres. Assumption. */
const SAME_PLACE_M = 0.1;
const SAME_HEIGHT_M = 0.05;
/** Of params: they go over the link as 32-bit floats. */
const SAME_SHARE = 1e-5;

const latLonText = ([lat, lon]: readonly [number, number]): string => `${lat.toFixed(7)}, ${lon.toFixed(7)}`;

const apartM = (a: readonly [number, number], b: readonly [number, number]): number =>
  distanceM([a[1], a[0]], [b[1], b[0]]);

type Kind = Pick<Difference, 'part' | 'item'>;

const placeDifference = (
  kind: Kind,
  ours: readonly [number, number],
  theirs: readonly [number, number],
): Difference[] =>
  apartM(ours, theirs) <= SAME_PLACE_M
    ? []
    : [{ ...kind, what: 'place', ours: latLonText(ours), theirs: latLonText(theirs) }];

const heightDifference = (kind: Kind, ours: number, theirs: number): Difference[] =>
  Math.abs(ours - theirs) <= SAME_HEIGHT_M
    ? []
    : [{ ...kind, what: 'height', ours: `${ours} m`, theirs: `${theirs} m` }];

/** Not set and 0 are the same to PX4, but for the yaw. */
const isSameParam = (ours: number | null, theirs: number | null): boolean => {
  const [a, b] = [ours ?? 0, theirs ?? 0];
  return Math.abs(a - b) <= SAME_SHARE * Math.max(1, Math.abs(a));
};

const hasPlace = ({ frame }: SimpleItem): boolean => frame !== 2;

const itemText = ({ command, frame, params }: SimpleItem): string =>
  `${command} (${params.map((param) => param ?? '–').join(', ')}) frame ${frame}`;

const itemDifferences = (ours: SimpleItem, theirs: SimpleItem, item: number): Difference[] => {
  const kind = { part: 'mission', item } as const;
  const isSameKind = ours.command === theirs.command && hasPlace(ours) === hasPlace(theirs);
  if (!isSameKind) return [{ ...kind, what: 'command', ours: itemText(ours), theirs: itemText(theirs) }];
  const params = ours.params.slice(0, 3).flatMap((value, i): Difference[] => {
    const other = theirs.params[i] ?? null;
    if (isSameParam(value, other)) return [];
    return [{ ...kind, what: 'param', ours: `param${i + 1} = ${value}`, theirs: `param${i + 1} = ${other}` }];
  });
  if (!hasPlace(ours)) return params;
  // Frames 3 and 6 are the same height; 0 and 5 are AMSL.
  const isRelative = theirs.frame === 3 || theirs.frame === 6;
  const at = (from: SimpleItem): [number, number] => [from.params[4] ?? 0, from.params[5] ?? 0];
  return [
    ...params,
    ...placeDifference(kind, at(ours), at(theirs)),
    ...(isRelative
      ? heightDifference(kind, ours.params[6] ?? 0, theirs.params[6] ?? 0)
      : [{ ...kind, what: 'height', ours: itemText(ours), theirs: itemText(theirs) } as const]),
  ];
};

type Item = QgcPlan['mission']['items'][number];

const oneItem = (ours: Item | undefined, theirs: Item | undefined, item: number): Difference[] => {
  const kind = { part: 'mission', item } as const;
  const text = (one: Item | undefined): string | undefined =>
    one && (one.type === 'SimpleItem' ? itemText(one) : one.complexItemType);
  if (ours === undefined || theirs === undefined)
    return [
      { ...kind, what: ours === undefined ? 'extra' : 'missing', ours: text(ours), theirs: text(theirs) },
    ];
  if (ours.type !== 'SimpleItem' || theirs.type !== 'SimpleItem')
    return [{ ...kind, what: 'command', ours: text(ours), theirs: text(theirs) }];
  return itemDifferences(ours, theirs, item);
};

type Ring = readonly (readonly [number, number])[];

/** The same ring may begin at any vertex and run either way. */
const isSameRing = (ours: Ring, theirs: Ring): boolean => {
  if (ours.length !== theirs.length) return false;
  const near = (
    a: readonly [number, number] | undefined,
    b: readonly [number, number] | undefined,
  ): boolean => a !== undefined && b !== undefined && apartM(a, b) <= SAME_PLACE_M;
  return [theirs, theirs.toReversed()].some((ring) =>
    ring.some((_, shift) => ours.every((p, i) => near(p, ring[(i + shift) % ring.length]))),
  );
};

const ringText = (ring: Ring | undefined): string | undefined =>
  ring && `${ring.length} × ${ring.map(latLonText).join('; ')}`;

const fenceDifferences = (ours: QgcPlan, theirs: QgcPlan): Difference[] => {
  const [own, other] = [ours.geoFence?.polygons ?? [], theirs.geoFence?.polygons ?? []];
  const circles = theirs.geoFence?.circles ?? [];
  const count = Math.max(own.length, other.length);
  const polygons = Array.from({ length: count }, (_, i): Difference[] => {
    const kind = { part: 'fence', item: i + 1 } as const;
    const [a, b] = [own[i], other[i]];
    const texts = { ours: ringText(a?.polygon), theirs: ringText(b?.polygon) };
    if (a === undefined) return [{ ...kind, what: 'extra', ...texts }];
    if (b === undefined) return [{ ...kind, what: 'missing', ...texts }];
    const isSame = a.inclusion === b.inclusion && isSameRing(a.polygon, b.polygon);
    return isSame ? [] : [{ ...kind, what: 'shape', ...texts }];
  });
  return [
    ...polygons.flat(),
    ...circles.map((circle, i): Difference => ({
      part: 'fence',
      item: count + i + 1,
      what: 'extra',
      ours: undefined,
      theirs: `circle ${latLonText(circle.circle.center)}, ${circle.circle.radius} m`,
    })),
  ];
};

const rallyDifferences = (ours: QgcPlan, theirs: QgcPlan): Difference[] => {
  const [own, other] = [ours.rallyPoints?.points ?? [], theirs.rallyPoints?.points ?? []];
  return Array.from({ length: Math.max(own.length, other.length) }, (_, i): Difference[] => {
    const kind = { part: 'rally', item: i + 1 } as const;
    const [a, b] = [own[i], other[i]];
    const text = (p: readonly number[] | undefined): string | undefined => p && p.join(', ');
    if (a === undefined) return [{ ...kind, what: 'extra', ours: undefined, theirs: text(b) }];
    if (b === undefined) return [{ ...kind, what: 'missing', ours: text(a), theirs: undefined }];
    return [...placeDifference(kind, [a[0], a[1]], [b[0], b[1]]), ...heightDifference(kind, a[2], b[2])];
  }).flat();
};

/** Item by item: what of a plan file is not what our plan would upload. Empty: the same. */
export const compareWithQgc = (
  plan: Pick<Plan, 'from' | 'inFlight'> & VehiclePlan,
  theirs: QgcPlan,
): Difference[] => {
  const ours = qgcPlanOf(plan);
  const count = Math.max(ours.mission.items.length, theirs.mission.items.length);
  const items = Array.from({ length: count }, (_, i) =>
    oneItem(ours.mission.items[i], theirs.mission.items[i], i + 1),
  );
  return [...items.flat(), ...fenceDifferences(ours, theirs), ...rallyDifferences(ours, theirs)];
};
