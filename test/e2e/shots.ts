/**
 * Pictures of every page and state that matters, into `test/shots/`, for people to look at; it asserts nothing:
 * `node test/e2e/shots.ts day|trouble|outage [PATTERN]`. Each starts a service and simulated drones of its own.
 */
import { openCamera, staff } from './shots/camera.ts';
import { outage } from './shots/outage.ts';
import { quietDay } from './shots/quiet-day.ts';
import { startStage } from './shots/stage.ts';
import { trouble } from './shots/trouble.ts';

const [which = 'day', filter = ''] = process.argv.slice(2);

await using cleanup = new AsyncDisposableStack();
if (which === 'outage') await outage(cleanup, filter);
else {
  // A leg of 17 minutes: long enough for every dialog of a flight in the air, or short enough to wait for its end.
  const stage = await startStage(cleanup, which === 'trouble' ? 3 : 20);
  const sign = staff(stage.url);
  const camera = await openCamera(stage.url, sign, filter);
  cleanup.defer(() => camera.close());
  if (which === 'trouble') await trouble({ camera, sign, stage });
  else await quietDay(camera, sign);
}
