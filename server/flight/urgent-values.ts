import type { LonLat } from '../core/geo.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { DroneProfile } from '../plan/profile.ts';
import type { PlanPad } from '../plan/sites.ts';
import type { UrgentFacts } from './urgent-facts.ts';
import type { Words } from './urgent-fields.ts';
import { windowOf } from './urgent-rules.ts';

const URGENCY: Readonly<Record<string, Words>> = {
  MTP: { zh: '大量输血', en: 'massive transfusion' },
  EMERGENCY: { zh: '紧急', en: 'emergency' },
  URGENT: { zh: '急', en: 'urgent' },
  ROUTINE: { zh: '常规', en: 'routine' },
};

/** China has one time: UTC+8. */
const CHINA_MS = 8 * 3_600_000;

/** `2026-03-01 10:00:00`, or without seconds; time of Nanjing. */
export const momentText = (at: number, chars: 16 | 19 = 16): string =>
  new Date(at + CHINA_MS).toISOString().slice(0, chars).replace('T', ' ');

const same = (text: string): Words => ({ zh: text, en: text });
const said = (text: string): Words | undefined => (text.trim() === '' ? undefined : same(text));
const whole = (value: number): string => String(Math.round(value));
const tenths = (value: number): string => String(Math.round(value * 10) / 10);
const placeText = ([lon, lat]: LonLat): string => `${lon.toFixed(6)}, ${lat.toFixed(6)}`;
const amslOf = ({ groundAmslM, heightM }: PlanPad): number => groundAmslM + heightM;

/** UAV Regulations Art. 62: empty mass and greatest mass at take-off, kilograms. */
const classOf = (emptyKg: number, fullKg: number): Words => {
  if (emptyKg < 0.25) return { zh: '微型', en: 'micro' };
  if (emptyKg <= 4 && fullKg <= 7) return { zh: '轻型', en: 'light' };
  if (emptyKg <= 15 && fullKg <= 25) return { zh: '小型', en: 'small' };
  return fullKg <= 150 ? { zh: '中型', en: 'medium' } : { zh: '大型', en: 'large' };
};

const massWords = ({ emptyMassKg, payloadKg }: DroneProfile): Words => {
  const full = emptyMassKg + payloadKg;
  const kind = classOf(emptyMassKg, full);
  return {
    zh: `空机 ${tenths(emptyMassKg)} kg，最大起飞质量 ${tenths(full)} kg，${kind.zh}（按机型档案）`,
    en: `empty ${tenths(emptyMassKg)} kg, at most ${tenths(full)} kg at take-off, ${kind.en} (by the profile of the type)`,
  };
};

const performanceWords = (p: DroneProfile): Words => ({
  zh: `巡航 ${tenths(p.cruiseMs)} m/s，最大空速 ${tenths(p.maxAirspeedMs)} m/s，满载航程 ${tenths(p.rangeKmFullLoad)} km，最大载荷 ${tenths(p.payloadKg)} kg，限风 ${tenths(p.windLimitMs)} m/s（阵风 ${tenths(p.gustLimitMs)} m/s）`,
  en: `cruise ${tenths(p.cruiseMs)} m/s, airspeed up to ${tenths(p.maxAirspeedMs)} m/s, range with full load ${tenths(p.rangeKmFullLoad)} km, load up to ${tenths(p.payloadKg)} kg, wind up to ${tenths(p.windLimitMs)} m/s (gusts ${tenths(p.gustLimitMs)} m/s)`,
});

const purposeWords = ({ order }: UrgentFacts): Words => {
  if (order === undefined)
    return { zh: '医疗救护：运血无人机空机返回', en: 'medical rescue: return of a drone that carried blood' };
  const urgency = URGENCY[order.urgency] ?? same(order.urgency);
  return {
    zh: `医疗救护：紧急运送临床用血（订单 ${order.number}，${urgency.zh}）`,
    en: `medical rescue: urgent delivery of blood (order ${order.number}, ${urgency.en})`,
  };
};

const BASIS: Readonly<Record<UrgentFacts['basis'], Words>> = {
  rescue: {
    zh: '《无人驾驶航空器飞行管理暂行条例》第二十九条：医疗救护，起飞 30 分钟前申请',
    en: 'UAV Regulations Art. 29: medical rescue, applied for 30 minutes before take-off',
  },
  special: {
    zh: '《无人驾驶航空器飞行管理暂行条例》第二十九条：特别紧急任务，随时申请',
    en: 'UAV Regulations Art. 29: specially urgent task, applied for at any time',
  },
};

