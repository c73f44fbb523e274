import { expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { NEW_BOOT_WATCH, watchBoot } from '../../server/mavlink/reboot.ts';

type Said = readonly [at: number, timeBootMs: number];

/** The moments at which it is taken for started anew. */
const rebootsOf = (said: readonly Said[], rate?: number): number[] => {
  const found: number[] = [];
  let watch = NEW_BOOT_WATCH;
  let before: { at: ReturnType<typeof monoMs>; timeBootMs: number } | undefined;
  for (const [at, timeBootMs] of said) {
    const now = { at: monoMs(at), timeBootMs };
    const step = watchBoot(watch, before, now, rate);
    watch = step.watch;
    if (step.verdict === 'rebooted') found.push(at);
    if (step.verdict !== 'late') before = now;
  }
  return found;
};

/** One word a second from `from` to `to`, by a clock that was at 0 at `bootAt`. */
const words = (from: number, to: number, bootAt: number): Said[] =>
  Array.from({ length: (to - from) / 1000 + 1 }, (_, i) => [from + i * 1000, from + i * 1000 - bootAt]);

test('[VS3] a boot while nothing was heard shows, though its time since boot is a later one', () => {
  expect(rebootsOf([...words(0, 60_000, 0), ...words(360_000, 370_000, 70_000)])).toEqual([363_000]);
});

test('[VS3] a silence without a boot is none', () => {
  expect(rebootsOf([...words(0, 60_000, 0), ...words(360_000, 370_000, 0)])).toEqual([]);
});

test('[VS3] what waited in the socket while this process stood still is no boot', () => {
  const waiting: Said[] = Array.from({ length: 12 }, (_, i) => [72_000 + i, 61_000 + i * 1000]);
  expect(rebootsOf([...words(0, 60_000, 0), ...waiting, ...words(73_000, 90_000, 0)])).toEqual([]);
});

test('[VS3] a simulation that is known to run at half the speed has not started anew', () => {
  const slow = (said: Said[]): Said[] => said.map(([at, boot]) => [at, boot / 2]);
  const said = [...slow(words(0, 60_000, 0)), ...slow(words(360_000, 370_000, 0))];
  expect(rebootsOf(said, 0.5)).toEqual([]);
  expect(rebootsOf(said)).toEqual([363_000]);
});
