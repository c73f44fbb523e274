import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { registerAccountRoutes } from './accounts/routes.ts';
import { createAccounts } from './accounts/service.ts';
import { createSessions } from './accounts/sessions-service.ts';
import { registerTotpRoutes } from './accounts/totp-routes.ts';
import { createTotp } from './accounts/totp-service.ts';
import { registerDocs } from './api/docs.ts';
import type { HttpDeps } from './api/http-deps.ts';
import { createHttp } from './api/http.ts';
import { registerPages } from './api/pages.ts';
import { registerSessionRoutes } from './api/session-routes.ts';
import { createSocketServer } from './api/socket.ts';
import { ConfigError, type Config } from './config.ts';
import { systemCause } from './core/cause.ts';
import type { Vault } from './core/secrets.ts';
import { registerFleetRoutes } from './fleet/routes.ts';
import { checkMasterKey } from './fleet/signing-keys-service.ts';
import { PAGES_FOLDER } from './join/build-pages.ts';
import { keepDemoConditions } from './join/demo-conditions.ts';
import { embeddedWanted, watchPayload } from './join/embedded-wanted.ts';
import { startEmbedded, type Embedded } from './join/embedded.ts';
import { farewellsOf } from './join/farewells.ts';
import { closeServer, createServerFor, listenOn } from './join/listen.ts';
import { seedDemo } from './join/seed.ts';
import { joinStages } from './join/stages.ts';
import { loadTerrain } from './join/terrain.ts';
import { joinWeather, readWeatherSources } from './join/weather.ts';
import { registerSystemRoutes } from './join/system-routes.ts';
import { aesVault } from './ports/aes-vault.ts';
import { systemDisk } from './ports/disk.ts';
import { masterKey } from './ports/master-key.ts';
import { systemOneTimeCodes } from './ports/one-time-codes.ts';
import { systemClock } from './ports/system-clock.ts';
import { pdfPrinter } from './ports/pdf-printer.ts';
import { systemRng } from './ports/system-rng.ts';
import { systemSecrets } from './ports/system-secrets.ts';
import { systemStreams } from './ports/system-streams.ts';
import { systemNet } from './ports/udp.ts';
import { weatherPorts } from './ports/weather-ports.ts';
import type { MavLog } from './mavlink/log.ts';
import { checkDrillFile } from './store/drill-file.ts';
import { checkDrill } from './store/drill.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { createWriteGate, type WriteGate } from './store/write-gate.ts';

const VERSION = (createRequire(import.meta.url)('../package.json') as { version: string }).version;

/** Hosts of Tianditu's tiles, let through the pages' security policy only with a key. */
const TIANDITU_HOSTS = ['https://*.tianditu.gov.cn'];
const PMTILES_URL = '/map.pmtiles';

export type AppOptions = {
  readonly config: Config;
  readonly dataFolder: string;
  readonly log: Logger;
  /** Whether the data folder is still this process's; default always. */
  readonly ownsData?: () => boolean;
};

const storeLinks = async (config: Config, store: ReturnType<typeof openSqliteStore>): Promise<void> => {
  if (config.links.length === 0) return;
  await store.transact(systemCause(systemClock.wall()), async (tx) => {
    for (const { name, ...way } of config.links) {
      // Whoever listened at the old address was trusted, not whoever listens at this one.
      const isOther = (['kind', 'host', 'port', 'device'] as const).map((field) => ({
        field,
        now: way[field],
      }));
      await tx.db
        .updateTable('links')
        .set({ trusted: 0 })
        .where('name', '=', name)
        .where((where) => where.or(isOther.map(({ field, now }) => where(field, '!=', now))))
        .execute();
      await tx.db
        .insertInto('links')
        .values({ name, ...way })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(way))
        .execute();
    }
  });
};

const checkPmtiles = (path: string | undefined): string | undefined => {
  if (path === undefined) return undefined;
  const full = resolve(path);
  if (!existsSync(full)) throw new ConfigError(`--pmtiles: there is no file ${full}.`);
  return full;
};

const recordPath = (dataFolder: string): string => join(dataFolder, 'lifeline.db');

const openRecord = (dataFolder: string, log: Logger): WriteGate => {
  const store = openSqliteStore(recordPath(dataFolder), (error) =>
    log.error({ err: error }, 'a follower of the record failed'),
  );
  return createWriteGate(store, { clock: systemClock, log: (sentence) => log.error(sentence) });
};

/**
 * A drill and real flights never share a record; and with another master key every drone that has a key would be refused:
 * better not to start.
 */
const checkRecord = async ({ store }: WriteGate, { drill }: Config, vault: Vault): Promise<void> => {
  await checkDrill(store, drill, systemClock.wall());
  await checkMasterKey(store.read, vault);
};

