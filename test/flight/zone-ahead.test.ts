import { afterEach, describe, expect, it } from 'vitest';
import { destination, distanceM } from '../../server/core/geo.ts';
import { ringOf } from '../../server/core/temporary-zone.ts';
import { withTemporary, zoneOfTemporary } from '../../server/plan/airspace/temporary.ts';
import { alarmsOf, during, launched, must, reaches } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor, CENTRE, HOSPITAL } from './world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** In the air, and a circle is closed on its way `aheadM` before its pad. */
const closedAhead = async (radiusM: number, aheadM: number): Promise<{ w: World; id: string }> => {
  const w = await flightWorld();
  world = w;
  const id = await launched(w);
  await reaches(w, id, 'EN_ROUTE', 60_000);
  await w.run(5000);
  const back = destination(HOSPITAL, aheadM, 90);
  const drawn = {
    id: 'fire',
    name: 'Fire',
    lowerM: 0,
    upperM: 400,
    altitudeRef: 'AGL' as const,
    ring: ringOf({ kind: 'circle', centre: back, radiusM }),
    validFrom: w.clock.wall(),
    validTo: w.clock.wall() + 3_600_000,
  };
  w.air.now = withTemporary(w.air.now, [zoneOfTemporary(drawn)]);
  w.service.airspaceChanged();
  return { w, id };
};

const proposalNow = (w: World) => w.service.contingencies.overview(w.cause()).proposals[0];

describe('a zone that is closed on the way', () => {
  it('[CT12] is alarmed within a second, and a checked way around is offered within 3 s', async () => {
    const { w } = await closedAhead(80, distanceM(CENTRE, HOSPITAL) / 3);
    const alarmed = async (): Promise<boolean> =>
      (await alarmsOf(w)).some(({ kind }) => kind === 'contingency.no_fly_ahead');
    expect(await w.until(alarmed, 1000)).toBe(true);
    expect(await w.until(() => proposalNow(w)?.actions[0] === 'around', 2000)).toBe(true);
    expect(proposalNow(w)).toMatchObject({ contingency: 'no_fly_ahead', safeDefault: { action: 'hold' } });
  });

  it('[CT12] is flown around on a person’s word, to the same pad', { timeout: 60_000 }, async () => {
    const { w, id } = await closedAhead(80, distanceM(CENTRE, HOSPITAL) / 3);
    expect(await w.until(() => proposalNow(w)?.actions[0] === 'around', 3000)).toBe(true);
    const { no } = proposalNow(w) ?? { no: 0 };
    const decision = { no, action: 'around', reason: '' } as const;
    must(await during(w, w.service.contingencies.decide(w.cause(), id, decision), 3000));
    const show = async () => must(await w.service.get(actor('dispatcher'), id));
    expect(await w.until(async () => (await show()).reroute?.step === 'done', 60_000)).toBe(true);
    expect((await show()).plan?.airspaceVersion).toBe(1);
    expect(await reaches(w, id, 'LANDED')).toBe(true);
    expect(distanceM(w.vehicle.truth().body.at, HOSPITAL)).toBeLessThan(3);
    expect(w.hooks).toContain('delivered');
  });

  it('[CT12] offers no way where there is none: the pad itself is closed', async () => {
    const { w } = await closedAhead(300, 0);
    expect(await w.until(() => proposalNow(w)?.contingency === 'no_fly_ahead', 3000)).toBe(true);
    await w.run(3000);
    expect(proposalNow(w)?.actions).not.toContain('around');
  });
});
