import { readFile } from 'node:fs/promises';
import mqtt from 'mqtt';
import type { WeatherPorts } from '../weather/service.ts';

/** A message of a station is some kB; more is none. */
const MOST_BYTES = 256_000;
/** Between attempts to connect to a broker again, milliseconds. */
const RECONNECT_MS = 5000;

/** HTTP by fetch, MQTT by the package of that name, files as they are. */
export const weatherPorts: WeatherPorts = {
  get: async (url, timeoutMs) => {
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json' },
    });
    if (!answer.ok) throw new Error(`expected an answer of 200, got ${answer.status}`);
    const text = await answer.text();
    if (text.length > MOST_BYTES) throw new Error(`expected at most ${MOST_BYTES} bytes, got ${text.length}`);
    return text;
  },

  subscribe: ({ url, topic }, onMessage, onTrouble) => {
    const client = mqtt.connect(url, { reconnectPeriod: RECONNECT_MS });
    client.on('connect', () =>
      client.subscribe(topic, { qos: 1 }, (error) => {
        if (error) onTrouble(error.message);
      }),
    );
    client.on('message', (_topic, payload) => {
      if (payload.length <= MOST_BYTES) onMessage(payload.toString('utf8'));
    });
    client.on('error', (error) => onTrouble(error.message));
    return { stop: () => client.endAsync(true) };
  },

  readFile: (path) => readFile(path, 'utf8'),
};
