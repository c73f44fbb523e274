import type { Actor, Role } from '../core/access.ts';
import { systemCause } from '../core/cause.ts';
import type { Clock, WallMs } from '../core/clock.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Secrets } from '../core/secrets.ts';
import type { PersonRow } from '../store/schema.ts';
import { createJournal, type Journal } from '../store/journal.ts';
import { StoreUnavailable, type Store, type Tx } from '../store/store.ts';
import { createAttempts } from './attempts.ts';
import { createKeptSessions, type SignedIn } from './kept-sessions-service.ts';
import { needsNewSession } from './person-queries.ts';

/** A shift of the issuing desk and the dispatchers. */
const SESSION_MS = 12 * 60 * 60_000;
const TOKEN_BYTES = 32;

export type SessionDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly secrets: Secrets;
};

const actorOf = (person: PersonRow, sessionId: string | undefined): Actor => ({
  personId: person.id,
  name: person.name,
  role: person.role as Role,
  siteId: person.site_id ?? undefined,
  sessionId,
  requestId: undefined,
});

/** Checks a log-in name with its password; counts failures. */
const createVerifier = ({ store, clock, secrets }: SessionDeps, journal: Journal) => {
  const attempts = createAttempts(clock);
  /** Verified when the account does not exist, so that both answers take the same time. */
  const nobodysHash = secrets.hashPassword('no such account');

  return async (login: string, password: string, ip: string): Promise<Result<PersonRow>> => {
    const name = login.trim().toLowerCase();
    const waitS = attempts.waitS(name, ip);
    if (waitS > 0) {
      return refuse('accounts.too_many', `Too many failed attempts: try again in ${waitS} s.`, {
        details: { waitS },
      });
    }
    // Counted before the slow check: parallel guesses may not slip through while it runs.
    attempts.failed(name, ip);
    const person = await store.read
      .selectFrom('people')
      .selectAll()
      .where('login', '=', name)
      .executeTakeFirst();
    const matches = await secrets.verifyPassword(person?.password_hash ?? (await nobodysHash), password);
    if (person === undefined || !matches || person.active === 0) {
      const cause = systemCause(clock.wall());
      // Without the name that was typed: people type passwords into the wrong field.
      const refused = {
        type: 'person.log_in_refused',
        subject: person === undefined ? 'system' : `person:${person.id}`,
        data: { ip },
      };
      await journal.nowOrLater(
        () => store.transact(cause, (tx) => tx.emit(refused)),
        () => {},
      );
      return refuse('accounts.bad_credentials', 'Log-in name or password is wrong.');
    }
    attempts.succeeded(name, ip);
    return ok(person);
  };
};

const writeSession = async (
  tx: Tx,
  { actor, person, expiresAt }: SignedIn,
  ip: string,
): Promise<Result<undefined>> => {
  // The check of a password takes a while: it may have been changed meanwhile, and the sessions ended.
  const still = await tx.selectFrom('people').selectAll().where('id', '=', person.id).executeTakeFirst();
  if (still === undefined || needsNewSession(person, still))
    return refuse('accounts.bad_credentials', 'Log-in name or password is wrong.');
  await tx.db.deleteFrom('sessions').where('expires_at', '<', tx.now).execute();
  await tx.db
    .insertInto('sessions')
    .values({
      id_hash: actor.sessionId ?? '',
      person_id: person.id,
      created_at: tx.now,
      seen_at: tx.now,
      expires_at: expiresAt,
    })
    .execute();
  await tx.emit({ type: 'person.logged_in', subject: `person:${person.id}`, data: { ip } });
  return ok(undefined);
};

const readSession = async (store: Store, sessionId: string, now: WallMs): Promise<SignedIn | undefined> => {
  const row = await store.kept(`session ${sessionId}`, (reader) =>
    reader
      .selectFrom('sessions')
      .innerJoin('people', 'people.id', 'sessions.person_id')
      .selectAll('people')
      .select('sessions.expires_at')
      .where('sessions.id_hash', '=', sessionId)
      .executeTakeFirst(),
  );
  if (row === undefined || row.expires_at <= now || row.active === 0) return undefined;
  return { actor: actorOf(row, sessionId), person: row, expiresAt: row.expires_at };
};

