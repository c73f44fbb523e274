import type { Case } from './case.ts';
import { commands } from './commands.ts';
import { fences } from './fences.ts';
import { flights } from './flights.ts';
import { missions } from './missions.ts';
import { parameters } from './parameters.ts';
import { streams } from './streams.ts';

/** All behaviours by topic: those of one topic that do not fly share a vehicle. */
export const TOPICS: Readonly<Record<string, readonly Case[]>> = {
  streams,
  parameters,
  missions,
  fences,
  commands,
  flights,
};
