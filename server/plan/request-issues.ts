import { distanceM, isLonLat } from '../core/geo.ts';
import type { Issue } from '../core/issue.ts';
import { LEGAL_CEILING_AGL_M, MAX_DIRECT_M, MIN_DIRECT_M } from './limits.ts';
import type { PlanRequest, World } from './plan-types.ts';
import { droneProfile } from './profile.ts';
import { isInRegion } from './region.ts';
import type { PlanPad } from './sites.ts';

/** What makes a request senseless: with one of these there is nothing to plan. */
export const requestIssues = (request: PlanRequest, world: World): Issue[] => {
  const pads = [...padIssues(request.from, 'from', world), ...padIssues(request.to, 'to', world)];
  return [
    ...pads,
    ...(pads.length > 0 ? [] : spanIssues(request)),
    ...profileIssues(request),
    ...rangeIssue('payloadKg', request.payloadKg, [0, 1_000], 'kg'),
    ...rangeIssue('startPct', request.startPct, [0, 100], '%'),
    ...rangeIssue('departAt', request.departAt, [0, Number.MAX_SAFE_INTEGER], 'ms'),
    ...(request.cruiseRelAltM === undefined
      ? []
      : rangeIssue('cruiseRelAltM', request.cruiseRelAltM, [0, LEGAL_CEILING_AGL_M], 'm above take-off')),
    ...windIssues(request),
    ...packIssues(request),
  ];
};

const padIssues = (pad: PlanPad, place: 'from' | 'to', world: World): Issue[] => {
  if (!isLonLat(pad.at))
    return [input(place, `expected WGS-84 longitude and latitude, found ${pad.at.join(',')}`)];
  if (!isInRegion(pad.at, world.airspace.region))
    return [
      {
        id: 'plan.outside_region',
        severity: 'blocker',
        place,
        sentence: `Pad ${pad.nameEn} at ${pad.at.join(',')} lies outside the area that the airspace data cover.`,
        fix: 'Check the position, or import airspace data for that area.',
        params: { pad: pad.nameEn, padZh: pad.nameZh },
      },
    ];
  return [
    ...rangeIssue(`${place}.groundAmslM`, pad.groundAmslM, [-100, 5_000], 'm AMSL'),
    ...rangeIssue(`${place}.heightM`, pad.heightM, [0, 600], 'm'),
  ];
};

const spanIssues = ({ from, to }: PlanRequest): Issue[] => {
  const span = distanceM(from.at, to.at);
  if (span >= MIN_DIRECT_M && span <= MAX_DIRECT_M) return [];
  return [
    {
      id: 'plan.span',
      severity: 'blocker',
      place: 'to',
      sentence: `The pads are ${Math.round(span)} m apart; flights of ${MIN_DIRECT_M} m to ${MAX_DIRECT_M} m are planned.`,
      params: { metres: Math.round(span) },
    },
  ];
};

const profileIssues = ({ profile }: PlanRequest): Issue[] => {
  const parsed = droneProfile.safeParse(profile);
  if (parsed.success) return [];
  return parsed.error.issues.map((fault) => input(`profile.${fault.path.join('.')}`, fault.message));
};

const windIssues = ({ wind }: PlanRequest): Issue[] =>
  wind === undefined
    ? []
    : [
        ...rangeIssue('wind.fromDeg', wind.fromDeg, [0, 360], '°'),
        ...rangeIssue('wind.meanMs', wind.meanMs, [0, 100], 'm/s'),
        ...rangeIssue('wind.gustMs', wind.gustMs, [0, 150], 'm/s'),
      ];

const packIssues = ({ pack }: PlanRequest): Issue[] => [
  ...(pack?.healthPct === undefined ? [] : rangeIssue('pack.healthPct', pack.healthPct, [10, 120], '%')),
  ...(pack?.temperatureC === undefined
    ? []
    : rangeIssue('pack.temperatureC', pack.temperatureC, [-60, 70], '°C')),
];

const rangeIssue = (
  place: string,
  value: number,
  [least, most]: readonly [number, number],
  unit: string,
): Issue[] =>
  Number.isFinite(value) && value >= least && value <= most
    ? []
    : [input(place, `expected ${least} to ${most} ${unit}, found ${value}`)];

const input = (place: string, fault: string): Issue => ({
  id: 'plan.input',
  severity: 'blocker',
  place,
  sentence: `The request cannot be planned, ${place}: ${fault}.`,
  params: { place, fault },
});
