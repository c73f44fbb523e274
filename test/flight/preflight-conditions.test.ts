import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { monoMs, wallMs } from '../../server/core/clock.ts';
import { baselineOf } from '../../server/flight/baseline-rows.ts';
import { firmwareFindings } from '../../server/flight/firmware.ts';
import type { VehicleFacts } from '../../server/flight/ports.ts';
import { NO_FACTS } from '../../server/flight/ports.ts';
import type { PreflightInput } from '../../server/flight/preflight-input.ts';
import { siteFindings } from '../../server/flight/preflight-site.ts';
import {
  lackingId,
  paramId,
  PREFLIGHT_TABLE,
  ruled,
  ruleOf,
  TICKS,
} from '../../server/flight/preflight-table.ts';
import { vehicleFindings } from '../../server/flight/preflight-vehicle.ts';
import { weatherFindings, type Weather } from '../../server/flight/weather.ts';
import { NJ10 } from '../../server/plan/profile.ts';

const WALL = wallMs(Date.UTC(2026, 2, 1));
const NOW = monoMs(1_000_000);
const heard = <T>(value: T) => ({ value, at: NOW });
const WEATHER: Weather = {
  at: WALL,
  windMs: 3,
  gustMs: 5,
  temperatureC: 15,
  visibilityM: 9000,
  precipitation: 'none',
};
const INPUT = {
  now: NOW,
  wall: WALL,
  kind: 'delivery',
  facts: {
    ...NO_FACTS,
    firmware: { version: '1.17.0', hash: '' },
    clock: heard({ utcSkewMs: 0, uncertaintyMs: 5, rate: 1 }),
    signing: 'signed',
  },
  simulated: false,
  profile: NJ10,
  plan: { flightS: 600 },
  boxes: [{ boxNo: 'B1', sealNo: 'S1', temperatureClass: 'COLD', startTemperatureC: 4, loaded: true }],
  weather: WEATHER,
  approvals: [{ number: 'A', from: WALL, to: wallMs(WALL + 720_000) }],
  ticks: TICKS.map((tick) => ({ tick, at: WALL })),
  linkTrusted: false,
} as unknown as PreflightInput;

const rules = (input: Partial<PreflightInput>, facts: Partial<VehicleFacts> = {}): string[] => {
  const all = { ...INPUT, ...input, facts: { ...INPUT.facts, ...facts } };
  return [...vehicleFindings(all), ...siteFindings(all)].map(
    ({ id }) => `${ruleOf(id, all.simulated)} ${id.replace('preflight.', '')}`,
  );
};

/** Ids that the code can raise, as they stand in its source. */
const raisedIds = (): string[] => {
  const found = new Set(baselineOf('field').map(({ name }) => paramId(name) as string));
  for (const { name, lacking } of baselineOf('field')) if (lacking !== undefined) found.add(lackingId(name));
  for (const folder of ['server/flight', 'server/plan'])
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || /^preflight-(rows|table)/.test(file)) continue;
      const text = readFileSync(`${folder}/${file}`, 'utf8');
      // Of the plan what is given as an id: `plan.` is also the beginning of codes and of parts of a plan.
      for (const [, id = ''] of text.matchAll(/'(preflight\.[a-z_]+)'/g)) found.add(id);
      for (const [, id = ''] of text.matchAll(/id: '(plan\.[a-z_]+)'/g)) found.add(id);
    }
  // Routes of the contract are named in the same way.
  return [...found].toSorted();
};

describe('the table of pre-flight', () => {
  it('[PF1] has each id that the code can raise, and no other', () => {
    expect(Object.keys(PREFLIGHT_TABLE).toSorted()).toEqual(raisedIds());
  });

  it('[PF1] tells each in both languages, what it is and what to do', () => {
    const wrong = Object.entries(PREFLIGHT_TABLE).filter(([, { heading, todo }]) =>
      [heading, todo].some(
        ({ en, zh }) => en.trim() === '' || !/[\u4e00-\u9fff]/.test(zh) || /[\u4e00-\u9fff]/.test(en),
      ),
    );
    expect(wrong.map(([id]) => id)).toEqual([]);
  });

  it('[PF2] what is not in it keeps everybody on the ground', () => {
    expect(ruled({ id: 'preflight.new_thing', sentence: '' }, true).severity).toBe('blocker');
  });

  it('[PF2] maps its rules to the severities of issues', () => {
    const severities = ['preflight.armed', 'preflight.clock_skew', 'preflight.link_single'].map((id) => {
      const said = { id: id as `preflight.${string}`, sentence: '', severity: 'note' };
      return ruled(said, false).severity;
    });
    expect(severities).toEqual(['blocker', 'warning', 'note']);
  });

  it('[PF3] a simulated drone never loosens what could be wrong with a real one’s health', () => {
    const loosened = Object.entries(PREFLIGHT_TABLE).filter(([, row]) => row.simulation !== row.rule);
    expect(loosened.map(([id]) => id).toSorted()).toEqual([
      'plan.pad_unsurveyed',
      'preflight.clock_rate',
      'preflight.unsigned',
    ]);
  });
});

