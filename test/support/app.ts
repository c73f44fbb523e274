import { pino } from 'pino';
import { createApp, type App } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { tempFolder } from './temp-folder.ts';

export type TestApp = {
  readonly app: App;
  readonly url: string;
  readonly folder: string;
  as(login: string): Promise<Client>;
};

/** The whole service in this process, on a free port, with demo data and without drones. */
export const startApp = async (options: readonly string[] = []): Promise<TestApp> => {
  const folder = tempFolder();
  const config = parseConfig({ argv: ['--port', '0', '--no-embedded', ...options], variables: {} });
  const app = await createApp({ config, dataFolder: folder, log: pino({ level: 'silent' }) });
  const url = await app.listen();
  await app.adopt();
  return { app, url, folder, as: (login) => signIn(url, login, DEMO_PASSWORD) };
};
