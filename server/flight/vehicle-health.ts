import type { ArmingReason, VehicleFacts } from './ports.ts';
import type { Finding } from './preflight-table.ts';
import { sensorWords } from './sensor-words.ts';

/** Modes in which the vehicle's own arming check says something about the launch. */
const JUDGED_MODES = ['AUTO.LOITER', 'AUTO.MISSION'];
/** The mode in which it is armed. */
const LAUNCH_MODE = 'AUTO.LOITER';

/** PX4 judges for the mode it is in: in RTL or LAND the check fails on a vehicle that is well. */
const prearmFinding = (mode: string): Finding => {
  const judged = JUDGED_MODES.includes(mode);
  const sentence = judged
    ? `The vehicle's own check before arming fails in ${mode}.`
    : `The vehicle's own check says nothing in ${mode}: it is asked again in AUTO.LOITER before arming.`;
  return {
    id: judged ? 'preflight.prearm' : 'preflight.prearm_unjudged',
    sentence,
    params: { mode },
  };
};

const concerns = ({ modes }: ArmingReason, mode: string): boolean => modes === 'all' || modes.includes(mode);

const reasonFinding = ({ key, en, zh }: ArmingReason, isBlocking: boolean): Finding => ({
  id: isBlocking ? 'preflight.vehicle_check' : 'preflight.vehicle_note',
  place: key,
  sentence: `The vehicle says: ${en}.`,
  params: { en, zh },
});

/**
 * The vehicle's own reasons for the mode in which it is armed. They explain PREARM_CHECK, which alone is the gate: a
 * reason that does not keep that mode from being armed is a note, and those for other modes are left out.
 */
const reasonFindings = ({ arming, health, heartbeat }: VehicleFacts): Finding[] => {
  if (arming === undefined) return [];
  const mode = heartbeat?.value.mode ?? '';
  const judged = JUDGED_MODES.includes(mode);
  const target = judged ? mode : LAUNCH_MODE;
  const { canArm, reasons } = arming.value;
  const isBlocking = !canArm.includes(target) && (!judged || health?.value.prearmOk === false);
  return reasons
    .filter((reason) => concerns(reason, target) && (isBlocking || reason.isProblem))
    .map((reason) => reasonFinding(reason, isBlocking));
};

/** The reasons for which it would not be armed in the mode of now, in English; none where it would. */
export const reasonsAgainstArming = ({ arming, heartbeat }: VehicleFacts): string[] => {
  const mode = heartbeat?.value.mode ?? '';
  if (arming === undefined || arming.value.canArm.includes(mode)) return [];
  return arming.value.reasons.filter((reason) => concerns(reason, mode)).map(({ en }) => en);
};

/**
 * PREARM_CHECK is judged by itself. PX4 reports a remote control's receiver as unhealthy on a drone that has none and
 * needs none (COM_RC_IN_MODE 4); where one is needed, PREARM_CHECK fails too.
 */
const NOT_A_SENSOR: readonly string[] = ['PREARM_CHECK', 'SENSOR_RC_RECEIVER'];

/** What the vehicle says of its own health, with its reasons in words. */
export const healthFindings = (facts: VehicleFacts): Finding[] => {
  const found: Finding[] = [];
  const health = facts.health?.value;
  const unhealthy = health?.unhealthy.filter((name) => !NOT_A_SENSOR.includes(name)) ?? [];
  if (unhealthy.length > 0) {
    const { en, zh } = sensorWords(unhealthy);
    found.push({
      id: 'preflight.sensors',
      sentence: `Unhealthy: ${en}.`,
      params: { en, zh },
    });
  }
  if (health?.prearmOk === false) found.push(prearmFinding(facts.heartbeat?.value.mode ?? ''));
  found.push(...reasonFindings(facts));
  if (facts.idConflict === true)
    found.push({
      id: 'preflight.id_conflict',
      sentence: 'Another sender uses its system id, or it has two of them.',
    });
  return found;
};