const portsOf = (config: Config, dataFolder: string) => ({
  clock: systemClock,
  rng: systemRng,
  secrets: systemSecrets,
  otp: systemOneTimeCodes,
  net: systemNet,
  streams: systemStreams,
  disk: systemDisk(dataFolder),
  vault: aesVault(masterKey({ text: config.masterKey, file: config.masterKeyFile, dataFolder })),
});

const httpSettings = ({ origins, trustProxy, drill, tiandituKey, tlsCert }: Config) => ({
  allowedOrigins: origins,
  trustedProxies: trustProxy,
  drill,
  tileHosts: tiandituKey === undefined ? [] : TIANDITU_HOSTS,
  secureCookies: tlsCert !== undefined || origins.some((origin) => origin.startsWith('https:')),
});

/** The composition root: builds the adapters, joins the stages. Throws errors with a sentence for the starter. */
export const createApp = async ({ config, dataFolder, log, ownsData = () => true }: AppOptions) => {
  const pmtiles = checkPmtiles(config.pmtiles);
  const sources = readWeatherSources(config.weather);
  const terrain = await loadTerrain(config.terrain, config.unknownTerrain);
  // Before anything is written there, also before migrations.
  checkDrillFile(recordPath(dataFolder), config.drill);
  const gate = openRecord(dataFolder, log);
  const { store, outage } = gate;
  // Of a start that fails too: what stays open keeps the process from ending. What came last goes first.
  await using starting = new AsyncDisposableStack();
  starting.defer(() => store.close());
  starting.defer(() => gate.close());
  const ports = portsOf(config, dataFolder);
  await checkRecord(gate, config, ports.vault);
  const sessions = createSessions({ store, ...ports });
  const accounts = createAccounts({ store, ...ports }, sessions);
  const demo = config.demo && (await seedDemo({ store, clock: ports.clock, accounts }));
  // Off with demo data only, and by a switch that every page shows.
  const totp = createTotp({ store, ...ports, required: config.totp === 'on' || !demo });
  await storeLinks(config, store);
  const httpDeps: HttpDeps = { store, sessions, ...ports, log, dataFolder, ...httpSettings(config) };
  const http = createHttp(httpDeps);
  const stages = await joinStages({
    store,
    sessions,
    ...ports,
    log,
    outage,
    ownsData,
    print: pdfPrinter,
    terrain,
    register: http.register,
    codes: totp,
  });
  starting.defer(() => stages.stop());
  const conditions = demo ? await keepDemoConditions({ ...ports, store, ...stages }) : undefined;
  const note: MavLog = (level, sentence, data) => log[level]({ ...data }, sentence);
  const weather = joinWeather({ ...ports, ...stages, ports: weatherPorts, log: note }, sources);
  starting.defer(() => weather.stop());
  starting.defer(() => conditions?.cancel());
  weather.start();
  registerSessionRoutes(http.app, httpDeps);
  registerAccountRoutes(http.register, accounts);
  registerTotpRoutes(http.register, totp);
  registerFleetRoutes(http.register, stages.fleet);
  registerSystemRoutes(http.register, {
    store,
    version: VERSION,
    demo,
    totp: totp.required,
    drill: config.drill,
    outage,
    map: { tiandituKey: config.tiandituKey ?? '', pmtilesUrl: pmtiles === undefined ? '' : PMTILES_URL },
  });
  registerDocs(http.app, VERSION);
  http.finish();
  if (pmtiles !== undefined) {
    http.app.get(PMTILES_URL, (_request, response) => response.sendFile(pmtiles, { dotfiles: 'allow' }));
  }
  registerPages(http.app, PAGES_FOLDER);
  const server = createServerFor(http.app, config);
  starting.defer(() => closeServer(server));
  const sockets = createSocketServer(server, {
    store,
    sessions,
    clock: ports.clock,
    log,
    allowedOrigins: config.origins,
    liveFrame: stages.liveFrame,
    visibleVehicles: stages.visibleVehicles,
  });
  starting.defer(() => sockets.close());
  const parts = starting.move();

  return {
    demo,
    /** For the test that walks every route. */
    express: http.app,
    listen: (): Promise<string> => listenOn(server, config),
    /** Takes up flights of before a restart; sentences for the person who started the service. */
    adopt: stages.start,
    /** What each drone in the air will do without us. */
    farewells: (): Promise<readonly string[]> => farewellsOf(stages.airborne(), systemClock),
    /** Starts the demo's drones; undefined where there are none. */
    startDrones: async (): Promise<Embedded | undefined> => {
      const wanted = demo && config.embedded ? await embeddedWanted(store, stages.station) : undefined;
      if (wanted === undefined) return undefined;
      const drones = await startEmbedded({ ...wanted, speed: config.embeddedSpeed });
      watchPayload(store, drones, log);
      return drones;
    },
    hasPeople: async (): Promise<boolean> => (await accounts.list()).length > 0,
    /** In order: nothing new comes in, what is under way is written, then the record is closed. */
    stop: (): Promise<void> => parts.disposeAsync(),
  };
};

export type App = Awaited<ReturnType<typeof createApp>>;
