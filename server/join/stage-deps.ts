import type { TerrainWorld } from '../plan/terrain/world.ts';
import type { Logger } from 'pino';
import type { Sessions } from '../accounts/sessions-service.ts';
import type { Registrar } from '../api/contract/handler.ts';
import type { Clock } from '../core/clock.ts';
import type { Outage } from '../core/outage.ts';
import type { Printer } from '../core/paper.ts';
import type { Disk, Net, Rng, Streams } from '../core/ports.ts';
import type { Vault } from '../core/secrets.ts';
import type { LaunchCodes } from '../flight/record-service.ts';
import type { Store } from '../store/store.ts';

/** What the stages are joined from. */
export type StageDeps = {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly net: Net;
  readonly streams?: Streams | undefined;
  readonly disk: Disk;
  readonly vault: Vault;
  /** Makes the sheets for the case that the system is down; undefined = none are made. */
  readonly print?: Printer;
  readonly log: Logger;
  readonly register: Registrar;
  /** The operator's elevation file; undefined: ground is flat. */
  readonly terrain?: TerrainWorld;
  /** One-time codes of those who launch. */
  readonly codes: LaunchCodes;
  /** Since when nothing can be recorded; undefined = all is well. */
  readonly outage: () => Outage | undefined;
  /** False once another instance has taken the data folder: the drones are its. */
  readonly ownsData: () => boolean;
};
