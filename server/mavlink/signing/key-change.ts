import { standard } from 'mavlink-mappings';
import type { Clock } from '../../core/clock.ts';
import { ok, refuse, type Failure, type Result } from '../../core/result.ts';
import type { Router } from '../router.ts';
import type { VehicleSnapshot } from '../snapshot.ts';
import type { Vehicle } from '../vehicle.ts';
import { giveKey, takeKeyAway } from './setup-signing.ts';
import type { SigningKey } from './signature.ts';
import type { Signing } from './signing.ts';
import { NO_KEYS } from './verdict.ts';

/** A second copy is harmless: a vehicle that took the first one refuses the second, which has the old signature. */
const ROUNDS = 5;
const ROUND_MS = 1500;
/** Telemetry older than that does not say how the vehicle is now. */
const FRESH_MS = 3000;

export type KeyChangeParts = {
  readonly clock: Clock;
  readonly vehicle: Vehicle;
  readonly router: Router;
  readonly signing: Signing;
  /** Whether nobody can listen on that link. */
  readonly isTrusted: (link: string) => boolean;
};

const told = ({ heartbeat, landed }: VehicleSnapshot): string =>
  `${heartbeat.armed ? 'armed' : 'disarmed'}, ${landed?.state ?? 'landed state unknown'}`;

/** Why SETUP_SIGNING must not leave now; asked before each copy. */
export const keyObstacle = ({ clock, vehicle, router, isTrusted }: KeyChangeParts): Failure | undefined => {
  const snapshot = vehicle.snapshot();
  const now = clock.mono();
  const isFresh = (at: number | undefined): boolean => at !== undefined && now - at <= FRESH_MS;
  if (!isFresh(snapshot.heartbeat.at) || !isFresh(snapshot.landed?.at))
    return {
      code: 'mavlink.not_heard',
      message: `expected heartbeat and landed state within ${FRESH_MS} ms, the vehicle does not tell them now`,
    };
  if (snapshot.heartbeat.armed || snapshot.landed?.state !== 'on-ground')
    return { code: 'mavlink.not_landed', message: `expected disarmed, on-ground; got ${told(snapshot)}` };
  const route = router.routeOf(vehicle.id);
  if (route === undefined || !isTrusted(route.link))
    return {
      code: 'mavlink.link_not_trusted',
      message: `expected a trusted link, the vehicle is reached by ${route?.link ?? 'none'}`,
    };
  // PX4 takes SETUP_SIGNING whatever target it names.
  const others = router.systemsAt(route.place).filter((sysid) => sysid !== vehicle.id.sysid);
  if (others.length > 0)
    return {
      code: 'mavlink.place_shared',
      message: `expected the vehicle alone at ${route.place}, system ${others.join(', ')} is heard there too`,
    };
  return undefined;
};

/** Sends until `isDone`, 5 times at most; undefined when it is done. */
const sendUntil = async (
  parts: KeyChangeParts,
  message: () => Parameters<Router['send']>[0],
  isDone: () => boolean,
): Promise<Failure | 'silence' | undefined> => {
  const { vehicle, router } = parts;
  for (let round = 0; round < ROUNDS; round++) {
    const reason = keyObstacle(parts);
    if (reason !== undefined) return reason;
    const sent = router.send(message(), vehicle.id);
    if (!sent.ok) return sent.error;
    if ((await vehicle.waitFor(isDone, ROUND_MS)) !== undefined) return undefined;
  }
  return 'silence';
};

const aboardText = (signing: Signing, sysid: number): string => {
  const keyId = signing.status(sysid).aboard?.keyId;
  if (keyId === undefined) return 'nothing is heard of it';
  return keyId === 'none' ? 'its frames are unsigned' : `its frames are signed with key ${keyId}`;
};

/** An answer to a signed question: it takes our signatures, and we its own. */
const askSigned = async (vehicle: Vehicle): Promise<Result<undefined>> => {
  const answer = await vehicle.requestMessage(standard.AutopilotVersion.MSG_ID);
  if (answer.ok) return ok(undefined);
  return refuse(
    'mavlink.signing_unproven',
    `the key is aboard, but a question was not answered: ${answer.error.message}`,
  );
};

/**
 * Gives the vehicle a key that is its `pending` one already. Done when its frames are signed with it and a question
 * signed with it is answered. Fails with `mavlink.signing_not_taken` if it goes on as before, with
 * `mavlink.signing_unproven` if only the answer is missing; the pending key stays, and its signatures will tell.
 */
export const installKey = async (parts: KeyChangeParts, key: SigningKey): Promise<Result<undefined>> => {
  const { vehicle, signing } = parts;
  const { sysid } = vehicle.id;
  const shows = (): boolean => signing.status(sysid).aboard?.keyId === key.id;
  if (!shows()) {
    const failed = await sendUntil(
      parts,
      () => giveKey(vehicle.id, key.secret, signing.stamps.next()),
      shows,
    );
    if (failed === 'silence')
      return refuse(
        'mavlink.signing_not_taken',
        `expected frames signed with key ${key.id}; ${aboardText(signing, sysid)}`,
      );
    if (failed !== undefined) return { ok: false, error: failed };
  }
  return askSigned(vehicle);
};

/**
 * Ends signing on the vehicle. Done when its frames come unsigned and an unsigned question is answered; its keys are
 * then forgotten here. Otherwise they are as before, and it fails with `mavlink.signing_not_taken`.
 */
export const removeKey = async (parts: KeyChangeParts): Promise<Result<undefined>> => {
  const { clock, vehicle, signing } = parts;
  const { sysid } = vehicle.id;
  const keys = signing.keysOf(sysid);
  const since = clock.mono();
  const isPlain = (): boolean => {
    const { aboard } = signing.status(sysid);
    return aboard?.keyId === 'none' && aboard.at > since;
  };
  signing.setKeys(sysid, { ...keys, unsigned: 'yes' });
  const failed = await sendUntil(parts, () => takeKeyAway(vehicle.id), isPlain);
  if (failed === undefined) {
    signing.setKeys(sysid, NO_KEYS);
    if ((await vehicle.requestMessage(standard.AutopilotVersion.MSG_ID)).ok) return ok(undefined);
  }
  const why = aboardText(signing, sysid);
  signing.setKeys(sysid, keys);
  if (failed !== undefined && failed !== 'silence') return { ok: false, error: failed };
  return refuse('mavlink.signing_not_taken', `expected unsigned frames and an answer; ${why}`);
};