const siteWords = (site: UrgentFacts['from'], pad: PlanPad): Words => {
  const numbers = `${placeText(pad.at)}, ${whole(amslOf(pad))} m AMSL`;
  const doubt = pad.surveyed ? same('') : { zh: '（未实测）', en: ' (not surveyed)' };
  const address = site.address === '' ? '' : `，${site.address}`;
  return {
    zh: `${site.nameZh} ${site.padName}${address}；${numbers}${doubt.zh}`,
    en: `${site.nameEn} ${site.padName}; ${numbers}${doubt.en}`,
  };
};

const joined = (parts: readonly Words[]): Words => ({
  zh: parts.map(({ zh }) => zh).join('；'),
  en: parts.map(({ en }) => en).join('; '),
});

const alternateWords = ({ alternates, from, to }: Plan): Words => {
  const others = alternates.filter(
    ({ padId }, i) =>
      padId !== from.id && padId !== to.id && alternates.findIndex((one) => one.padId === padId) === i,
  );
  if (others.length === 0)
    return { zh: '起飞场地和降落场地，无其他', en: 'take-off and landing site, no other' };
  return joined(
    others.map(({ nameZh, nameEn, at }) => ({
      zh: `${nameZh}（${placeText(at)}）`,
      en: `${nameEn} (${placeText(at)})`,
    })),
  );
};

const landingWords = ({ plan }: UrgentFacts['stored'], takeoffAt: number): Words => {
  const middle = momentText(takeoffAt + plan.eta.p50S * 1000, 19);
  const late = momentText(takeoffAt + plan.eta.p95S * 1000, 19);
  return same(`${middle} (${late})`);
};

const highest = ({ legs }: Plan): number => Math.max(...legs.map(({ relAltM }) => relAltM));

const heightWords = (plan: Plan): Words => {
  const heights = [...new Set(plan.legs.map(({ relAltM }) => whole(relAltM)))].join(' / ');
  const amsl = whole(highest(plan) + amslOf(plan.from));
  return {
    zh: `起飞点以上 ${heights} m；海拔不超过 ${amsl} m`,
    en: `${heights} m above take-off; at most ${amsl} m AMSL`,
  };
};

/** Undefined where an elevation file does not tell how high all of the ground is. */
const trueHeightWords = (plan: Plan): Words | undefined => {
  const ground = plan.ground?.amslM ?? [];
  const known = ground.filter((amslM) => amslM !== null);
  if (known.length === 0 || known.length < ground.length) return undefined;
  const most = whole(highest(plan) + amslOf(plan.from) - Math.min(...known));
  return { zh: `不超过 ${most} m`, en: `at most ${most} m` };
};

const routeWords = ({ legs }: Plan): Words => {
  const points = legs.length === 0 ? [] : [legs[0]?.from, ...legs.map(({ to }) => to)];
  const list = points.flatMap((at, i) => (at === undefined ? [] : [`${i + 1}) ${placeText(at)}`]));
  return same(list.join('; '));
};

const areaWords = ({ sora }: Plan): Words => {
  const half = whole(sora.geographyM + sora.contingencyM);
  return {
    zh: `航线两侧各 ${half} m（飞行地理范围与应急缓冲），地面风险缓冲再加 ${whole(sora.groundRiskM)} m`,
    en: `${half} m on both sides of the route (flight geography and contingency volume), ground-risk buffer ${whole(sora.groundRiskM)} m beyond`,
  };
};

const speedWords = ({ legs }: Plan): Words => {
  const speeds = legs.map(({ groundSpeedMs }) => groundSpeedMs);
  const [low, high] = [tenths(Math.min(...speeds)), tenths(Math.max(...speeds))];
  return same(low === high ? `${low} m/s` : `${low} – ${high} m/s`);
};

