import type { Issue } from '../../core/issue.ts';
import type { BatteryEstimate, EnergyEstimate, FlightTask } from '../energy.ts';
import type { PlanPad } from '../sites.ts';
import type { Fitting } from './fitting.ts';

const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
const km = (metres: number): number => round(metres / 1_000, 2);

/** Blockers that say that the charge is the matter, not the way. */
export const CHARGE_BLOCKERS: readonly string[] = ['plan.reserve', 'plan.out_of_range'];

export const headwayIssue = (estimate: Extract<EnergyEstimate, { kind: 'no_headway' }>): Issue => ({
  id: 'plan.no_headway',
  severity: 'blocker',
  place: `leg ${estimate.stretch + 1}`,
  sentence: `Against this wind the drone makes no headway on leg ${estimate.stretch + 1}.`,
  fix: 'Wait for less wind, or send the blood by road.',
  params: { leg: estimate.stretch + 1 },
});

export const batteryIssues = (battery: BatteryEstimate, distanceM: number): Issue[] => {
  const params = {
    km: km(distanceM),
    usedPct: round(battery.usedPct),
    startPct: round(battery.startPct),
    landingPct: round(battery.landingPct),
    reservePct: battery.reservePct,
  };
  if (battery.landingPct < 0)
    return [
      {
        id: 'plan.out_of_range',
        severity: 'blocker',
        sentence: `Out of range: ${params.km} km need ${params.usedPct} % of the battery, it has ${params.startPct} %.`,
        params,
      },
    ];
  if (battery.landingPct >= battery.reservePct) return [];
  return [
    {
      id: 'plan.reserve',
      severity: 'blocker',
      sentence: `It would land with ${params.landingPct} %, below the reserve of ${params.reservePct} %: ${params.km} km need ${params.usedPct} %.`,
      params,
    },
  ];
};

/** What would make it fit, each alone or, where that is not enough, two at once. */
export const fittingIssues = (
  { loadKg, windMs, chargePct, calmLoadKg }: Fitting,
  { wind }: FlightTask,
): Issue[] => {
  const fromDeg = round(wind.fromDeg, 0);
  const found: Issue[] = [];
  if (loadKg !== undefined)
    found.push({
      id: 'plan.fits_load',
      severity: 'note',
      sentence: `It fits with at most ${loadKg} kg of load.`,
      params: { kg: loadKg },
    });
  if (windMs !== undefined)
    found.push({
      id: 'plan.fits_wind',
      severity: 'note',
      sentence: `It fits with at most ${windMs} m/s of wind from ${fromDeg}°.`,
      params: { ms: windMs, fromDeg },
    });
  if (calmLoadKg !== undefined)
    found.push({
      id: 'plan.fits_load_calm',
      severity: 'note',
      sentence: `It fits with at most ${calmLoadKg} kg of load in calm air.`,
      params: { kg: calmLoadKg },
    });
  if (chargePct === undefined)
    found.push({
      id: 'plan.fits_no_charge',
      severity: 'note',
      sentence: 'Not even a full battery is enough.',
    });
  else
    found.push({
      id: 'plan.fits_charge',
      severity: 'note',
      sentence: `It fits with at least ${chargePct} % at take-off.`,
      params: { pct: chargePct },
    });
  return found;
};

export const otherPadIssue = ({ id, padName }: Pick<PlanPad, 'id' | 'padName'>): Issue => ({
  id: 'plan.fits_pad',
  severity: 'note',
  sentence: `It fits to the pad ${padName ?? id} of the same site.`,
  params: { pad: padName ?? id },
});
