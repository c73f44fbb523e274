import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseLinkOption } from './link-option.ts';

/** What the process was given. */
export type Env = {
  readonly argv: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
};

export const readEnv = (): Env => ({ argv: process.argv.slice(2), variables: process.env });

/** The way the service was started is wrong; the message is one sentence for the person who did it. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const OPTIONS = {
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  drill: { type: 'boolean' },
  'no-demo': { type: 'boolean' },
  'embedded-speed': { type: 'string' },
  'no-embedded': { type: 'boolean' },
  link: { type: 'string', multiple: true },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'trust-proxy': { type: 'string', multiple: true },
  origin: { type: 'string', multiple: true },
  'tianditu-key': { type: 'string' },
  pmtiles: { type: 'string' },
  terrain: { type: 'string' },
  weather: { type: 'string' },
  'unknown-terrain': { type: 'string' },
  'master-key-file': { type: 'string' },
  totp: { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean' },
} as const;

export const HELP = `npm start -- [options]

  --host ADDRESS        address to listen on (default 127.0.0.1; others need TLS in front for a phone's camera)
  --port PORT           port to listen on (default 8080; 0 = any free one)
  --data FOLDER         data folder (default ./data)
  --drill               exercise: simulated drones only, a data folder of its own (default ./data-drill), marked on every
                        page, print and number; never mixed with real flights
  --no-demo             start empty: no demo accounts, stock or embedded drones
  --no-embedded         demo data, but no embedded drones (they are started apart: npm run sitl)
  --embedded-speed N    embedded drones N times faster than real time (default 1)
  --link NAME=HOST:PORT listen for drones on this UDP address (may be repeated; others are added by an administrator);
                        also NAME=tcp-server:HOST:PORT, NAME=tcp-client:HOST:PORT, NAME=serial:/dev/ttyUSB0:57600
  --tls-cert FILE       TLS certificate chain (PEM) and
  --tls-key FILE        its key
  --trust-proxy ADDRESS believe X-Forwarded-For of this proxy (may be repeated)
  --origin URL          accept pages served under this origin too (may be repeated)
  --tianditu-key KEY    browser key for Tianditu base maps
  --pmtiles FILE        own base map as a .pmtiles file
  --weather FILE        weather sources (stations over HTTP and MQTT, forecast files) as JSON, see server/weather/sources.ts
  --terrain PATH        elevation file of the ground (SRTM .hgt, or GeoTIFF in WGS-84), or a folder of them
  --unknown-terrain warn|block
                        what it means for a flight that nobody knows the ground below it (default warn)
  --master-key-file FILE
                        64 hexadecimal digits that seal the drones' signing keys in the database (or the digits
                        themselves in LIFELINE_MASTER_KEY; default: master.key in the data folder, made on first use)
  --totp on|off         one-time codes of those who launch (default on; off with demo data, and shown on every page)
  --log-level LEVEL     fatal, error, warn, info, debug (default warn)

Each option may also come from the environment as LIFELINE_<NAME>, e.g. LIFELINE_PORT=9000.`;

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  host: z.union([z.ipv4(), z.ipv6(), z.literal('localhost')]).default('127.0.0.1'),
  port: port.default(8080),
  data: z.string().min(1),
  drill: z.boolean().default(false),
  demo: z.boolean().default(true),
  embedded: z.boolean().default(true),
  embeddedSpeed: z.coerce.number().min(1).max(100).default(1),
  links: z
    .array(
      z.string().transform((text, context) => {
        const parsed = parseLinkOption(text);
        if (parsed !== undefined) return parsed;
        context.addIssue({
          code: 'custom',
          message:
            'expected NAME=HOST:PORT, e.g. radio=0.0.0.0:14550, or NAME=tcp-client:HOST:PORT, NAME=tcp-server:HOST:PORT, NAME=serial:DEVICE:BAUD',
        });
        return z.NEVER;
      }),
    )
    .default([]),
  tlsCert: z.string().optional(),
  tlsKey: z.string().optional(),
  trustProxy: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default([]),
  origins: z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)).default([]),
  tiandituKey: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'expected 32 characters 0-9 a-f')
    .optional(),
  pmtiles: z.string().optional(),
  terrain: z.string().min(1).optional(),
  weather: z.string().min(1).optional(),
  unknownTerrain: z.enum(['warn', 'block'], 'expected warn or block').default('warn'),
  masterKey: z.string().optional(),
  masterKeyFile: z.string().min(1).optional(),
  totp: z.enum(['on', 'off'], 'expected on or off').optional(),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('warn'),
});

export type Config = z.output<typeof schema>;

type TextOption =
  | 'host'
  | 'port'
  | 'data'
  | 'embedded-speed'
  | 'tls-cert'
  | 'tls-key'
  | 'tianditu-key'
  | 'pmtiles'
  | 'terrain'
  | 'weather'
  | 'unknown-terrain'
  | 'master-key-file'
  | 'totp'
  | 'log-level';

const OPTION_OF: Readonly<Record<string, string>> = {
  embeddedSpeed: 'embedded-speed',
  links: 'link',
  tlsCert: 'tls-cert',
  tlsKey: 'tls-key',
  trustProxy: 'trust-proxy',
  origins: 'origin',
  tiandituKey: 'tianditu-key',
  unknownTerrain: 'unknown-terrain',
  masterKeyFile: 'master-key-file',
  logLevel: 'log-level',
};

const readArgs = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new ConfigError(
      `${error instanceof Error ? error.message.split('. ')[0] : String(error)}; see npm start -- --help.`,
    );
  }
};

/** Each option as it was given: on the command line, else as a variable. */
const givenOf = (env: Env, args: ReturnType<typeof readArgs>) => {
  const from = (name: string): string | undefined =>
    env.variables[`LIFELINE_${name.toUpperCase().replaceAll('-', '_')}`];
  return {
    from,
    text: (name: TextOption): string | undefined => args[name] ?? from(name),
    list: (name: 'link' | 'trust-proxy' | 'origin'): string[] | undefined =>
      args[name] ?? from(name)?.split(','),
    isOn: (name: 'drill' | 'no-demo' | 'no-embedded'): boolean => args[name] === true || from(name) === '1',
  };
};