/** A place has several pads: its stretches are told as one. */
const diversionWords = ({ alternates }: Plan): Words | undefined => {
  if (alternates.length === 0) return undefined;
  const stretches: { nameZh: string; nameEn: string; fromS: number; toS: number }[] = [];
  for (const { nameZh, nameEn, fromS, toS } of alternates) {
    const last = stretches.at(-1);
    if (last?.nameZh === nameZh && last.toS === fromS) last.toS = toS;
    else stretches.push({ nameZh, nameEn, fromS, toS });
  }
  return joined(
    stretches.map(({ nameZh, nameEn, fromS, toS }) => ({
      zh: `起飞后 ${whole(fromS)}–${whole(toS)} 秒：${nameZh}`,
      en: `${whole(fromS)}–${whole(toS)} s after take-off: ${nameEn}`,
    })),
  );
};

const noReturnWords = ({ pointOfNoReturnS: lastS }: Plan): Words =>
  lastS === undefined
    ? { zh: '全程可返航', en: 'home can be reached all the way' }
    : { zh: `起飞后 ${whole(lastS)} 秒`, en: `${whole(lastS)} s after take-off` };

type Value = (facts: UrgentFacts) => Words | undefined;

/** What the record says for each field of the form; a field that is not here nobody knows but people. */
export const RECORD_VALUES: Readonly<Record<string, Value>> = {
  model: ({ profile }) => ({ zh: `${profile.name}，1 架`, en: `${profile.name}, one` }),
  aircraft: ({ vehicle }) => same(vehicle.uid === '' ? vehicle.name : `${vehicle.name}, ${vehicle.uid}`),
  mass: ({ profile }) => massWords(profile),
  performance: ({ profile }) => performanceWords(profile),
  purpose: purposeWords,
  basis: ({ basis }) => BASIS[basis],
  mode: () => ({
    zh: '单机、视距外、按预设航线自动飞行，运行控制系统全程监控',
    en: 'one aircraft, beyond visual line of sight, automatic on a pre-set route, watched by the control system throughout',
  }),
  payload: ({ stored }) => same(`${tenths(stored.plan.payloadKg)} kg`),
  takeoffSite: ({ from, stored }) => siteWords(from, stored.plan.from),
  landingSite: ({ to, stored }) => siteWords(to, stored.plan.to),
  alternates: ({ stored }) => alternateWords(stored.plan),
  takeoffPhone: ({ from }) => said(from.phone),
  landingPhone: ({ to }) => said(to.phone),
  takeoff: ({ takeoffAt }) => same(momentText(takeoffAt)),
  landing: ({ stored, takeoffAt }) => landingWords(stored, takeoffAt),
  window: ({ stored, takeoffAt }) => {
    const { from, to } = windowOf(takeoffAt, stored.plan.flightS);
    return same(`${momentText(from)} – ${momentText(to)}`);
  },
  route: ({ stored }) => routeWords(stored.plan),
  length: ({ stored }) => same(`${(stored.plan.distanceM / 1000).toFixed(2)} km`),
  height: ({ stored }) => heightWords(stored.plan),
  trueHeight: ({ stored }) => trueHeightWords(stored.plan),
  speed: ({ stored }) => speedWords(stored.plan),
  area: ({ stored }) => areaWords(stored.plan),
  entry: () => ({
    zh: '起飞场地垂直爬升进入，降落场地垂直下降离开',
    en: 'in by a vertical climb at the take-off site, out by a vertical descent at the landing site',
  }),
  energy: ({ stored }) => {
    const { landingPct, reservePct } = stored.plan.battery;
    return {
      zh: `预计落地剩余 ${whole(landingPct)}%，保留 ${whole(reservePct)}%`,
      en: `${whole(landingPct)} % left on landing, reserve ${whole(reservePct)} %`,
    };
  },
  noReturn: ({ stored }) => noReturnWords(stored.plan),
  diversion: ({ stored }) => diversionWords(stored.plan),
  parachute: ({ profile }) =>
    profile.parachuteSinkMs > 0
      ? {
          zh: `有，下沉 ${tenths(profile.parachuteSinkMs)} m/s（按机型档案）`,
          en: `yes, sinks at ${tenths(profile.parachuteSinkMs)} m/s (by the profile of the type)`,
        }
      : { zh: '无', en: 'none' },
  planned: ({ number, stored }) => ({
    zh: `飞行 ${number}，计划 ${stored.plan.hash}，空域数据 ${stored.plan.airspaceVersion}`,
    en: `flight ${number}, plan ${stored.plan.hash}, airspace data ${stored.plan.airspaceVersion}`,
  }),
};
