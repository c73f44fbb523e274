import type { Issue } from '../core/issue.ts';
import type { Airspace, Zone } from './airspace.ts';
import type { Heights } from './heights.ts';
import { LONG_DETOUR_SHARE } from './limits.ts';
import type { PlanRequest } from './plan-types.ts';
import type { Route } from './route/route.ts';

const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
const km = (metres: number): number => round(metres / 1_000, 2);
const names = (zones: readonly Zone[]): string => zones.map((zone) => zone.nameEn).join('; ');
const zoneParams = (zones: readonly Zone[]): Record<string, string> => ({
  zones: names(zones),
  zonesZh: zones.map((zone) => zone.nameZh).join(';'),
  zoneIds: zones.map((zone) => zone.id).join(','),
});

export const noRouteIssue = (route: Exclude<Route, { kind: 'found' }>, request: PlanRequest): Issue => {
  if (route.kind === 'no_route')
    return {
      id: 'plan.no_route',
      severity: 'blocker',
      sentence: `There is no route from ${request.from.nameEn} to ${request.to.nameEn}; what blocks it: ${names(route.zones)}.`,
      fix: 'Send the blood by road, or wait until a temporary zone ends.',
      params: zoneParams(route.zones),
    };
  const pad = request[route.pad];
  return {
    id: 'plan.pad_blocked',
    severity: 'blocker',
    place: route.pad,
    sentence: `Pad ${pad.nameEn} lies in or too near to: ${names(route.zones)}.`,
    fix: 'Use another pad, or wait until a temporary zone ends.',
    params: { pad: pad.nameEn, padZh: pad.nameZh, ...zoneParams(route.zones) },
  };
};

/** About the data behind the plan. */
export const dataIssues = (request: PlanRequest, airspace: Airspace): Issue[] => [
  ...(airspace.missing.length > 0
    ? [
        {
          id: 'plan.airspace_incomplete',
          severity: 'blocker',
          sentence: `Airspace version ${airspace.version} has parts that could not be read: ${airspace.missing.join(', ')}.`,
          fix: 'Mend the airspace file and import it again.',
          params: { missing: airspace.missing.join(', ') },
        } satisfies Issue,
      ]
    : []),
  ...[request.from, request.to]
    .filter((pad) => !pad.surveyed)
    .map((pad): Issue => ({
      id: 'plan.pad_unsurveyed',
      severity: 'warning',
      place: pad.id,
      sentence: `Pad ${pad.nameEn} has not been surveyed: position and height are assumptions.`,
      fix: 'Measure the pad on site and enter position and height.',
      params: { pad: pad.nameEn, padZh: pad.nameZh },
    })),
];

export const loadIssues = ({ payloadKg, profile }: PlanRequest): Issue[] =>
  payloadKg <= profile.payloadKg
    ? []
    : [
        {
          id: 'plan.payload',
          severity: 'blocker',
          sentence: `The load of ${round(payloadKg)} kg is above the ${profile.payloadKg} kg that ${profile.name} carries.`,
          fix: 'Split the load over two flights.',
          params: { payloadKg: round(payloadKg), limitKg: profile.payloadKg },
        },
      ];

export const windIssues = ({ wind, profile }: PlanRequest): Issue[] => {
  if (wind === undefined)
    return [
      {
        id: 'plan.wind_unknown',
        severity: 'warning',
        sentence: 'No wind is known: the plan reckons with calm air.',
        fix: 'Ask the people at both pads; no launch above the limits of the drone profile.',
      },
    ];
  if (wind.meanMs <= profile.windLimitMs && wind.gustMs <= profile.gustLimitMs) return [];
  return [
    {
      id: 'plan.wind',
      severity: 'blocker',
      sentence: `Wind ${wind.meanMs} m/s, gusts ${wind.gustMs} m/s; the limits are ${profile.windLimitMs} and ${profile.gustLimitMs} m/s.`,
      fix: 'Wait for less wind, or send the blood by road.',
      params: {
        meanMs: wind.meanMs,
        gustMs: wind.gustMs,
        limitMs: profile.windLimitMs,
        gustLimitMs: profile.gustLimitMs,
      },
    },
  ];
};

