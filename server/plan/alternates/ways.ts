import type { Vec } from '../geometry.ts';
import { PAD_CLEARANCE_M } from '../limits.ts';
import type { Cost } from '../route/cost.ts';
import { isClosedBetween, isInColumn, type Band } from '../route/layers.ts';
import type { Scene } from '../route/scene.ts';
import { RouteSearch } from '../route/search.ts';
import type { FindWay, LandingPlace } from './needs.ts';

type Ways = {
  readonly scene: Scene;
  readonly band: Pick<Band, 'ground' | 'at'>;
  readonly cost: Cost;
  allowed(p: Vec): boolean;
};

/** The one layer that a way to a landing place is searched in. */
const ONE_LAYER = 1;

/** Of each obstacle whether it closes a height in that band, metres AMSL; the same bands come again and again. */
export const closedMasks = ({ scene, band }: Pick<Ways, 'scene' | 'band'>) => {
  const known = new Map<string, Int32Array>();
  return (fromM: number, toM: number): Int32Array => {
    const key = `${fromM} ${toM}`;
    const masks =
      known.get(key) ??
      Int32Array.from(scene.obstacles, ({ zone }) =>
        isClosedBetween(zone, band, [fromM, toM]) ? ONE_LAYER : 0,
      );
    known.set(key, masks);
    return masks;
  };
};

/**
 * Ways at the height that is flown there: straight on where that is clear, else the shortest around what is closed, and
 * down in the column above the pad. The height is not changed on the way: a drone in need keeps it simple.
 */
export const wayFinder = (ways: Ways): FindWay => {
  const { scene, band, cost } = ways;
  const masksAt = closedMasks(ways);
  const columns = new Map<string, boolean>();
  const isOpen = (place: LandingPlace, heightM: number): boolean => {
    const key = `${place.id} ${heightM}`;
    const known = columns.get(key);
    if (known !== undefined) return known;
    const open =
      heightM >= place.padAmslM + PAD_CLEARANCE_M &&
      scene.obstaclesAt(place.at).every((i) => {
        const zone = scene.obstacles[i]?.zone;
        return zone === undefined || !isInColumn(zone, band, place.padAmslM, heightM);
      });
    columns.set(key, open);
    return open;
  };
  return ({ at, heightM }, place) => {
    if (!isOpen(place, heightM) || !ways.allowed(place.at)) return undefined;
    const masks = masksAt(heightM, heightM);
    if (scene.grid.blocker([at, place.at], masks, ONE_LAYER) < 0) return [at, place.at];
    const found = new RouteSearch({
      scene,
      cost,
      from: at,
      to: place.at,
      heightsM: [heightM],
      masks,
      padLayers: [ONE_LAYER, ONE_LAYER],
      padsM: [heightM, place.padAmslM],
      allowed: (p) => ways.allowed(p),
    }).run();
    return found?.path.map((point) => point.at);
  };
};