const checkValues = (values: Readonly<Record<keyof z.input<typeof schema>, unknown>>): Config => {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  const key = String(first?.path[0] ?? '');
  throw new ConfigError(
    `--${OPTION_OF[key] ?? key}: ${first?.message ?? 'invalid'}; see npm start -- --help.`,
  );
};

const checkTogether = (config: Config): void => {
  if ((config.tlsCert === undefined) !== (config.tlsKey === undefined))
    throw new ConfigError('--tls-cert and --tls-key belong together: give both or none.');
  if (config.totp === 'off' && !config.demo)
    throw new ConfigError('--totp off: only a service with demo data does without one-time codes.');
  if (config.drill && (config.links.length > 0 || !config.demo))
    throw new ConfigError('--drill: a drill flies simulated drones only: leave --link and --no-demo out.');
};

/** Options before variables before defaults; pure. Throws `ConfigError`. `help` is left to the caller. */
export const parseConfig = (env: Env): Config & { help: boolean } => {
  const args = readArgs(env.argv);
  const { from, text, list, isOn } = givenOf(env, args);
  const drill = isOn('drill');
  const config = checkValues({
    host: text('host'),
    port: text('port'),
    data: text('data') ?? (drill ? 'data-drill' : 'data'),
    drill,
    demo: !isOn('no-demo'),
    embedded: !isOn('no-embedded'),
    embeddedSpeed: text('embedded-speed'),
    links: list('link'),
    tlsCert: text('tls-cert'),
    tlsKey: text('tls-key'),
    trustProxy: list('trust-proxy'),
    origins: list('origin'),
    tiandituKey: text('tianditu-key'),
    pmtiles: text('pmtiles'),
    terrain: text('terrain'),
    weather: text('weather'),
    unknownTerrain: text('unknown-terrain'),
    masterKey: from('master-key'),
    masterKeyFile: text('master-key-file'),
    totp: text('totp'),
    logLevel: text('log-level'),
  });
  checkTogether(config);
  return { ...config, help: args.help === true };
};
