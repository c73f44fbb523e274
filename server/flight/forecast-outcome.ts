import type { MonoMs } from '../core/clock.ts';
import { distanceM } from '../core/geo.ts';
import { pointAt, type ForecastPhase } from './forecast-path.ts';
import { forecastAt, heardAt, type Forecast } from './forecast.ts';
import type { VehicleFacts } from './ports.ts';

/** A forecast is right to within that many seconds: heartbeats come and are missed in steps of one. */
const TOLERANCE_S = 2;

/** The modes in which a phase is flown, as HEARTBEAT names them. */
const MODES: Readonly<Record<ForecastPhase, readonly string[]>> = {
  mission: ['AUTO.MISSION', 'AUTO.TAKEOFF'],
  hold: ['AUTO.LOITER'],
  climb: ['AUTO.RTL'],
  return: ['AUTO.RTL'],
  descend: ['AUTO.RTL'],
  land: ['AUTO.LAND', 'AUTO.RTL', 'AUTO.MISSION'],
  landed: ['AUTO.LAND', 'AUTO.RTL', 'AUTO.MISSION'],
  unknown: [],
};

/** What was foretold against what was seen when it was heard again. */
export type ForecastOutcome = {
  readonly silentS: number;
  readonly phase: ForecastPhase;
  readonly mode: string;
  readonly asForetold: boolean;
  /** Between the forecast and the seen position, metres; undefined = no position of now. */
  readonly offM: number | undefined;
  readonly radiusM: number;
};

export const compareForecast = (forecast: Forecast, seen: VehicleFacts): ForecastOutcome => {
  const at = heardAt(seen) ?? forecast.heardAt;
  const after = (when: MonoMs): number => ((when - forecast.heardAt) / 1000) * forecast.rate;
  const silentS = after(at);
  const now = forecastAt(forecast, silentS);
  const mode = seen.heartbeat?.value.mode ?? '';
  const position =
    seen.position !== undefined && seen.position.at > forecast.heardAt ? seen.position : undefined;
  const placed = position && forecastAt(forecast, after(position.at));
  return {
    silentS,
    phase: now.phase,
    mode,
    asForetold: [-TOLERANCE_S, 0, TOLERANCE_S].some((offS) =>
      MODES[pointAt(forecast.points, Math.max(0, silentS + offS)).phase].includes(mode),
    ),
    offM: position && placed && distanceM(position.value.at, placed.at),
    radiusM: now.radiusM,
  };
};
