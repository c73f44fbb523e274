import type { MonoMs } from '../core/clock.ts';
import type { Active } from './active-service.ts';
import { areAboard, idsText, missionText } from './launch-proofs.ts';
import { isFresh, type VehicleFacts } from './ports.ts';

/** What a command that moves a vehicle is judged by must be younger. */
const SEEN_WITHIN_MS = 5000;
/** Farther from its route a flight is not sent on: the mission would take it on an unchecked way there, metres. */
const RESUME_OFF_ROUTE_M = 200;

/** The sentence that says why it cannot be commanded as something in the air, or undefined. */
export const notFlying = (facts: VehicleFacts, now: MonoMs): string | undefined => {
  if (!isFresh(facts.heartbeat, now, SEEN_WITHIN_MS) || facts.heartbeat?.value.armed !== true)
    return 'expected it heard within 5 s and armed';
  return isFresh(facts.landed, now, SEEN_WITHIN_MS) && facts.landed?.value !== 'on_ground'
    ? undefined
    : 'expected it in the air, seen within 5 s';
};

/** Why it must not go on with its mission: other plans aboard, or it is too far from the route. */
export const offItsRoute = (active: Active, facts: VehicleFacts, now: MonoMs): string | undefined => {
  const said = isFresh(facts.mission, now, SEEN_WITHIN_MS) ? facts.mission?.value : undefined;
  const ours = active.frame.aboard;
  if (ours === undefined || !areAboard(ours, said))
    return `expected ${ours === undefined ? 'its plans' : idsText(ours)} aboard, ${missionText(facts)}`;
  if (!isFresh(facts.position, now, SEEN_WITHIN_MS)) return 'expected a position within 5 s';
  const offM = Math.abs(active.progress?.crossTrackM ?? Infinity);
  return offM > RESUME_OFF_ROUTE_M
    ? `expected it within ${RESUME_OFF_ROUTE_M} m of its route, it is ${offM.toFixed(0)} m off`
    : undefined;
};
