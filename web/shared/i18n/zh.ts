import { assign } from './zh/assign.ts';
import { admin } from './zh/admin.ts';
import { battery } from './zh/battery.ts';
import { baseline } from './zh/baseline.ts';
import { common } from './zh/common.ts';
import { console } from './zh/console.ts';
import { contingency } from './zh/contingency.ts';
import { control } from './zh/control.ts';
import { enums } from './zh/enums.ts';
import { errors } from './zh/errors.ts';
import { events } from './zh/events.ts';
import { exchange } from './zh/exchange.ts';
import { hospital } from './zh/hospital.ts';
import { issue } from './zh/issue.ts';
import { issues } from './zh/issues.ts';
import { login } from './zh/login.ts';
import { map } from './zh/map.ts';
import { ops } from './zh/ops.ts';
import { failure } from './zh/failure.ts';
import { incident } from './zh/incident.ts';
import { safety } from './zh/safety.ts';
import { preflight } from './zh/preflight.ts';
import { signing } from './zh/signing.ts';
import { urgent } from './zh/urgent.ts';
import { zones } from './zh/zones.ts';

/** Every area in Chinese, the first language; its shape is the shape of all languages. */
export const zh = {
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
