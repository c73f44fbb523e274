import { isLonLat, type LonLat } from '../server/core/geo.ts';
import type { UdpAddress } from '../server/core/ports.ts';
import { ok, refuse, type Result } from '../server/core/result.ts';
import type { Pad } from './physics/body.ts';
import { STILL_AIR, URBAN_INTENSITY, type WindSetting } from './physics/wind.ts';

export type SitlOptions = {
  readonly embedded: number;
  readonly px4: number;
  readonly to: UdpAddress;
  readonly home: { readonly at: LonLat; readonly altAmslM: number };
  readonly pads: readonly Pad[];
  /** System id of the first embedded vehicle. */
  readonly sysidBase: number;
  /** PX4's number of the first instance: system id and ports follow from it. */
  readonly instanceBase: number;
  readonly speed: number;
  readonly seed: number;
  readonly wind: WindSetting;
  readonly payloadKg: number;
  readonly crewSwapS: number;
  /** Distance between neighbouring vehicles at the start, m east. */
  readonly spacingM: number;
};

export const USAGE = `usage: node sitl/main.ts [options]
  --embedded N           embedded vehicles (1, or 0 with --px4)
  --px4 N                real PX4 instances (0); see PX4_SITL_DIR
  --to HOST:PORT         ground station (127.0.0.1:14550)
  --home LON,LAT,AMSL    start (118.7813,32.0877,30: the blood centre)
  --pad LON,LAT,AMSL     a pad with a height of its own, may be repeated
  --sysid-base K         system id of the first embedded vehicle (1)
  --instance-base N      number of the first PX4 instance (0; its system id is N + 1)
  --speed F              vehicle seconds per second (1)
  --seed S               randomness of gusts and ids (1)
  --wind SPEED,FROM_DEG  steady wind with gusts, m/s (0,0)
  --payload-kg KG        load (0)
  --crew-swap-s S        seconds until a full battery is put in on the ground (60, 0 = never)
  --spacing-m M          distance between neighbours at the start (0)
`;

/** Radius of a raised pad, m: a roof. */
const PAD_RADIUS_M = 60;
const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  '--embedded': [0, 200],
  '--px4': [0, 50],
  '--sysid-base': [1, 254],
  '--instance-base': [0, 200],
  '--speed': [0.1, 100],
  '--seed': [0, 2 ** 32 - 1],
  '--payload-kg': [0, 10],
  '--crew-swap-s': [0, 86_400],
  '--spacing-m': [0, 1000],
};
const WHOLE: ReadonlySet<string> = new Set([
  '--embedded',
  '--px4',
  '--sysid-base',
  '--instance-base',
  '--seed',
]);
const OTHERS: ReadonlySet<string> = new Set(['--to', '--home', '--pad', '--wind']);

const refused = (name: string, expected: string, got: string): ReturnType<typeof refuse> =>
  refuse('sitl.option', `${name}: expected ${expected}, got "${got}".`);

const numbers = (text: string, count: number): readonly number[] | undefined => {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return values.length === count && values.every(Number.isFinite) ? values : undefined;
};

const readNumber = (name: string, text: string): Result<number> => {
  const [least, most] = LIMITS[name] as readonly [number, number];
  const value = numbers(text, 1)?.[0];
  const whole = WHOLE.has(name);
  if (value === undefined || value < least || value > most || (whole && !Number.isInteger(value)))
    return refused(name, `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`, text);
  return ok(value);
};

const readPlace = (name: string, text: string): Result<SitlOptions['home']> => {
  const values = numbers(text, 3);
  const place = values?.slice(0, 2);
  if (values === undefined || place === undefined || !isLonLat(place))
    return refused(name, 'LON,LAT,AMSL in degrees and metres', text);
  return ok({ at: [values[0] as number, values[1] as number], altAmslM: values[2] as number });
};

const readAddress = (text: string): Result<UdpAddress> => {
  const match = /^([\w.-]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port < 1 || port > 65_535) return refused('--to', 'HOST:PORT', text);
  return ok({ host: match[1], port });
};

const readWind = (text: string): Result<WindSetting> => {
  const values = numbers(text, 2);
  const [speedMs, fromDeg] = values ?? [];
  if (speedMs === undefined || fromDeg === undefined || speedMs < 0 || speedMs > 40)
    return refused('--wind', 'SPEED,FROM_DEG with 0 to 40 m/s', text);
  return ok({ speedMs, fromDeg, intensity: URBAN_INTENSITY });
};

type Given = {
  readonly numbers: Map<string, number>;
  readonly texts: Map<string, string>;
  readonly pads: Pad[];
};

const readOne = (name: string, text: string | undefined, given: Given): Result<undefined> => {
  const known = name in LIMITS || OTHERS.has(name);
  if (!known)
    return refuse(
      'sitl.option',
      `Unknown option ${name}; known are ${[...Object.keys(LIMITS), ...OTHERS].join(', ')}.`,
    );
  if (text === undefined) return refuse('sitl.option', `${name} expects a value, got nothing.`);
  if (name === '--pad') {
    const pad = readPlace(name, text);
    if (!pad.ok) return pad;
    given.pads.push({ ...pad.value, radiusM: PAD_RADIUS_M });
  } else if (OTHERS.has(name)) given.texts.set(name, text);
  else {
    const value = readNumber(name, text);
    if (!value.ok) return value;
    given.numbers.set(name, value.value);
  }
  return ok(undefined);
};

const overlap = (options: SitlOptions): Result<SitlOptions> => {
  const lastEmbedded = options.sysidBase + options.embedded - 1;
  const firstPx4 = options.instanceBase + 1;
  const lastPx4 = options.instanceBase + options.px4;
  if (lastEmbedded > 254) return refused('--sysid-base', 'system ids up to 254', String(lastEmbedded));
  if (options.embedded > 0 && options.px4 > 0 && options.sysidBase <= lastPx4 && firstPx4 <= lastEmbedded)
    return refuse(
      'sitl.option',
      `System ids overlap: embedded ${options.sysidBase} to ${lastEmbedded}, PX4 ${firstPx4} to ${lastPx4}; set --sysid-base or --instance-base.`,
    );
  return ok(options);
};

/** The command line as values, or one sentence that says what is wrong. */
export const parseOptions = (args: readonly string[]): Result<SitlOptions> => {
  const given: Given = { numbers: new Map(), texts: new Map(), pads: [] };
  for (let at = 0; at < args.length; at += 2) {
    const read = readOne(args[at] as string, args[at + 1], given);
    if (!read.ok) return read;
  }
  const home = readPlace('--home', given.texts.get('--home') ?? '118.7813,32.0877,30');
  if (!home.ok) return home;
  const to = readAddress(given.texts.get('--to') ?? '127.0.0.1:14550');
  if (!to.ok) return to;
  const windText = given.texts.get('--wind');
  const wind = windText === undefined ? ok(STILL_AIR) : readWind(windText);
  if (!wind.ok) return wind;
  const number = (name: string, otherwise: number): number => given.numbers.get(name) ?? otherwise;
  const px4 = number('--px4', 0);
  return overlap({
    px4,
    embedded: number('--embedded', px4 > 0 ? 0 : 1),
    to: to.value,
    home: home.value,
    pads: given.pads,
    wind: wind.value,
    sysidBase: number('--sysid-base', 1),
    instanceBase: number('--instance-base', 0),
    speed: number('--speed', 1),
    seed: number('--seed', 1),
    payloadKg: number('--payload-kg', 0),
    crewSwapS: number('--crew-swap-s', 60),
    spacingM: number('--spacing-m', 0),
  });
};
