import type { MonoMs } from '../../core/clock.ts';
import { isMessage } from '../codec.ts';
import { ComponentMetadata } from '../extra-messages.ts';
import { causeText } from '../log.ts';
import { requestMessage } from '../vehicle-actions.ts';
import type { VehicleContext } from '../vehicle-context.ts';
import type { EventCatalog } from './catalog.ts';
import type { Metadata, ReadFile } from './metadata.ts';

const TRY_EVERY_MS = 60_000;
const MAX_TRIES = 3;

export type DescriptionOptions = {
  readonly context: VehicleContext;
  readonly metadata: Metadata;
  readonly readFile: ReadFile;
};

/** Reads the vehicle's own descriptions, while it stands disarmed on the ground and nothing else is transferred. */
export const createDescriptions = (options: DescriptionOptions, done: (catalog: EventCatalog) => void) => {
  const { context, metadata, readFile } = options;
  let state: 'wanted' | 'reading' | 'known' = 'wanted';
  let tries = 0;
  let triedAt: MonoMs | undefined;
  const read = async (): Promise<typeof state> => {
    const named = await requestMessage(context, ComponentMetadata.MSG_ID);
    // A vehicle that has none says so, and is not asked again.
    if (!named.ok) return named.error.code === 'mavlink.command_rejected' ? 'known' : 'wanted';
    if (!isMessage(named.value, ComponentMetadata)) return 'wanted';
    const { uri, fileCrc } = named.value.fields;
    const loaded = await metadata.load({ uri, crc: fileCrc }, readFile);
    if (!loaded.ok) {
      context.log('warn', `no event descriptions: ${loaded.error.message}`, { ...context.id });
      return 'wanted';
    }
    done(loaded.value);
    return 'known';
  };
  return {
    reset: (): void => {
      if (state === 'known') state = 'wanted';
      tries = 0;
      triedAt = undefined;
    },
    look: (): void => {
      const { heartbeat, landed, queue } = context.snapshot();
      const isFree = !heartbeat.armed && landed?.state === 'on-ground' && queue.length === 0;
      const now = context.clock.mono();
      const isEarly = triedAt !== undefined && now - triedAt < TRY_EVERY_MS;
      if (state !== 'wanted' || !isFree || isEarly || tries >= MAX_TRIES) return;
      state = 'reading';
      triedAt = now;
      tries++;
      read().then(
        (next) => {
          state = next;
        },
        (error: unknown) => {
          state = 'wanted';
          context.log('error', `event descriptions: ${causeText(error)}`, { ...context.id });
        },
      );
    },
  };
};
