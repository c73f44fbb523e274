import { expect, it } from 'vitest';
import { NO_FACTS } from '../../server/flight/ports.ts';
import { lookAtIds } from '../../server/track/id-conditions.ts';

const drone = (idClash?: { kind: 'same-id' | 'two-ids'; other: string }) => ({
  id: 'v1',
  name: 'LX-01',
  facts: { ...NO_FACTS, idClash },
});

it('[INV-S10] a second sender under its id, and a second id of its own, are critical and say what to do', () => {
  expect(lookAtIds([drone({ kind: 'same-id', other: 'modem 192.0.2.7:14550' })])).toMatchObject([
    {
      kind: 'vehicle.id_claimed',
      severity: 'critical',
      subject: 'vehicle:v1',
      sentence: expect.stringMatching(/192\.0\.2\.7:14550 .* cannot be launched\. Give that sender another/),
    },
  ]);
  expect(lookAtIds([drone({ kind: 'two-ids', other: '9' })])).toMatchObject([
    { kind: 'vehicle.two_ids', sentence: expect.stringMatching(/system id 9 too.*Set one system id/) },
  ]);
});

it('nothing is said of a drone without a conflict', () => {
  expect(lookAtIds([drone()])).toEqual([]);
});
