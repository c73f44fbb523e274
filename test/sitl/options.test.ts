import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../sitl/options.ts';
import { findPx4 } from '../../sitl/px4.ts';

const refusal = (...args: string[]): string => {
  const parsed = parseOptions(args);
  return parsed.ok ? '' : parsed.error.message;
};

describe('sitl command line', () => {
  it('starts one embedded vehicle at the blood centre by default', () => {
    const parsed = parseOptions([]);
    expect(parsed).toMatchObject({
      ok: true,
      value: { embedded: 1, px4: 0, speed: 1, to: { host: '127.0.0.1', port: 14_550 } },
    });
  });

  it.each([
    [['--bogus'], 'Unknown option --bogus'],
    [['--speed'], '--speed expects a value'],
    [['--speed', '0'], '--speed: expected a number from 0.1 to 100, got "0"'],
    [['--embedded', '1.5'], 'a whole number'],
    [['--to', 'nowhere'], '--to: expected HOST:PORT'],
    [['--home', '200,32,10'], '--home: expected LON,LAT,AMSL'],
    [['--embedded', '2', '--px4', '2'], 'System ids overlap'],
  ])('refuses %j with one sentence', (args, sentence) => {
    expect(refusal(...args)).toContain(sentence);
  });

  it('names PX4_SITL_DIR when PX4 is nowhere', () => {
    const found = findPx4({ PATH: '/nowhere' });
    expect(found.ok ? '' : found.error.message).toContain('set PX4_SITL_DIR');
  });
});
