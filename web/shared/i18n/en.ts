import { assign } from './en/assign.ts';
import { admin } from './en/admin.ts';
import { battery } from './en/battery.ts';
import { baseline } from './en/baseline.ts';
import { common } from './en/common.ts';
import { console } from './en/console.ts';
import { contingency } from './en/contingency.ts';
import { control } from './en/control.ts';
import { enums } from './en/enums.ts';
import { errors } from './en/errors.ts';
import { events } from './en/events.ts';
import { exchange } from './en/exchange.ts';
import { hospital } from './en/hospital.ts';
import { issue } from './en/issue.ts';
import { issues } from './en/issues.ts';
import { login } from './en/login.ts';
import { map } from './en/map.ts';
import { ops } from './en/ops.ts';
import { failure } from './en/failure.ts';
import { incident } from './en/incident.ts';
import { safety } from './en/safety.ts';
import { preflight } from './en/preflight.ts';
import { signing } from './en/signing.ts';
import { urgent } from './en/urgent.ts';
import { zones } from './en/zones.ts';

import type { zh } from './zh.ts';

export const en: typeof zh = {
  common,
  login,
  exchange,
  hospital,
  issue,
  admin,
  assign,
  baseline,
  battery,
  console,
  contingency,
  control,
  map,
  ops,
  preflight,
  failure,
  incident,
  safety,
  signing,
  urgent,
  zones,
  enums,
  events,
  issues,
  errors,
};
