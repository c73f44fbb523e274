import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { press, LOOKS, openCamera, staff, type Look } from './camera.ts';
import { startStage } from './stage.ts';

const SOME: readonly Look[] = LOOKS.slice(0, 4);

const LOCKER = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  database.exec('PRAGMA busy_timeout=5000; BEGIN EXCLUSIVE');
  process.send('locked');
  setInterval(() => {}, 1000);
`;

const openCodes = async (page: Page, look: Look): Promise<void> => {
  await page.getByRole('banner').getByRole('button').last().click();
  await page
    .getByRole('menuitem', { name: look.language === 'zh' ? '动态验证码' : 'One-time codes' })
    .click();
  await press(page, look, '开始设置', /^Begin|^Set up|^Start/);
};

/** A drill, one-time codes, and a service whose record cannot be written. */
export const outage = async (cleanup: AsyncDisposableStack, filter: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeline-shots-'));
  const stages = {
    drill: await startStage(cleanup, 1, ['--drill']),
    plain: await startStage(cleanup, 1, ['--totp', 'on', '--data', folder]),
  };
  const cameras = Object.entries(stages).map(async ([name, { url }]) => {
    const sign = staff(url);
    const camera = await openCamera(url, sign, filter);
    cleanup.defer(() => camera.close());
    return [name, { camera, sign }] as const;
  });
  const { drill, plain } = Object.fromEntries(await Promise.all(cameras));
  await drill?.camera.shoot(
    [
      { name: 'drill-login', path: '/login' },
      { name: 'drill-console', login: 'dispatcher1', path: '/console' },
      { name: 'drill-hospital', login: 'pkph1', path: '/hospital' },
    ],
    SOME,
  );
  await plain?.camera.shoot(
    [{ name: 'totp', login: 'dispatcher1', path: '/console', prepare: openCodes }],
    SOME,
  );
  for (const login of ['dispatcher1', 'pkph1', 'issuer1']) await plain?.sign(login);
  const child = spawn(process.execPath, ['-e', LOCKER, join(folder, 'lifeline.db')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  cleanup.defer(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  await plain?.camera.shoot(
    [
      { name: 'flight-only-console', login: 'dispatcher1', path: '/console' },
      { name: 'flight-only-hospital', login: 'pkph1', path: '/hospital' },
      { name: 'flight-only-issue', login: 'issuer1', path: '/issue' },
    ],
    SOME,
  );
};
