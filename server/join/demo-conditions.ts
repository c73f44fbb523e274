import { systemCause } from '../core/cause.ts';
import type { Clock, Timer } from '../core/clock.ts';
import type { Conditions } from '../flight/conditions-service.ts';
import { latestWeather, openApprovals } from '../flight/conditions-queries.ts';
import type { Store } from '../store/store.ts';

/** Reports and words of pads count for 30 minutes. */
const RENEW_MS = 10 * 60_000;
const PAD_WORD_MS = 30 * 60_000;
/** A demo is looked at for months. */
const APPROVAL_MS = 366 * 24 * 60 * 60_000;
const DEMO = { personId: 'system', name: 'demo', at: 0 };

const CALM = {
  windMs: 3,
  gustMs: 5,
  temperatureC: 18,
  visibilityM: 10_000,
  precipitation: 'none',
  source: '演示数据 demo data',
} as const;

type Deps = { readonly store: Store; readonly clock: Clock; readonly conditions: Conditions };

/**
 * Weather, approval and pads of the demo, all marked as made up. A person's word is never overwritten: what somebody
 * entered counts until it runs out.
 */
export const keepDemoConditions = async ({ store, clock, conditions }: Deps): Promise<Timer> => {
  const weather = async (): Promise<void> => {
    const [latest] = await latestWeather(store.read, 1);
    const isOwn = latest === undefined || latest.demo === 1 || latest.at < clock.wall() - PAD_WORD_MS;
    if (isOwn)
      await conditions.reportWeather(
        systemCause(clock.wall()),
        { ...CALM, at: clock.wall() },
        { demo: true },
      );
  };

  const approval = async (): Promise<void> => {
    const now = clock.wall();
    if ((await openApprovals(store.read, now)).length > 0) return;
    const wanted = { number: 'DEMO-0001', from: now, to: now + APPROVAL_MS, note: '演示数据 demo data' };
    await conditions.addApproval(systemCause(now), wanted, true);
  };

  const pads = (): Promise<void> =>
    store.transact(systemCause(clock.wall()), async (tx) => {
      const rows = await tx.selectFrom('pads').select(['id', 'clear_json']).execute();
      for (const { id, clear_json: json } of rows) {
        const last =
          json === null ? undefined : (JSON.parse(json) as { by: { name: string }; expiresAt: number });
        if (last !== undefined && last.by.name !== DEMO.name && last.expiresAt > tx.now) continue;
        const word = {
          clear: true,
          by: { ...DEMO, at: tx.now },
          expiresAt: tx.now + PAD_WORD_MS,
          note: 'demo',
        };
        await tx.db
          .updateTable('pads')
          .set({ clear_json: JSON.stringify(word) })
          .where('id', '=', id)
          .execute();
      }
    });

  const renew = async (): Promise<void> => {
    await weather();
    await approval();
    await pads();
  };

  await renew();
  // A record that cannot be written now is tried again: without it two persons launch.
  return clock.every(RENEW_MS, () => void renew().catch(() => undefined));
};
