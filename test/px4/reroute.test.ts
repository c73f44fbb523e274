import { divert, divertHome, fencedFlight, rerouteRefused } from './behaviours/reroute.ts';
import { onBothVehicles } from './support.ts';

for (const behaviour of [fencedFlight, divert, divertHome, rerouteRefused]) onBothVehicles(behaviour);
