import { describe, expect, test } from 'vitest';
import type { Result } from '../../server/core/result.ts';
import { shortMission, twoLinksRig, type TwoLinks } from './two-links-rig.ts';

/** F9: cut either link in a mission, no gap longer than that. */
const LONGEST_GAP_MS = 2000;

const fly = async (
  options: TwoLinks,
  whileFlying: (rig: Awaited<ReturnType<typeof twoLinksRig>>) => Promise<void>,
) => {
  const rig = await twoLinksRig(options);
  const { drone, run, until, clock, events } = rig;
  const items = shortMission(5);
  const stored = await run(drone().uploadVerified(items));
  if (!stored.ok) throw new Error(stored.error.message);
  const steps: readonly (() => Promise<Result<unknown>>)[] = [
    () => drone().setMode('AUTO.LOITER'),
    () => drone().setCurrent(0),
    () => drone().arm(),
    () => drone().setMode('AUTO.MISSION'),
  ];
  for (const step of steps) {
    const done = await run(step());
    if (!done.ok) throw new Error(done.error.message);
  }
  let lastBoot = drone().snapshot().boot?.timeBootMs ?? 0;
  let lastAt = clock.mono();
  let longestGapMs = 0;
  let backwards = 0;
  const looking = clock.every(20, () => {
    const told = drone().snapshot().boot?.timeBootMs ?? 0;
    if (told < lastBoot) backwards++;
    if (told <= lastBoot) return;
    longestGapMs = Math.max(longestGapMs, clock.mono() - lastAt);
    lastAt = clock.mono();
    lastBoot = told;
  });
  await until('on its way', () => (drone().snapshot().mission?.seq ?? 0) >= 2);
  await whileFlying(rig);
  await until('landed', () => !drone().snapshot().heartbeat.armed, 200_000);
  await clock.advanceAsync(12_000);
  looking.cancel();
  const reached = events.flatMap((event) => (event.kind === 'mission-item-reached' ? [event.seq] : []));
  const kinds = new Set(events.map(({ kind }) => kind));
  return { ...rig, items, longestGapMs, backwards, reached, kinds };
};

describe.each(['streams', 'copies'] as const)('two links to one vehicle, %s', (kind) => {
  test('[RT14] cut either link in a mission: no gap beyond 2 s, back on the first, each item told once', async () => {
    const flown = await fly({ kind }, async ({ clock, cut, active, until }) => {
      expect(active()).toBe('radio');
      cut(0, true);
      await until('on the second link', () => active() === 'modem', 2000);
      await clock.advanceAsync(5000);
      cut(0, false);
      await until('back on the first link', () => active() === 'radio', 5000);
      cut(1, true);
      await clock.advanceAsync(5000);
      expect(active()).toBe('radio');
      cut(1, false);
      await clock.advanceAsync(3000);
    });
    expect(flown.longestGapMs).toBeLessThanOrEqual(LONGEST_GAP_MS);
    expect(flown.backwards).toBe(0);
    // The first two are reached at once, and datagrams overtake each other.
    expect(flown.reached.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const bad of ['heartbeat-lost', 'rebooted', 'conflict'] as const)
      expect(flown.kinds).not.toContain(bad);
    await flown.station.close();
  });

  test('[RT13] the second link 2 s late: nothing goes back in time, nothing is told twice', async () => {
    const flown = await fly({ kind, lagMs: 2000 }, async ({ clock, cut, active, until }) => {
      for (let i = 0; i < 2; i++) {
        cut(0, true);
        await until('on the second link', () => active() === 'modem', 2500);
        await clock.advanceAsync(4000);
        cut(0, false);
        await until('back on the first link', () => active() === 'radio', 10_000);
        await clock.advanceAsync(1000);
      }
    });
    expect(flown.backwards).toBe(0);
    expect(new Set(flown.reached).size).toBe(flown.reached.length);
    expect(flown.events.filter(({ kind: what }) => what === 'armed')).toHaveLength(2);
    for (const bad of ['heartbeat-lost', 'rebooted', 'conflict'] as const)
      expect(flown.kinds).not.toContain(bad);
    await flown.station.close();
  });

  test('[RT12] every text is told once, whichever link is cut', async () => {
    const flown = await fly({ kind }, async ({ clock, cut }) => {
      for (let i = 0; i < 4; i++) {
        cut(0, true);
        await clock.advanceAsync(2500);
        cut(0, false);
        await clock.advanceAsync(5000);
      }
    });
    const texts = flown.events.flatMap((event) => (event.kind === 'statustext' ? [event.text] : []));
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.filter((text, i) => text === texts[i - 1])).toEqual([]);
    await flown.station.close();
  });

  test('[RT15] an upload and a command survive a cut', async () => {
    const { clock, drone, run, cut, station } = await twoLinksRig({ kind });
    const upload = drone().uploadVerified(shortMission(40));
    await clock.advanceAsync(300);
    cut(0, true);
    expect(await run(upload)).toMatchObject({ ok: true });
    // Whatever the phase of the cut against the vehicle's streams.
    for (let i = 0; i < 5; i++) {
      cut(0, false);
      await clock.advanceAsync(60_000 + 37 * i);
      cut(0, true);
      const mode = await run(drone().setMode(i % 2 === 0 ? 'AUTO.RTL' : 'AUTO.LOITER'));
      expect(mode).toMatchObject({ ok: true });
    }
    await station.close();
  });

  test('[RT9] a link with much loss is left for the good one', async () => {
    const { clock, lose, active, until, station } = await twoLinksRig({ kind });
    lose(0, 0.6);
    await until('on the second link', () => active() === 'modem', 15_000);
    lose(0, 0);
    await until('back on the first link', () => active() === 'radio', 15_000);
    await clock.advanceAsync(20_000);
    expect(active()).toBe('radio');
    await station.close();
  });
});
