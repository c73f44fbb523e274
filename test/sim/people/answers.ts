import { contract } from '../../../server/api/contract/contract.ts';
import { chance, keepDoing, pick, type Person } from './person.ts';

/** As often what is recommended, or another action, or nothing at all, is chosen. */
const RECOMMENDED = 0.45;
const OTHER = 0.2;
/** Left alone, so that what happens by itself happens. */
const LEFT = 0.25;

/** Answers proposals: accepts what is recommended, or something else, or sets the proposal aside. */
export const playAnswers = (person: Person): void => {
  const { desk, rng } = person;
  const left = new Set<string>();
  keepDoing(person, [3000, 8000], async () => {
    const shown = await desk.call(contract.contingencies.list);
    if (shown.kind !== 'ok') return;
    for (const { flightId, no, actions, mayDismiss } of shown.value.proposals) {
      const which = `${flightId} ${no}`;
      if (left.has(which)) continue;
      const dice = rng.unit();
      if (chance(rng, LEFT)) {
        left.add(which);
        continue;
      }
      const action =
        dice < RECOMMENDED ? actions[0] : dice < RECOMMENDED + OTHER ? pick(rng, actions) : undefined;
      // Who may not set it aside tries it now and then.
      if (action === undefined && !mayDismiss && !chance(rng, 0.2)) continue;
      const body = { no, action: action ?? null, reason: 'looked at the picture' };
      await desk.call(contract.contingencies.decide, { params: { id: flightId }, body });
    }
  });
};
