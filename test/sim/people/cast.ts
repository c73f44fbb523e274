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
import { playConditions, playSecond } from './conditions.ts';
import { playDispatcher } from './dispatcher.ts';
import { playIssuer } from './issuer.ts';
import { playHospital } from './nurse.ts';
import { createPerson, type Person } from './person.ts';
import { playSafety } from './safety.ts';

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

/** Sets everybody to work. `activeUntil`: when the last order is made and the last needless command given, ms. */
export const play = (world: World, activeUntil: number): Played => {
  let index = 0;
  const person = (login: string): Person => createPerson(world, login, ++index);
  const acknowledged = new Map<string, string>();
  for (const siteId of HOSPITAL_IDS)
    playHospital(person(`${siteId}1`), person(`${siteId}2`), {
      siteId,
      second: `${siteId}3`,
      ordersUntil: activeUntil,
      acknowledged,
    });
  playIssuer(person('issuer1'), person('issuer2'), 'issuer3');
  playDispatcher(person('dispatcher1'), { meddlesUntil: activeUntil });
  playDispatcher(person('dispatcher2'), { meddlesUntil: activeUntil });
  playSafety(person('safety1'), person('admin1'));
  playConditions(person('dispatcher2'));
  playSecond(person('safety2'));
  playSecond(person('dispatcher1'));
  return { acknowledged };
};
