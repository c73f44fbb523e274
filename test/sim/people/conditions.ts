import { contract } from '../../../server/api/contract/contract.ts';
import type { Codes } from './authenticator.ts';
import { between, chance, keepDoing, type Person } from './person.ts';

/** An approval of the airspace is entered for the whole morning. */
const APPROVED_MS = 12 * 3_600_000;
/** Dispatchers forget to enter it that often; then a launch needs a second person. */
const FORGETS = 0.2;

/** Of the reports: how many tell of a wind in which nothing should fly, or two persons have to want it. */
const STORMY = 0.12;

/** Reads the weather off a station and enters it; enters the airspace approval once. */
export const playConditions = (person: Person, until: number): void => {
  const { world, desk, rng } = person;
  let approved = chance(rng, FORGETS);
  let stormy = false;
  const report = async (): Promise<void> => {
    stormy = chance(rng, STORMY) && world.timeline.now() < until;
    const windMs = stormy ? 9 + rng.unit() * 5 : rng.unit() * 6;
    await desk.call(contract.preflight.reportWeather, {
      body: {
        at: world.wall(),
        windMs,
        gustMs: windMs * 1.3,
        temperatureC: 12,
        visibilityM: 9000,
        precipitation: 'none',
        source: 'roof station',
      },
    });
  };
  const approve = async (): Promise<void> => {
    const body = { number: `SIM-${world.seed}`, from: world.wall() - 60_000, to: world.wall() + APPROVED_MS };
    approved = (await desk.call(contract.preflight.addApproval, { body })).kind === 'ok';
  };
  keepDoing(person, [1000, 4000], async () => {
    if (!approved) await approve();
    await report();
    await world.timeline.sleep(stormy ? between(rng, 20_000, 40_000) : between(rng, 60_000, 180_000));
  });
};

/** The second person of launches that need one: looks, then confirms, or now and then refuses. */
export const playSecond = (person: Person, code: Codes): void => {
  const { desk, rng } = person;
  keepDoing(person, [3000, 15_000], async () => {
    const waiting = await desk.call(contract.preflight.requests);
    if (waiting.kind !== 'ok') return;
    for (const { id } of waiting.value.requests) {
      const params = { id };
      if (!chance(rng, 0.9)) {
        await desk.call(contract.preflight.refuse, { params, body: { reason: 'not today' } });
        continue;
      }
      const digits = code();
      if (digits === undefined) continue;
      const body = { reason: 'looked at it too', code: digits };
      await desk.call(contract.preflight.approve, { params, body });
    }
  });
};
