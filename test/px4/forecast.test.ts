import { forecastInTime, forecastOfCuts } from './behaviours/forecast.ts';
import { onBothVehicles } from './support.ts';

onBothVehicles(forecastInTime);
onBothVehicles(forecastOfCuts);
