import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import mqtt from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../server/ports/system-clock.ts';
import { weatherPorts } from '../../server/ports/weather-ports.ts';
import type { Reading } from '../../server/weather/reading.ts';
import { createWeather } from '../../server/weather/service.ts';
import { weatherSources } from '../../server/weather/sources.ts';
import { fakeClock } from '../support/fake-clock.ts';

const MAP = { windMs: 'w', gustMs: 'g', temperatureC: 't', visibilityM: 'v', precipitation: 'p' };
const MESSAGE = { w: 4, g: 6, t: 20, v: 9000, p: 'none' };

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** The next reading or trouble. */
const listening = () => {
  const readings: Reading[] = [];
  const troubles: string[] = [];
  let wake = (): void => {};
  return {
    readings,
    troubles,
    report: async (_: unknown, reading: Reading): Promise<void> => {
      readings.push(reading);
      wake();
    },
    trouble: (_: unknown, sentence: string): void => {
      troubles.push(sentence);
      wake();
    },
    until: async (done: () => boolean): Promise<void> => {
      while (!done()) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
};

const sourcesOf = (...sources: object[]) => weatherSources.parse({ sources }).sources;

describe('a station over HTTP', () => {
  test('[WX2] is asked at its pace; an error and a silence are told, and it is asked again', async () => {
    const clock = fakeClock();
    const told = listening();
    const answers = [
      '{"w":',
      JSON.stringify(MESSAGE),
      new Error('no answer in time'),
      JSON.stringify({ ...MESSAGE, w: 9, g: 12 }),
    ];
    const asked: number[] = [];
    const get = async (_: string, timeoutMs: number): Promise<string> => {
      asked.push(timeoutMs);
      const answer = answers[asked.length - 1];
      if (typeof answer !== 'string') throw answer ?? new Error('nothing');
      return answer;
    };
    const source = {
      kind: 'http',
      name: 'roof',
      url: 'http://127.0.0.1/',
      everyS: 30,
      timeoutS: 2,
      map: MAP,
    };
    const weather = createWeather({ ...weatherPorts, get, clock, ...told }, sourcesOf(source));
    stops.push(weather.stop);
    weather.start();
    await clock.advanceAsync(91_000, 1000);
    expect(asked).toEqual([2000, 2000, 2000, 2000]);
    expect(told.readings.map(({ windMs }) => windMs)).toEqual([4, 9]);
    expect(told.troubles[0]).toContain('windMs');
    expect(told.troubles[1]).toBe('no answer in time');
  });

  test('[WX2] that keeps its answer to itself is given up after its time', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    stops.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const { port } = server.address() as AddressInfo;
    await expect(weatherPorts.get(`http://127.0.0.1:${port}/`, 200)).rejects.toThrow(/timeout/i);
  });
});

const BROKER = { host: '127.0.0.1', port: 1883 };
const hasBroker = await new Promise<boolean>((resolve) => {
  const socket = connect(BROKER, () => {
    socket.destroy();
    resolve(true);
  });
  socket.once('error', () => resolve(false));
});

describe('a station over MQTT', () => {
  test.runIf(hasBroker)(
    '[WX3] tells by itself, through a broker (skipped where none listens on 127.0.0.1:1883)',
    { timeout: 20_000 },
    async () => {
      const url = `mqtt://${BROKER.host}:${BROKER.port}`;
      const topic = `lifeline-test/${crypto.randomUUID()}`;
      const told = listening();
      const source = { kind: 'mqtt', name: 'river', url, topic, map: MAP };
      const weather = createWeather({ ...weatherPorts, clock: systemClock, ...told }, sourcesOf(source));
      stops.push(weather.stop);
      weather.start();
      const station = await mqtt.connectAsync(url);
      stops.push(() => station.endAsync(true));
      // Retained: it comes also to whoever subscribes a moment later.
      await station.publishAsync(topic, JSON.stringify(MESSAGE), { qos: 1, retain: true });
      await told.until(() => told.readings.length === 1);
      await station.publishAsync(topic, 'no json', { qos: 1 });
      await told.until(() => told.troubles.length === 1);
      await station.publishAsync(topic, '', { qos: 1, retain: true });
      expect(told.readings[0]).toMatchObject({ windMs: 4, gustMs: 6 });
      expect(told.troubles[0]).toContain('windMs');
    },
  );

  test('[WX3] each message is a reading or a trouble, as it comes', async () => {
    const told = listening();
    let send = (_: string): void => {};
    const subscribe = (_: object, onMessage: (text: string) => void) => {
      send = onMessage;
      return { stop: async (): Promise<void> => {} };
    };
    const source = { kind: 'mqtt', name: 'river', url: 'mqtt://127.0.0.1', topic: 'wx', map: MAP };
    const weather = createWeather(
      { ...weatherPorts, subscribe, clock: fakeClock(), ...told },
      sourcesOf(source),
    );
    stops.push(weather.stop);
    weather.start();
    send(JSON.stringify(MESSAGE));
    send('nothing');
    await told.until(() => told.readings.length === 1 && told.troubles.length === 1);
    expect(told.readings[0]?.windMs).toBe(4);
  });
});
