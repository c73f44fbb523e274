import type { Alarm } from '../../server/api/contract/system.ts';

/** Latest first. */
export const latestFirst = (alarms: readonly Alarm[]): Alarm[] =>
  [...alarms].sort((a, b) => b.raisedAt - a.raisedAt || a.id.localeCompare(b.id));

export const openAlarms = (alarms: readonly Alarm[]): Alarm[] =>
  alarms.filter((alarm) => alarm.acknowledged === null);

/** The worst of the alarms that nobody has acknowledged; a note makes no sound. */
export const worstOpen = (alarms: readonly Alarm[]): 'critical' | 'warning' | undefined => {
  const severities = openAlarms(alarms).map((alarm) => alarm.severity);
  if (severities.includes('critical')) return 'critical';
  return severities.includes('warning') ? 'warning' : undefined;
};

/** The alarm that stands in the one-line bar: the worst, and of these the latest. */
export const headline = (alarms: readonly Alarm[]): Alarm | undefined => {
  const open = latestFirst(openAlarms(alarms));
  return (
    open.find((alarm) => alarm.severity === 'critical') ??
    open.find((alarm) => alarm.severity === 'warning') ??
    open[0]
  );
};