/**
 * Log-in, sessions, and the second person of two-person steps. While nothing can be written people still log in and
 * out, so that a drone can be held (INV-S12); the record learns of it afterwards, with the times at which it happened.
 */
export const createSessions = (deps: SessionDeps) => {
  const { store, rng, secrets } = deps;
  const kept = createKeptSessions();
  const journal = createJournal(deps.clock);
  const verify = createVerifier(deps, journal);
  const endedListeners = new Set<(personId: string, sessionIds: readonly string[]) => void>();
  const logIn = async (
    credentials: { login: string; password: string; ip: string },
    now: WallMs,
  ): Promise<Result<SignedIn & { token: string }>> => {
    const verified = await verify(credentials.login, credentials.password, credentials.ip);
    if (!verified.ok) return verified;
    const person = verified.value;
    const token = Buffer.from(rng.bytes(TOKEN_BYTES)).toString('base64url');
    const sessionId = secrets.digest(token);
    const expiresAt = now + SESSION_MS;
    const actor = actorOf(person, sessionId);
    const signedIn = { actor, person, expiresAt };
    const begin = (): Promise<Result<undefined>> =>
      store.transact({ actor, now }, (tx) => writeSession(tx, signedIn, credentials.ip));
    kept.begin(sessionId, signedIn);
    let begun: Result<undefined> = ok(undefined);
    await journal.nowOrLater(
      async () => {
        begun = await begin();
        if (!begun.ok) notifyEnded(person.id, [sessionId]);
        kept.settled(sessionId);
      },
      () => kept.settled(sessionId),
    );
    return begun.ok ? ok({ ...signedIn, token }) : begun;
  };

  const authenticate = async (token: string, now: WallMs): Promise<SignedIn | undefined> => {
    const sessionId = secrets.digest(token);
    if (kept.isEnded(sessionId)) return undefined;
    const unwritten = kept.unwritten(sessionId, now);
    if (unwritten !== undefined) return unwritten;
    try {
      const signedIn = await readSession(store, sessionId, now);
      kept.saw(sessionId, signedIn);
      return signedIn;
    } catch (error) {
      if (error instanceof StoreUnavailable) return kept.lastSeen(sessionId, now);
      throw error;
    }
  };

  const notifyEnded = (personId: string, sessionIds: readonly string[]): void => {
    for (const listener of endedListeners) listener(personId, sessionIds);
  };

  const logOut = async (actor: Actor, now: WallMs): Promise<void> => {
    const sessionId = actor.sessionId;
    if (sessionId === undefined) return;
    kept.end(sessionId);
    const write = async (): Promise<void> => {
      await store.transact({ actor, now }, async (tx) => {
        await tx.db.deleteFrom('sessions').where('id_hash', '=', sessionId).execute();
        await tx.emit({ type: 'person.logged_out', subject: `person:${actor.personId}`, data: {} });
      });
      kept.settled(sessionId);
    };
    await journal.nowOrLater(write, () => kept.settled(sessionId));
    notifyEnded(actor.personId, [sessionId]);
  };

  /**
   * The second person of a two-person step who stands at the same device. A password that somebody else has chosen
   * proves nobody: its owner logs in and changes it first.
   */
  const verifySecond = async (login: string, password: string, ip: string): Promise<Result<Actor>> => {
    const verified = await verify(login, password, ip);
    if (!verified.ok) return verified;
    if (verified.value.must_change_password === 1) {
      return refuse(
        'accounts.password_change_needed',
        `${verified.value.name} has to log in and choose an own password first.`,
        { place: 'second.password' },
      );
    }
    return ok(actorOf(verified.value, undefined));
  };

  return {
    logIn,
    authenticate,
    logOut,
    verifySecond,
    /** The own password once more, before it is changed. */
    verifyOwn: verify,
    notifyEnded,
    /** Called with the sessions that have just ended, so that their sockets are cut. */
    onEnded: (listener: (personId: string, sessionIds: readonly string[]) => void): void => {
      endedListeners.add(listener);
    },
  };
};

export type Sessions = ReturnType<typeof createSessions>;
