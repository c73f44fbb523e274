import { expect, test } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { ContingencyOverview } from '../../server/api/contract/contingencies.ts';
import { startScene, type Scene } from './service/scene.ts';

const LIMIT_MS = 900_000;
/** How far a foretold step may be from what PX4 does, seconds. */
const WITHIN_S = 2;
/** Until the service has seen it, on a busy machine; until PX4 has acted and it has been seen; the way home. */
const SEEN_S = 10;
const ACTS_S = 20;
const HOME_S = 300;

type Forecast = ContingencyOverview['forecasts'][number];

const overview = (scene: Scene): Promise<ContingencyOverview> =>
  scene.dispatcher.call(contract.contingencies.list);

/** Nothing goes either way for that long; the last forecast before the end of it. */
const cut = async (scene: Scene, seconds: number): Promise<{ since: number; forecast: Forecast }> => {
  scene.wire.cut(true);
  const since = Date.now();
  let forecast: Forecast | undefined;
  await scene.until(
    `${seconds} s of silence`,
    async () => {
      forecast = (await overview(scene)).forecasts[0] ?? forecast;
      return Date.now() - since >= seconds * 1000;
    },
    seconds + 5,
  );
  scene.wire.cut(false);
  if (forecast === undefined) throw new Error(`no forecast in ${seconds} s of silence`);
  return { since, forecast };
};

/** What it came to, in the service's own words. */
const outcomeAfter = (scene: Scene, since: number) =>
  scene.until(
    'the outcome of the forecast',
    async () => (await overview(scene)).outcomes.find(({ at }) => at > since),
    20,
  );

/** Holds PX4's changes of mode against the steps that were foretold; gives those that it made. */
const compare = (scene: Scene, { since, forecast }: { since: number; forecast: Forecast }): string[] => {
  const flown = scene.wire.modesSince(since);
  const steps = [
    ['hold', 'AUTO.LOITER'],
    ['return', 'AUTO.RTL'],
  ] as const;
  return steps.flatMap(([kind, mode]) => {
    const seenAt = flown.find((each) => each.mode === mode)?.at;
    if (seenAt === undefined) return [];
    const foretoldS = forecast.steps.find((step) => step.kind === kind)?.atS ?? Number.NaN;
    const seenS = (seenAt - forecast.heardAt) / 1000;
    const sentence = `${kind}: foretold ${foretoldS.toFixed(1)} s, PX4 ${seenS.toFixed(1)} s after it was heard last`;
    console.info(sentence);
    expect(Math.abs(seenS - foretoldS), sentence).toBeLessThan(WITHIN_S);
    return [kind];
  });
};

test(
  'link cut for 5, 15 and 60 s: the state, the alarm, what is foretold and what PX4 does (px4)',
  { timeout: LIMIT_MS },
  async (context) => {
    const scene = await startScene(context, { speed: 1 });
    const params = { id: scene.flightId };

    const short = await cut(scene, 5);
    expect(await outcomeAfter(scene, short.since)).toMatchObject({ asForetold: true, mode: 'AUTO.MISSION' });
    expect(scene.wire.modesSince(short.since).map(({ mode }) => mode)).toEqual(['AUTO.MISSION']);
    await scene.reaches('EN_ROUTE', SEEN_S);
    // PX4 counts from our last heartbeat: cut again before the next, the two silences would be one to it.
    await scene.until('a heartbeat of ours', () => scene.wire.beatsSince(short.since).length > 0, SEEN_S);

    // Its hold begins within the cut, its return after the link is back: PX4 does not take it back by itself.
    const middle = await cut(scene, 15);
    await scene.alarm('vehicle.silent', SEEN_S);
    await scene.reaches('RETURNING', ACTS_S);
    expect(compare(scene, middle)).toEqual(['hold', 'return']);
    expect(await outcomeAfter(scene, middle.since)).toMatchObject({ asForetold: true });
    await scene.dispatcher.call(contract.flights.resume, { params, body: { reason: 'the link is back' } });
    await scene.flies('AUTO.MISSION', SEEN_S);
    await scene.reaches('EN_ROUTE', SEEN_S);

    const long = await cut(scene, 60);
    expect(compare(scene, long)).toEqual(['hold', 'return']);
    expect(await outcomeAfter(scene, long.since)).toMatchObject({ asForetold: true, mode: 'AUTO.RTL' });
    await scene.reaches('RETURNED', HOME_S);
    expect(scene.wire.said.at(-1)).toMatchObject({ armed: false });
    expect(scene.wire.armingFrames()).toHaveLength(1);
  },
);
