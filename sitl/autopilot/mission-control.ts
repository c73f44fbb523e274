import { common } from 'mavlink-mappings';
import { loadFence } from './fence.ts';
import { farFirstWaypoint, infeasible } from './feasibility.ts';
import { freshRun } from './mission-run.ts';
import { enterMode, REPEAT_MS } from './navigator.ts';
import { missionCurrent } from './telemetry.ts';
import { hasMission, missionItems, SEVERITY, type Autopilot } from './state.ts';

/** DO_SET_MISSION_CURRENT and MISSION_SET_CURRENT; false if there is no such item. −1 keeps the current one. */
export const setMissionItem = (ap: Autopilot, seq: number): boolean => {
  if (!hasMission(ap)) return false;
  if (seq === -1) return true;
  if (!Number.isInteger(seq) || seq < 0 || seq >= missionItems(ap).length) return false;
  if (seq === ap.run.current && !ap.run.finished) return true;
  ap.run = { ...freshRun, current: seq };
  return true;
};

/** The mission starts at the item that was marked current, else stays at its index as far as there is one. */
const takeMission = (ap: Autopilot, current: number): void => {
  const last = Math.max(0, missionItems(ap).length - 1);
  ap.run = { ...freshRun, current: Math.min(last, current >= 0 ? current : ap.run.current) };
  ap.shownItem = ap.run.current;
  ap.runReached = undefined;
  ap.missionStarted = ap.mode === 'AUTO.MISSION' && ap.armed;
};

const judgeMission = (ap: Autopilot): void => {
  const reason = infeasible(ap);
  ap.missionFeasible = reason === undefined;
  if (reason !== undefined) ap.text(SEVERITY.CRITICAL, `${reason}\t`);
};

/** After another plan was stored; in flight an infeasible one drops the mission, and the vehicle holds at once. */
export const onPlanReplaced = (ap: Autopilot, plan: 'mission' | 'fence' | 'rally', current: number): void => {
  if (plan === 'rally') return;
  if (plan === 'mission') takeMission(ap, current);
  else loadFence(ap);
  judgeMission(ap);
  if (plan === 'mission') {
    if (ap.missionFeasible && farFirstWaypoint(ap))
      ap.text(SEVERITY.WARNING, 'First waypoint far away from Home\t');
    // The new plan and its item are told at once.
    missionCurrent(ap);
  }
  if (ap.armed && ap.mode === 'AUTO.MISSION' && !hasMission(ap)) enterMode(ap, 'AUTO.LOITER');
};

/** MISSION_ITEM_REACHED is sent once and repeated ten times at 1 Hz. */
const REPEATS = 10;

export const repeatReached = (ap: Autopilot): void => {
  const { runReached } = ap;
  if (runReached === undefined || runReached.repeats > REPEATS || ap.wallMs < runReached.nextWallMs) return;
  ap.send(common.MissionItemReached, { seq: runReached.seq });
  ap.runReached = {
    seq: runReached.seq,
    repeats: runReached.repeats + 1,
    nextWallMs: ap.wallMs + REPEAT_MS,
  };
};