export const heightIssues = (heights: Heights, wishedRelAltM: number): Issue[] => {
  const lowest = Math.min(...heights.legs.map((leg) => leg.relAltM));
  const lowered: Issue[] =
    lowest < wishedRelAltM
      ? [
          {
            id: 'plan.height_lowered',
            severity: 'note',
            sentence: `Cruise is at ${lowest} m above take-off instead of ${wishedRelAltM} m, to stay below the height limit.`,
            params: { relAltM: lowest, wishedRelAltM },
          },
        ]
      : [];
  return [
    ...lowered,
    ...heights.tooLow.map(({ leg, zones }): Issue => ({
      id: 'plan.no_height',
      severity: 'blocker',
      place: `leg ${leg + 1}`,
      sentence: `Leg ${leg + 1} has no height between the ground${zones.length > 0 ? ` with ${names(zones)}` : ' or the pads'} and the ceiling of ${heights.ceilingRelAltM} m above take-off.`,
      params: { leg: leg + 1, ceilingRelAltM: heights.ceilingRelAltM, ...zoneParams(zones) },
    })),
  ];
};

export const detourIssues = (distanceM: number, directM: number): Issue[] =>
  distanceM <= directM * (1 + LONG_DETOUR_SHARE)
    ? []
    : [
        {
          id: 'plan.detour',
          severity: 'note',
          sentence: `The route is ${km(distanceM)} km, the straight line ${km(directM)} km.`,
          params: { km: km(distanceM), directKm: km(directM) },
        },
      ];

/** The way that spares people is beyond the battery, or too far around. */
export const riskForRangeIssue = (carefulM: number, shortestM: number): Issue => ({
  id: 'plan.risk_for_range',
  severity: 'warning',
  sentence: `The way around people is ${km(carefulM)} km and does not fit; this is the shortest one, ${km(shortestM)} km.`,
  fix: 'A fuller battery or less load allows the way around.',
  params: { carefulKm: km(carefulM), km: km(shortestM) },
});

/** Notes about zones below or around the route that do not block it. */
export const crossedIssues = (crossed: {
  readonly caution: readonly Zone[];
  readonly idle: readonly Zone[];
  readonly populated: readonly { readonly zone: Zone; readonly metres: number }[];
}): Issue[] => [
  ...crossed.caution.map((zone): Issue => ({
    id: 'plan.caution',
    severity: 'note',
    place: zone.id,
    sentence: `The route passes the caution zone ${zone.nameEn} (${zone.lowerM} to ${zone.upperM} m ${zone.altitudeRef}).`,
    params: zoneParams([zone]),
  })),
  ...crossed.idle.map((zone): Issue => ({
    id: 'plan.temporary_idle',
    severity: 'note',
    place: zone.id,
    sentence: `The route passes the temporary zone ${zone.nameEn}, which is not in force.`,
    params: zoneParams([zone]),
  })),
  ...crossed.populated.map(({ zone, metres }): Issue => ({
    id: 'plan.populated',
    severity: 'note',
    place: zone.id,
    sentence: `The route passes ${km(metres)} km above ${zone.nameEn}.`,
    params: { km: km(metres), ...zoneParams([zone]) },
  })),
];

/** Zones near the route that the vehicle's fence does not hold: the route keeps away from them all the same. */
export const fenceIssues = (leftOut: readonly Zone[]): Issue[] =>
  leftOut.length === 0
    ? []
    : [
        {
          id: 'plan.fence_open',
          severity: 'warning',
          sentence: `The drone's fence has no room for these zones beside the route: ${names(leftOut)}. The route itself keeps clear of them.`,
          fix: 'Watch the drone where it passes them.',
          params: zoneParams(leftOut),
        },
      ];

const SEVERITIES: readonly Issue['severity'][] = ['blocker', 'warning', 'note'];

/** What blocks first. */
export const bySeverity = (issues: readonly Issue[]): Issue[] =>
  issues.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
