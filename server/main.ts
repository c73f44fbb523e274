import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pino } from 'pino';
import { createApp, type App } from './app.ts';
import { ConfigError, HELP, parseConfig, readEnv, type Config } from './config.ts';
import { arePagesCurrent, buildPages } from './join/build-pages.ts';
import { lockDataFolder } from './ports/instance-lock.ts';
import { DEMO_PASSWORD, DEMO_PEOPLE } from './seed/people.ts';

/** The version that npm installs with the project; older ones lack type stripping and SQLite as used here. */
const NODE_MAJOR = 26;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const checkNode = (): void => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < NODE_MAJOR) {
    throw new ConfigError(
      `Expected Node ${NODE_MAJOR} or newer, got ${process.version}: run npm install, then npm start (npm brings the right Node along).`,
    );
  }
};

const tellDemo = (): void => {
  say(`\nDemo accounts, all with the password ${DEMO_PASSWORD}:`);
  for (const person of DEMO_PEOPLE) {
    say(
      `  ${person.login.padEnd(12)} ${person.role.padEnd(11)} ${(person.siteId ?? '').padEnd(6)} ${person.name}`,
    );
  }
  say('');
};

/** Ctrl-C: in order, and with drones in the air only when asked twice. SIGTERM comes from a machine and is obeyed. */
const stopOnSignal = (app: App): Promise<void> =>
  new Promise((done) => {
    let asked = false;
    const stop = (): void => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', stop);
      process.off('disconnect', stop);
      done();
    };
    const onInterrupt = (): void => {
      if (asked) return stop();
      asked = true;
      void app.farewells().then((sentences) => {
        if (sentences.length === 0) return stop();
        for (const sentence of sentences) say(sentence);
        return say('Press Ctrl-C again to stop all the same.');
      }, stop);
    };
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', stop);
    // Started by another program: without it nobody is there to press Ctrl-C.
    process.once('disconnect', stop);
  });

const serve = async (config: Config): Promise<void> => {
  const dataFolder = resolve(config.data);
  const lock = lockDataFolder(dataFolder);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => lock.release());
  mkdirSync(dataFolder, { recursive: true });
  if (!arePagesCurrent()) {
    say('Building the pages …');
    await buildPages();
  }
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  const app = await createApp({ config, dataFolder, log, ownsData: () => lock.isHeld() });
  cleanup.defer(() => app.stop());
  const drones = await app.startDrones();
  if (drones !== undefined) cleanup.defer(() => drones.stop());
  const url = await app.listen();
  const signal = stopOnSignal(app);
  if (app.demo) tellDemo();
  else if (!(await app.hasPeople())) {
    say('There is nobody yet: make the first administrator with npm run admin -- create-admin --login NAME.');
  }
  say(`Lifeline is ready: ${url}`);
  process.send?.({ ready: true, url });
  for (const sentence of await app.adopt()) say(sentence);
  await signal;
  say('Stopping …');
};

const run = async (): Promise<void> => {
  checkNode();
  const config = parseConfig(readEnv());
  if (config.help) return say(HELP);
  return serve(config);
};

try {
  await run();
} catch (error) {
  // Errors meant for people are one sentence; anything else is a bug and keeps its stack.
  const forPeople = error instanceof Error && error.name !== 'Error' && error.name !== 'TypeError';
  process.stderr.write(
    `${error instanceof Error ? (forPeople ? error.message : (error.stack ?? error.message)) : String(error)}\n`,
  );
  process.exitCode = 1;
}
