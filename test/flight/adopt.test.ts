import { describe, expect, it } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { adopt, ADOPTION, sightOf, stageOf, type Sight } from '../../server/flight/adopt.ts';
import type { Observation } from '../../server/flight/observe.ts';
import { FLIGHT_STATES, isFlightEnded, type FlightState } from '../../server/flight/states.ts';
import { mayGo } from '../../server/flight/transitions.ts';

const BASE: Observation = {
  at: monoMs(0),
  heard: true,
  armed: false,
  mode: 'AUTO.LOITER',
  where: 'ground',
  place: 'elsewhere',
  toDestinationM: 500,
  toOriginM: 500,
  missionMatches: true,
  missionSeq: 0,
  remainingM: undefined,
  isLanding: false,
  boots: 0,
};

const SIGHTS: Readonly<Record<Sight, Observation>> = {
  silent: { ...BASE, heard: false, armed: undefined },
  flying: { ...BASE, armed: true, where: 'air' },
  flying_other_mission: { ...BASE, armed: true, where: 'air', missionMatches: false },
  armed_on_ground: { ...BASE, armed: true },
  down_at_destination: { ...BASE, place: 'destination' },
  down_at_origin: { ...BASE, place: 'origin' },
  down_elsewhere: BASE,
};

const open = FLIGHT_STATES.filter((state) => !isFlightEnded(state));
const sights = Object.keys(SIGHTS) as Sight[];

describe('adoption after a restart', () => {
  it.each(sights)('knows the sight %s', (sight) => {
    expect(sightOf(SIGHTS[sight])).toBe(sight);
  });

  it.each(open.flatMap((state) => sights.map((sight) => [state, sight] as const)))(
    '[FL13] %s and %s: the table is followed and the step is allowed',
    (state, sight) => {
      const verdict = adopt({ state, launchBegun: true }, SIGHTS[sight]);
      const row = ADOPTION[stageOf({ state, launchBegun: true })][sight];
      if (verdict.kind === 'enter') expect(mayGo(state, verdict.to)).toBe(true);
      expect(verdict.kind === 'enter' ? verdict.to : verdict.kind).toBe(row === state ? 'keep' : row);
    },
  );

  it('[FL13] leaves a plan that nobody launched as it is', () => {
    for (const sight of sights)
      expect(adopt({ state: 'PLANNED', launchBegun: false }, SIGHTS[sight]).kind).toBe('keep');
  });

  it('aborts a launch before its intent with the server as the reason', () => {
    const verdict = adopt({ state: 'VERIFIED', launchBegun: true }, SIGHTS.down_at_origin);
    expect(verdict).toMatchObject({ kind: 'enter', to: 'ABORTED', reason: { code: 'server_restarted' } });
  });

  it('[FL13] (INV-S2) never puts a stored intent back before the arming', () => {
    const before: readonly FlightState[] = ['PLANNED', 'UPLOADED', 'VERIFIED', 'PREFLIGHT', 'AUTHORISED'];
    for (const sight of sights) {
      const verdict = adopt({ state: 'ARM_INTENT', launchBegun: true }, SIGHTS[sight]);
      expect(verdict.kind).toBe('enter');
      if (verdict.kind === 'enter') expect(before).not.toContain(verdict.to);
    }
  });
});
