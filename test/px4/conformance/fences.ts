import { expect } from 'vitest';
import { arm, command, download, texts, untilMission, upload, type Item } from '../probe/wire.ts';
import { GOOD_PLAN, place, square, type Case } from './case.ts';

const circle = (command: number, radiusM: number): Item => ({
  command,
  frame: 5,
  params: [radiusM, 0, 0, 0],
  at: place(0),
});
const rally = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({
    command: 5100,
    params: [0, 0, 0, 0],
    at: place(100 + index),
    z: 20,
  }));

const IN = 5003;
const OUT = 5004;

const storesFence = (id: Case['id'], what: string, items: readonly Item[]): Case => ({
  id,
  name: `a fence with ${what} is ACCEPTED`,
  body: async (probe) => {
    const stored = await upload(probe, items, 'fence');
    expect(stored?.type).toBe(0);
    await untilMission(probe, 'its id', ({ fenceId }) => fenceId === stored?.id);
  },
});

export const fences: readonly Case[] = [
  {
    id: 'CF56',
    name: 'a polygon of two vertices is ERROR',
    body: async (probe) => {
      expect((await upload(probe, square(300, 0, 5001, 2), 'fence'))?.type).toBe(1);
    },
  },
  storesFence('CF57', 'circles to stay in and out of', [
    circle(IN, 500),
    { ...circle(OUT, 20), at: place(300) },
  ]),
  storesFence('CF58', 'fewer vertices than its polygon says', square(300).slice(0, 3)),
  storesFence('CF59', 'a waypoint among its items', [{ command: 16, frame: 5, at: place(0), z: 20 }]),
  storesFence('CF60', 'a radius of NaN', [circle(IN, Number.NaN)]),
  {
    id: 'CF61',
    name: '64 fence items are taken, 65 are NO_SPACE',
    body: async (probe) => {
      const many = (count: number): Item[] => Array.from({ length: count }, () => circle(IN, 500));
      expect((await upload(probe, many(64), 'fence'))?.type).toBe(0);
      expect((await upload(probe, many(65), 'fence'))?.type).toBe(4);
    },
  },
  {
    id: 'CF62',
    name: '32 rally points are taken and read back in frame 6, 33 are NO_SPACE',
    body: async (probe) => {
      expect((await upload(probe, rally(32), 'rally'))?.type).toBe(0);
      const items = await download(probe, 'rally');
      expect(items.length).toBe(32);
      expect(new Set(items.map(({ frame }) => frame))).toEqual(new Set([6]));
      expect((await upload(probe, rally(33), 'rally'))?.type).toBe(4);
    },
  },
  {
    id: 'CF63',
    name: 'a fence that does not contain home is ACCEPTED with a text, and arming goes on',
    body: async (probe) => {
      const mark = probe.heard.length;
      expect((await upload(probe, square(300, 2000), 'fence'))?.type).toBe(0);
      await probe.until(
        'the text',
        () => texts(probe, mark).includes("Geofence invalid, doesn't contain Home position"),
        10,
      );
      expect(await arm(probe)).toBe(0);
      expect(await command(probe, 400, [0])).toBe(0);
    },
  },
  {
    id: 'CF104',
    name: 'a zone that does not contain home is not in force: a mission out of it can be flown',
    body: async (probe) => {
      const mark = probe.heard.length;
      // Not the one of CF63: cleared and loaded again between two looks of its navigator, PX4 would say nothing of it.
      expect((await upload(probe, square(310, 2000), 'fence'))?.type).toBe(0);
      await probe.until('the text', () => texts(probe, mark).includes('Geofence invalid'), 10);
      const stored = await upload(probe, GOOD_PLAN);
      await untilMission(
        probe,
        'ready to fly',
        (now) => now.missionId === stored?.id && now.missionState === 2,
      );
    },
  },
  {
    id: 'CF64',
    name: 'a mission out of the fence is ACCEPTED, then there is none, and a text says which waypoint',
    body: async (probe) => {
      expect((await upload(probe, square(150), 'fence'))?.type).toBe(0);
      const mark = probe.heard.length;
      const stored = await upload(probe, GOOD_PLAN);
      expect(stored?.type).toBe(0);
      await untilMission(
        probe,
        'no mission',
        (now) => now.missionId === stored?.id && now.missionState === 1,
      );
      await probe.until('the text', () => texts(probe, mark).includes('Geofence violation for waypoint'), 10);
      expect(await command(probe, 300, [0, 0])).toBe(2);
    },
  },
  {
    id: 'CF65',
    name: 'a mission has to be within every one of several inclusion zones',
    body: async (probe) => {
      const two = [...square(2000), ...square(50, 0)];
      expect((await upload(probe, two, 'fence'))?.type).toBe(0);
      const stored = await upload(probe, GOOD_PLAN);
      await untilMission(
        probe,
        'no mission',
        (now) => now.missionId === stored?.id && now.missionState === 1,
      );
    },
  },
];
