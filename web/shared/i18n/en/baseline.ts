import type { baseline as zh } from '../zh/baseline.ts';

export const baseline: typeof zh = {
  open: 'Parameters',
  title: 'Parameters of {{name}} against the baseline',
  about: '{{checked}} parameters were compared with the baseline “{{profile}}”.',
  profile: { field: 'field', simulation: 'simulation' },
  none: 'All parameters are as the baseline wants them',
  parameter: 'Parameter',
  expected: 'Expected',
  actual: 'The drone has',
  why: 'Why it matters',
  unread: 'not read',
  severity: { blocker: 'safety parameter: no launch with another value', note: 'for information' },
  byHand: 'to be set with a ground station',
  reason: 'Reason',
  apply: 'Set {{count}} to the baseline',
  done: 'The parameters of {{name}} are as the baseline wants them',
};
