import { expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { NO_FACTS } from '../../server/flight/ports.ts';
import { liveVehicleOf } from '../../server/track/live.ts';

const said = { at: monoMs(1000), value: { severity: 2, en: 'Battery critical', zh: '电量严重不足' } };
const source = { vehicleId: 'a', name: 'A', facts: { ...NO_FACTS, said }, flight: undefined };

test('what the drone warned of is told for two minutes, with its age', () => {
  expect(liveVehicleOf(source, monoMs(61_000)).said).toEqual({ ...said.value, ageMs: 60_000 });
  expect(liveVehicleOf(source, monoMs(121_001)).said).toBeNull();
  expect(liveVehicleOf({ ...source, facts: NO_FACTS }, monoMs(1000)).said).toBeNull();
});