describe('what the drone says', () => {
  it.each<[string, Partial<VehicleFacts>]>([
    ['never gps_quality', { gps: heard({ fix: 3, satellites: 9, hdop: 2.6 }) }],
    ['note gps_quality_unknown', { gps: heard({ fix: 3, satellites: 9 }) }],
    ['never gnss_integrity', { integrity: heard({ jamming: 0, spoofing: 3 }) }],
    ['two_persons gnss_mitigated', { integrity: heard({ jamming: 2, spoofing: 0 }) }],
    ['never firmware_unknown', { firmware: undefined }],
    ['two_persons clock_skew', { clock: heard({ utcSkewMs: -206, uncertaintyMs: 5, rate: 1 }) }],
    ['never clock_rate', { clock: heard({ utcSkewMs: undefined, uncertaintyMs: 5, rate: 1.02 }) }],
    ['note clock_unknown', { clock: undefined }],
    ['never signing_refused', { signing: 'refused' }],
    ['never signing_foreign', { signing: 'foreign' }],
    ['two_persons signing_unproven', { signing: 'unproven' }],
    ['two_persons unsigned', { signing: 'unsigned' }],
  ])('[PF4] %s', (expected, facts) => {
    expect(rules({}, facts)).toEqual([expected]);
  });

  it('[PF4] 205 ms that may be 199 are no reason for two', () => {
    expect(rules({}, { clock: heard({ utcSkewMs: 205, uncertaintyMs: 6, rate: 1 }) })).toEqual([]);
  });

  it('[PF4] judges the best of the links that carry anything', () => {
    const path = (link: string, loss: number, silentMs = 100) => ({
      link,
      active: link === 'a',
      lastHeard: monoMs(NOW - silentMs),
      loss,
    });
    expect(rules({}, { paths: [path('a', 0.3), path('b', 0.02)] })).toEqual([]);
    expect(rules({}, { paths: [path('a', 0.3), path('b', 0.02, 3000)] })).toEqual([
      'two_persons link_quality',
      'note link_single',
    ]);
  });

  it('[PF4] on a trusted link, or simulated, an unsigned drone is a note', () => {
    expect(rules({ linkTrusted: true }, { signing: 'unsigned' })).toEqual(['note unsigned_trusted']);
    expect(rules({ simulated: true }, { signing: 'unsigned' })).toEqual(['note unsigned']);
  });

  it.each([
    ['1.16.9', false, false],
    ['1.17.0', false, true],
    ['2.0.0', false, true],
    ['1.18.0-dev', false, false],
    ['1.18.0-dev', true, true],
    ['1.16.0', true, false],
    ['', true, false],
  ])('[PF5] firmware %s, simulated %s: %s', (version, simulated, isAllowed) => {
    expect(firmwareFindings({ version, hash: '' }, simulated)).toHaveLength(isAllowed ? 0 : 1);
  });
});

describe('what places, load and air say', () => {
  const box = INPUT.boxes[0] as PreflightInput['boxes'][number];

  it.each<[string, Partial<PreflightInput>]>([
    ['never box_unsealed', { boxes: [{ ...box, sealNo: '' }] }],
    ['never box_temperature', { boxes: [{ ...box, startTemperatureC: 10.1 }] }],
    ['note box_temperature_unknown', { boxes: [{ ...box, startTemperatureC: undefined }] }],
    ['two_persons approval_window', { approvals: [] }],
    ['two_persons approval_window', { approvals: [{ number: 'A', from: WALL, to: wallMs(WALL + 719_999) }] }],
    [
      'two_persons approval_window',
      { approvals: [{ number: 'A', from: wallMs(WALL + 1), to: wallMs(WALL + 9e6) }] },
    ],
    ['never weather_unknown', { weather: undefined }],
    ['never weather_unknown', { weather: { ...WEATHER, at: wallMs(WALL - 30 * 60_000 - 1) } }],
    ['two_persons tick_payload', { ticks: INPUT.ticks.filter(({ tick }) => tick !== 'payload') }],
    [
      'two_persons tick_pads',
      {
        ticks: INPUT.ticks.map((each) =>
          each.tick === 'pads' ? { ...each, at: wallMs(WALL - 1_800_001) } : each,
        ),
      },
    ],
  ])('[PF6] %s', (expected, change) => {
    expect(rules(change)).toEqual([expected]);
  });

  it('[PF6] an empty drone on its way home has no boxes to look at', () => {
    expect(rules({ kind: 'return', boxes: [{ ...box, sealNo: '' }] })).toEqual([]);
  });

  it('[PF7] up to the limits one person flies', () => {
    const atLimits = {
      windMs: NJ10.windLimitMs,
      gustMs: NJ10.gustLimitMs,
      temperatureC: 40,
      visibilityM: 1500,
    };
    expect(weatherFindings({ ...WEATHER, ...atLimits }, NJ10, WALL)).toEqual([]);
  });

  it.each<[Partial<Weather>, string]>([
    [{ windMs: NJ10.windLimitMs }, ''],
    [{ windMs: NJ10.windLimitMs + 0.1 }, 'weather_limit'],
    [{ windMs: NJ10.windHardMs + 0.1 }, 'weather_hard'],
    [{ gustMs: NJ10.gustLimitMs + 0.1 }, 'weather_limit'],
    [{ gustMs: NJ10.gustHardMs + 0.1 }, 'weather_hard'],
    [{ temperatureC: -10.1 }, 'weather_limit'],
    [{ temperatureC: 45.1 }, 'weather_hard'],
    [{ visibilityM: 1499 }, 'weather_limit'],
    [{ visibilityM: 499 }, 'weather_hard'],
    [{ precipitation: 'light' }, ''],
    [{ precipitation: 'moderate' }, 'weather_limit'],
    [{ precipitation: 'freezing' }, 'weather_hard'],
  ])('[PF7] %o: %s', (change, expected) => {
    const ids = weatherFindings({ ...WEATHER, ...change }, NJ10, WALL).map(({ id }) => id);
    expect(ids).toEqual(expected === '' ? [] : [`preflight.${expected}`]);
  });
});
