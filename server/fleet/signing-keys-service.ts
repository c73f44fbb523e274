import type { z } from 'zod';
import type { signingClock, VehicleSigning } from '../api/contract/signing.ts';
import type { Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import type { Rng } from '../core/ports.ts';
import type { Failure, Result } from '../core/result.ts';
import type { Vault } from '../core/secrets.ts';
import type { SigningKeyRow, VehicleRow } from '../store/schema.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import { addPending, keyRows, makeCurrent, retire } from './signing-queries.ts';

export type Key = { readonly id: string; readonly secret: Uint8Array };
export type KeysOfVehicle = {
  readonly current: Key | undefined;
  readonly pending: Key | undefined;
  readonly former: readonly Key[];
};
type OnAir = Pick<VehicleSigning, 'state' | 'reason' | 'aboard' | 'verified' | 'refused'>;
type Address = { readonly sysid: number; readonly compid: number };
export type IsTrusted = (link: string) => boolean;

/** What the MAVLink station offers to this stage; joined in `server/join`. */
export type SigningPort = {
  setKeys(sysid: number, keys: KeysOfVehicle): void;
  onAir(sysid: number): OnAir;
  keyIdOf(secret: Uint8Array): string;
  /** Why a key can neither be given nor taken away now. */
  obstacle(vehicle: Address, isTrusted: IsTrusted): Failure | undefined;
  /** Resolves when the pending key is proven, or with the reason why it is not. */
  give(vehicle: Address, key: Key, isTrusted: IsTrusted): Promise<Result<undefined>>;
  take(vehicle: Address, isTrusted: IsTrusted): Promise<Result<undefined>>;
  /** A vehicle's frames were signed with that key for the first time. */
  onKeyShown(handler: (sysid: number, keyId: string) => void): () => void;
  /** The newest stamp. */
  stamp(): number;
  clock(): z.infer<typeof signingClock>;
  strayKeys(): number;
};

export type SigningDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly vault: Vault;
  readonly port: SigningPort;
  readonly onError: (error: unknown) => void;
};

/** The stored keys cannot be opened; the message is for the person who starts the service. */
class SigningKeysLocked extends Error {
  override name = 'SigningKeysLocked';
}

const SECRET_BYTES = 32;

const aboutOf = (vehicleId: string, keyId: string): string => `signing key ${keyId} of ${vehicleId}`;

type KeyFact = {
  readonly type: string;
  readonly vehicle: VehicleRow;
  readonly data: Readonly<Record<string, string>>;
};

const openKey = (vault: Vault, row: SigningKeyRow): Key => {
  const secret = vault.open(row.sealed, aboutOf(row.vehicle_id, row.key_id));
  if (secret === undefined)
    throw new SigningKeysLocked(
      `The master key does not open signing key ${row.key_id} of drone ${row.vehicle_id}: start with the master key that it was sealed with (--master-key-file, or master.key in the data folder).`,
    );
  return { id: row.key_id, secret };
};

/** Throws, with a sentence for the person who starts the service, if a stored key cannot be opened. */
export const checkMasterKey = async (reader: Reader, vault: Vault): Promise<void> => {
  for (const row of await keyRows(reader)) openKey(vault, row);
};

/** The keys of drones as the record holds them, sealed, and as the station uses them. */
export const createKeyCabinet = ({ store, rng, vault, port }: SigningDeps) => {
  const opened = (row: SigningKeyRow): Key => openKey(vault, row);

  const keysOf = async (vehicleId: string): Promise<KeysOfVehicle> => {
    const rows = await keyRows(store.read, vehicleId);
    const one = (state: string): Key | undefined => {
      const row = rows.find((each) => each.state === state);
      return row && opened(row);
    };
    const former = rows.filter(({ state }) => state === 'former').map(opened);
    return { current: one('current'), pending: one('pending'), former };
  };

  const apply = async (vehicle: VehicleRow): Promise<void> =>
    port.setKeys(vehicle.sysid, await keysOf(vehicle.id));

  /** A fact about a key, with what changes with it; never the key. */
  const record = async (
    cause: Cause,
    { type, vehicle, data }: KeyFact,
    change: (tx: Tx) => Promise<unknown> = async () => undefined,
  ): Promise<void> => {
    await store.transact(cause, async (tx) => {
      await change(tx);
      await tx.emit({ type, subject: `vehicle:${vehicle.id}`, data });
      tx.created(vehicle.id);
    });
    await apply(vehicle);
  };

  return {
    keysOf,
    apply,
    record,
    /** `by`: what proved it. */
    promote: (cause: Cause, vehicle: VehicleRow, keyId: string, by: 'answer' | 'signatures') =>
      record(cause, { type: 'signing.key_proven', vehicle, data: { keyId, by } }, (tx) =>
        makeCurrent(tx, vehicle.id, keyId),
      ),
    recall: (cause: Cause, vehicle: VehicleRow, data: { keyId: string; reason: string }) =>
      record(cause, { type: 'signing.key_recalled', vehicle, data }, (tx) =>
        makeCurrent(tx, vehicle.id, data.keyId),
      ),
    retireAll: (cause: Cause, vehicle: VehicleRow, data: KeyFact['data']) =>
      record(cause, { type: 'signing.key_removed', vehicle, data }, (tx) =>
        retire(tx, vehicle.id, ['current', 'pending']),
      ),
    /** The pending key if there is one: the drone may have taken it already. */
    pending: async (cause: Cause, vehicle: VehicleRow, reason: string): Promise<Key> => {
      const known = (await keysOf(vehicle.id)).pending;
      const secret = rng.bytes(SECRET_BYTES);
      const key = known ?? { id: port.keyIdOf(secret), secret };
      const data = { keyId: key.id, reason };
      await record(cause, { type: 'signing.key_sent', vehicle, data }, async (tx) => {
        if (known !== undefined) return;
        const sealed = vault.seal(secret, aboutOf(vehicle.id, key.id));
        await addPending(tx, rng, { vehicle_id: vehicle.id, key_id: key.id, sealed });
      });
      return key;
    },
  };
};

export type KeyCabinet = ReturnType<typeof createKeyCabinet>;
