import { expect, test } from 'vitest';
import { figuresOf } from './dynamics/figures.ts';
import { FLIGHTS, fly, type FlightName } from './dynamics/flights.ts';
import { differences, keepRecording } from './dynamics/recorded.ts';
import { px4Install } from './machines.ts';
import { embeddedProbe } from './probe/embedded-probe.ts';
import { px4Probe } from './probe/px4-probe.ts';

const SPEED = 5;
const LIMIT_MS = 300_000;

/** REGEN=1 keeps what PX4 flew as the recording that `npm test` compares the embedded vehicle with. */
for (const name of Object.keys(FLIGHTS) as FlightName[])
  test(`dynamics of ${name}: flown by both, within 5 %`, { timeout: LIMIT_MS }, async (context) => {
    if (!px4Install.ok) context.skip(px4Install.error.message);
    const px4 = await px4Probe({ speed: SPEED, parameters: {} });
    context.onTestFinished(() => px4.close());
    const theirs = await fly(px4, FLIGHTS[name]);
    if (process.env['REGEN'] === '1') keepRecording(name, theirs);
    const ours = await fly(await embeddedProbe({ speed: 1, parameters: {} }), FLIGHTS[name]);
    const figures = figuresOf(name, theirs);
    console.log(`${name}: PX4 ${JSON.stringify(figures)}, embedded ${JSON.stringify(figuresOf(name, ours))}`);
    expect(differences(figures, figuresOf(name, ours))).toEqual([]);
  });
