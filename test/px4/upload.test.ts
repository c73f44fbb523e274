import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { Timer } from '../../server/core/clock.ts';
import type { Rng } from '../../server/core/ports.ts';
import { comparePlans } from '../../server/mavlink/mission-items.ts';
import type { WireItem } from '../../server/mavlink/mission-wire.ts';
import { planId } from '../../server/mavlink/plan-id.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { seededRng } from '../../sitl/physics/random.ts';
import { degToE7 } from '../../server/mavlink/wire.ts';
import { HOME, px4Install } from './machines.ts';
import { good, startRig, type Rig } from './rig.ts';

/** The conditions of `npm run bench -- upload`, a few of each, over the proxy in front of a real PX4. */
type Condition = { readonly items: number; readonly loss: number; readonly kind: 'random' | 'bursty' };

const UPLOADS = 4;
const CONDITIONS: readonly Condition[] = [12, 60].flatMap((items) => [
  ...[0, 0.05, 0.2].map((loss) => ({ items, loss, kind: 'random' as const })),
  { items, loss: 0.2, kind: 'bursty' as const },
]);
const SEED = 20_260_301;
/** Both directions lose everything for that long on average, as behind a building. */
const FADE_MS = 500;
const LIMIT_MS = 900_000;

const randomPlan = (count: number, rng: Rng): WireItem[] =>
  Array.from({ length: count }, () => ({
    command: 16,
    frame: 6,
    params: [0, 2, 0, 0],
    x: degToE7(HOME.at[1]) + Math.floor(rng.unit() * 1e5),
    y: degToE7(HOME.at[0]) + Math.floor(rng.unit() * 1e5),
    z: 20 + Math.floor(rng.unit() * 100),
  }));

/** Puts the condition on the link; the returned function takes it off again. */
const disturb = (rig: Rig, { loss, kind }: Condition, rng: Rng): (() => void) => {
  if (kind === 'random') {
    rig.lose(loss);
    return () => rig.lose(0);
  }
  const goodMs = (FADE_MS * (1 - loss)) / loss;
  const enter = (bad: boolean): Timer => {
    rig.lose(bad ? 1 : 0);
    return systemClock.after(-Math.log(1 - rng.unit()) * (bad ? FADE_MS : goodMs), () => {
      timer = enter(!bad);
    });
  };
  let timer = enter(rng.unit() < loss);
  return () => {
    timer.cancel();
    rig.lose(0);
  };
};

const measure = async (rig: Rig, condition: Condition, rng: Rng) => {
  const vehicle = rig.vehicle();
  const row = { ...condition, uploads: UPLOADS, ok: 0, cleanFailures: 0, wrong: 0, seconds: [] as number[] };
  let before: readonly WireItem[] = [];
  for (let i = 0; i < UPLOADS; i++) {
    const sent = randomPlan(condition.items, rng);
    const calm = disturb(rig, condition, rng);
    const from = systemClock.mono();
    const result = await vehicle.uploadPlan('mission', sent);
    row.seconds.push(Math.round((systemClock.mono() - from) / 100) / 10);
    calm();
    const aboard = good(await vehicle.downloadPlan('mission'));
    const isSent = comparePlans(sent, aboard.items).ok && aboard.planId === planId(sent);
    if (result.ok && isSent) row.ok++;
    else if (!result.ok && (isSent || isDeepStrictEqual(aboard.items, before))) row.cleanFailures++;
    else row.wrong++;
    before = aboard.items;
  }
  return row;
};

test(
  'uploads over a bad link: none is told to be aboard that is not (px4)',
  { timeout: LIMIT_MS },
  async (context) => {
    if (!px4Install.ok) context.skip(px4Install.error.message);
    const rig = await startRig('px4', { speed: 1, proxied: true, parameters: {} });
    context.onTestFinished(() => rig.close());
    const rng = seededRng(SEED);
    for (const condition of CONDITIONS) {
      const row = await measure(rig, condition, rng);
      console.info(
        `${row.items} items, ${100 * row.loss} % ${row.kind}: ${row.ok} of ${row.uploads} stored, ${row.cleanFailures} clean failures, ${row.wrong} wrong; ${row.seconds.join(', ')} s`,
      );
      expect(row).toMatchObject({ wrong: 0 });
      if (condition.kind === 'random') expect(row).toMatchObject({ ok: UPLOADS });
    }
  },
);
