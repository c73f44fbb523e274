import { createAccounts } from '../../../server/accounts/service.ts';
import { createSessions } from '../../../server/accounts/sessions-service.ts';
import { systemCause } from '../../../server/core/cause.ts';
import { wallMs } from '../../../server/core/clock.ts';
import type { Role } from '../../../server/core/access.ts';
import type { Store } from '../../../server/store/store.ts';
import { cheapSecrets } from '../../support/cheap-secrets.ts';
import { PASSWORD } from '../desk.ts';
import { createLife, START_WALL_MS } from '../life.ts';
import { CENTRE_ID, HOSPITAL_IDS } from '../place.ts';
import type { World } from '../world.ts';
import { playFailures, playQuarantine } from './afterwards.ts';
import { playAnswers } from './answers.ts';
import { playAuthenticator, type Codes } from './authenticator.ts';
import { playCanceller } from './cancels.ts';
import { playConditions, playSecond } from './conditions.ts';
import { playDispatcher } from './dispatcher.ts';
import { playIssuer } from './issuer.ts';
import { playHospital } from './nurse.ts';
import { createPerson, type Person } from './person.ts';
import { playPilot } from './pilot.ts';
import { playSafety } from './safety.ts';
import { playStops } from './stops.ts';
import { playAdmin } from './zones.ts';

const CAST: readonly { login: string; role: Role; siteId: string | null }[] = [
  ...HOSPITAL_IDS.flatMap((siteId) =>
    [1, 2, 3].map((n) => ({ login: `${siteId}${n}`, role: 'hospital' as const, siteId })),
  ),
  ...[1, 2, 3].map((n) => ({ login: `issuer${n}`, role: 'issuer' as const, siteId: CENTRE_ID })),
  { login: 'dispatcher1', role: 'dispatcher', siteId: null },
  { login: 'dispatcher2', role: 'dispatcher', siteId: null },
  { login: 'safety1', role: 'safety', siteId: null },
  { login: 'safety2', role: 'safety', siteId: null },
  { login: 'admin1', role: 'admin', siteId: null },
];

/** Writes everybody's account. */
export const engage = async (world: World, store: Store): Promise<void> => {
  const rng = world.rng(3);
  const { clock } = createLife(world.timeline, () => 0);
  const deps = { store, clock, rng, secrets: cheapSecrets };
  const accounts = createAccounts(deps, createSessions(deps));
  for (const person of CAST) {
    const wanted = { ...person, name: person.login, password: PASSWORD };
    const made = await accounts.create(systemCause(wallMs(START_WALL_MS)), wanted, false);
    if (!made.ok) throw new Error(made.error.message);
  }
};

export type Played = {
  /** Orders that were answered: request number to id. */
  readonly acknowledged: ReadonlyMap<string, string>;
};

/** What is done besides the usual work: commands in flight, answers to what goes wrong, stops, cancellations. */
const playUnusual = (person: (login: string) => Person, until: number): void => {
  playPilot(person('dispatcher1'), { meddlesUntil: until, second: 'dispatcher2' });
  playPilot(person('dispatcher2'), { meddlesUntil: until, second: 'safety1' });
  playPilot(person('safety1'), { meddlesUntil: until, second: 'safety2' });
  playAnswers(person('dispatcher1'));
  playAnswers(person('safety2'));
  playStops(person('safety2'), until);
  playCanceller(person('dispatcher2'), until);
  playFailures(person('dispatcher1'));
  playFailures(person('dispatcher2'));
  playAdmin(person('admin1'), until);
  playQuarantine(person('issuer3'), 'issuer2');
};

/** Sets everybody to work. `activeUntil`: when the last order is made and the last needless command given, ms. */
export const play = (world: World, activeUntil: number): Played => {
  let index = 0;
  const people = new Map<string, Person>();
  /** One console each, whatever they do there. */
  const person = (login: string): Person => {
    const known = people.get(login) ?? createPerson(world, login, ++index);
    people.set(login, known);
    return known;
  };
  const acknowledged = new Map<string, string>();
  for (const siteId of HOSPITAL_IDS)
    playHospital(person(`${siteId}1`), person(`${siteId}2`), {
      siteId,
      second: `${siteId}3`,
      ordersUntil: activeUntil,
      acknowledged,
    });
  playIssuer(person('issuer1'), person('issuer2'), 'issuer3');
  const [dispatcher1, dispatcher2, safety2] = [
    person('dispatcher1'),
    person('dispatcher2'),
    person('safety2'),
  ];
  const [code1, code2, code3] = [dispatcher1, dispatcher2, safety2].map(playAuthenticator) as [
    Codes,
    Codes,
    Codes,
  ];
  playDispatcher(dispatcher1, { code: code1 });
  playDispatcher(dispatcher2, { code: code2 });
  playSafety(person('safety1'), person('admin1'));
  playConditions(person('dispatcher2'), activeUntil);
  playSecond(safety2, code3);
  playSecond(dispatcher1, code1);
  playUnusual(person, activeUntil);
  return { acknowledged };
};
