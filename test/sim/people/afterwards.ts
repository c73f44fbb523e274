import { contract } from '../../../server/api/contract/contract.ts';
import { PASSWORD } from '../desk.ts';
import { chance, createPatience, keepDoing, pick, type Person } from './person.ts';

/** A failed delivery is looked at for that long before it is decided, ms. */
const THINKS_MS = 6000;
/** A box stands there that long before somebody measures, ms. */
const BOX_MS = 10_000;
const IN_RANGE_C = 4;
const WARM_C = 31;

/** Takes or declines what is proposed for deliveries that failed. */
export const playFailures = (person: Person): void => {
  const { desk, rng } = person;
  const waited = createPatience(person);
  keepDoing(person, [4000, 9000], async () => {
    const shown = await desk.call(contract.failures.list);
    if (shown.kind !== 'ok') return;
    for (const { id, state, drones } of shown.value.failures) {
      if (state !== 'OPEN' || waited(id) < THINKS_MS) continue;
      const params = { id };
      if (chance(rng, 0.3)) {
        await desk.call(contract.failures.dismiss, { params, body: { reason: 'it can wait' } });
        continue;
      }
      const means = chance(rng, 0.5) ? ('drone' as const) : ('road' as const);
      const vehicleId = means === 'drone' ? (pick(rng, drones)?.vehicleId ?? null) : null;
      await desk.call(contract.failures.accept, { params, body: { means, vehicleId, reason: 'replaced' } });
    }
  });
};

/** Measures inside boxes of failed flights: back to stock with a second person, or thrown away. */
export const playQuarantine = (person: Person, second: string): void => {
  const { desk, rng, world } = person;
  const waited = createPatience(person);
  const HELD = `SELECT id FROM quarantined_boxes WHERE state = 'HELD' ORDER BY box_no`;
  keepDoing(person, [5000, 12_000], async () => {
    for (const { id } of world.look<{ id: string }>(HELD)) {
      if (waited(id) < BOX_MS) continue;
      const params = { id };
      const isReleased = chance(rng, 0.6);
      const body = isReleased
        ? {
            outcome: 'release' as const,
            reason: 'measured, seal whole',
            temperatureC: chance(rng, 0.8) ? IN_RANGE_C : WARM_C,
            // Alone, as nobody may.
            second: { login: chance(rng, 0.1) ? desk.login : second, password: PASSWORD },
          }
        : { outcome: 'discard' as const, reason: 'too long outside' };
      await desk.call(contract.failures.decideBox, { params, body });
    }
  });
};
