import { MAV_RESULT } from './commander.ts';
import { SEVERITY, type Autopilot } from './state.ts';

/** FAILURE_UNIT and FAILURE_TYPE of MAVLink. */
const UNIT = { MAG: 2, BARO: 3, GPS: 4, BATTERY: 100, MOTOR: 101 } as const;
const TYPE = { OK: 0, OFF: 1, STUCK: 2, WRONG: 4 } as const;

const UNITS: Readonly<Record<number, string>> = {
  [UNIT.MAG]: 'mag',
  [UNIT.BARO]: 'baro',
  [UNIT.GPS]: 'gps',
  [UNIT.BATTERY]: 'battery',
  [UNIT.MOTOR]: 'motor',
};
const TYPES: Readonly<Record<number, string>> = {
  [TYPE.OFF]: 'off',
  [TYPE.STUCK]: 'stuck',
  [TYPE.WRONG]: 'wrong',
};

const gnss = (ap: Autopilot, type: number): void => {
  ap.faults.gnss = type === TYPE.OFF || type === TYPE.WRONG ? 'lost' : type === TYPE.STUCK ? 'stuck' : 'none';
};

const lostSensor = (ap: Autopilot, name: 'MAG' | 'BARO', off: boolean): void => {
  if (name === 'MAG') ap.faults.magLost = off;
  else ap.faults.baroLost = off;
  if (off) ap.text(SEVERITY.EMERGENCY, `${name} #0 failed:  TIMEOUT!\t`);
};

/**
 * INJECT_FAILURE as PX4 on its simulator answers it: ACCEPTED for every unit that it knows, whatever comes of it (a
 * motor goes on turning); UNSUPPORTED for what it does not, links among it.
 */
export const injectFailure = (ap: Autopilot, unit: number, type: number): number => {
  if (ap.parameters.value('SYS_FAILURE_EN') === 0) return MAV_RESULT.DENIED;
  const name = UNITS[unit];
  if (name === undefined) return MAV_RESULT.UNSUPPORTED;
  const what = TYPES[type];
  ap.text(
    SEVERITY.WARNING,
    what === undefined ? `Cleared: ${name}, all instances\t` : `Injected: ${name} ${what}, all instances\t`,
  );
  if (unit === UNIT.GPS) gnss(ap, type);
  else if (unit === UNIT.MAG) lostSensor(ap, 'MAG', type !== TYPE.OK);
  else if (unit === UNIT.BARO) lostSensor(ap, 'BARO', type !== TYPE.OK);
  else if (unit === UNIT.BATTERY && type === TYPE.OFF)
    ap.body = { ...ap.body, energyJ: Math.min(ap.body.energyJ, EMPTY_SHARE * ap.fullJ) };
  return MAV_RESULT.ACCEPTED;
};

/** What is left in a pack that has failed: below every threshold, and enough to land with. */
const EMPTY_SHARE = 0.04;
