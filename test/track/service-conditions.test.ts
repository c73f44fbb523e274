import { describe, expect, it } from 'vitest';
import { monoMs, wallMs } from '../../server/core/clock.ts';
import { RECORD_TROUBLES } from '../../server/core/outage.ts';
import { NO_FACTS, type VehicleFacts } from '../../server/flight/ports.ts';
import { lookAtClocks, lookAtOwnership, lookAtRecord } from '../../server/track/service-conditions.ts';

const NOW = monoMs(100_000);

type Clock = NonNullable<VehicleFacts['clock']>['value'];

const look = (clock: Clock, { raised = false, agoMs = 0 } = {}): (string | number | undefined)[] =>
  lookAtClocks(
    [{ id: 'v1', name: 'LX-01', facts: { ...NO_FACTS, clock: { at: monoMs(NOW - agoMs), value: clock } } }],
    { now: NOW, isRaised: () => raised },
  ).map(({ params }) => params['skewMs']);

describe('the clock of a drone', () => {
  const at = (utcSkewMs: number | undefined, uncertaintyMs = 0): Clock => ({
    utcSkewMs,
    uncertaintyMs,
    rate: 1,
  });

  it.each([
    ['200 ms is no skew', at(200), {}, []],
    ['more is', at(200.6), {}, [201]],
    ['also behind', at(-350), {}, [-350]],
    ['not within what the measurement leaves open', at(-240, 50), {}, []],
    ['but beyond it', at(-251, 50), {}, [-251]],
    ['raised it stays above 150 ms', at(151), { raised: true }, [151]],
    ['and is over at 150 ms', at(150), { raised: true }, []],
    ['nothing is said of an unknown one', at(undefined), {}, []],
    ['nor of one measured a minute ago', at(500), { agoMs: 60_000 }, []],
    ['which was still good just before', at(500), { agoMs: 59_999 }, [500]],
  ])('%s', (_what, clock, options, expected) => {
    expect(look(clock, options)).toEqual(expected);
  });

  it('a drone that never said its time is not judged', () => {
    expect(
      lookAtClocks([{ id: 'v1', name: 'LX-01', facts: NO_FACTS }], { now: NOW, isRaised: () => true }),
    ).toEqual([]);
  });

  it('says what, what follows and what to do', () => {
    const [raised] = lookAtClocks(
      [{ id: 'v1', name: 'LX-01', facts: { ...NO_FACTS, clock: { at: NOW, value: at(-350) } } }],
      { now: NOW, isRaised: () => false },
    );
    expect(raised).toMatchObject({ kind: 'vehicle.clock_skew', severity: 'warning', subject: 'vehicle:v1' });
    expect(raised?.sentence).toMatch(/350 ms behind .*do not line up.*Find out which/);
  });
});

describe('the service itself', () => {
  it.each(RECORD_TROUBLES)('a record that is %s has its cause and its one action', (trouble) => {
    const [raised] = lookAtRecord({ since: wallMs(1), trouble });
    expect(raised).toMatchObject({ kind: 'system.flight_only', severity: 'critical', params: { trouble } });
    expect(raised?.sentence).toMatch(/^Flight-only mode: .* hold, return and land work; .*\. [A-Z].*\.$/);
    expect(lookAtRecord(undefined)).toEqual([]);
  });

  it('[INV-S8] another instance in the data folder is critical', () => {
    expect(lookAtOwnership(false)).toMatchObject([{ kind: 'system.not_owner', severity: 'critical' }]);
    expect(lookAtOwnership(true)).toEqual([]);
  });
});
