import type { LonLat } from '../../core/geo.ts';
import { gap, type Plane } from '../geometry.ts';
import type { Plan } from '../plan-types.ts';
import type { Progress } from '../progress.ts';
import { padAmsl } from './leg-heights.ts';
import { UNSURE_S } from './limits.ts';
import { corridorOf, stretchesOf, type Corridor, type Stretch } from './volume.ts';

/** A flight in the air, as it was seen. */
export type Flying = {
  readonly plan: Plan;
  readonly progress: Pick<Progress, 'leg' | 'alongM' | 'etaS'>;
  readonly at: LonLat;
  readonly altAmslM: number;
  /** Seconds since 1970 UTC. */
  readonly nowS: number;
  /** False: it holds, returns, is silent or is flown by others. What it will do is not known. */
  readonly asPlanned: boolean;
};

/** What is left of the way, from the place where it is now, at the times that are expected now. */
const restOf = ({ plan, progress, at, altAmslM, nowS }: Flying, plane: Plane): Stretch[] => {
  const whole = stretchesOf(plan, 0, plane);
  const flown = plan.legs.slice(0, progress.leg).reduce((sum, leg) => sum + leg.distanceM, 0);
  const leg = plan.legs[progress.leg];
  // The way up comes before the legs in the list.
  const current = whole[progress.leg + 1];
  const land = whole.at(-1);
  if (leg === undefined || current === undefined || land === undefined) return [];
  const here = plane.toPlane(at);
  const isDown = leg.distanceM - (progress.alongM - flown) < 1 && progress.leg === plan.legs.length - 1;
  const ahead = isDown ? [land] : [{ ...current, a: here }, ...whole.slice(progress.leg + 2)];
  const plannedS = ahead.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
  const share = isDown || leg.distanceM === 0 ? 0 : (progress.alongM - flown) / leg.distanceM;
  const leftS = plannedS - (isDown ? 0 : share * (current.toS - current.fromS));
  // The expected arrival is of now: the planned times of what is left are stretched to it.
  const pace = leftS > 0 ? progress.etaS / leftS : 1;
  let fromS = nowS;
  return ahead.map((stretch, i): Stretch => {
    const part = stretch.toS - stretch.fromS;
    const lengthS = pace * (i === 0 && !isDown ? part * (1 - share) : part);
    const low = i === 0 ? Math.min(stretch.lowM, altAmslM) : stretch.lowM;
    const high = i === 0 ? Math.max(stretch.highM, altAmslM) : stretch.highM;
    const moved = { ...stretch, lowM: low, highM: high, fromS, toS: fromS + lengthS };
    fromS += lengthS;
    return moved;
  });
};

/** Where it may go if it does not go on: it stays, or flies straight home at any height of its flight, or lands. */
const unsureWays = (flying: Flying, plane: Plane): Stretch[] => {
  const { plan, at, altAmslM, nowS } = flying;
  const home = plan.inFlight?.home ?? plan.from;
  const [here, there] = [plane.toPlane(at), plane.toPlane(home.at)];
  const ceiling = Math.max(altAmslM, padAmsl(plan.from) + plan.ceilingRelAltM);
  const ground = Math.min(padAmsl(home), plan.from.groundAmslM, plan.to.groundAmslM);
  const speedMs = plan.legs.at(-1)?.groundSpeedMs ?? 1;
  const untilS = nowS + gap(here, there) / speedMs + plan.landingS + UNSURE_S;
  const band = { lowM: ground, highM: ceiling, fromS: nowS, toS: untilS };
  return [
    { ...band, a: here, b: here },
    { ...band, a: here, b: there },
  ];
};

/** All of the stretch for the whole time: nobody knows when it is where. */
const blurred = (corridor: Corridor): Corridor => {
  const length = corridor.toS - corridor.fromS;
  const [late, early] = [corridor.lateS[1], corridor.earlyS[0]];
  return { ...corridor, earlyS: [early, early + length], lateS: [late + length + UNSURE_S, late + UNSURE_S] };
};

/** The volumes that a flight in the air still needs; more of them, and for longer, where it is not as planned. */
export const remainingVolumes = (flying: Flying, plane: Plane): Corridor[] => {
  const doubt = { sinceS: flying.nowS, departureLateS: 0 };
  const rest = restOf(flying, plane).map((stretch) => corridorOf(stretch, doubt));
  if (flying.asPlanned) return rest;
  return [...rest, ...unsureWays(flying, plane).map((stretch) => corridorOf(stretch, doubt))].map(blurred);
};
