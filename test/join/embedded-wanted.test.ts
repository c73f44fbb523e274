import { describe, expect, it } from 'vitest';
import { watchPayload } from '../../server/join/embedded-wanted.ts';
import type { Store } from '../../server/store/store.ts';

type Heard = Parameters<Parameters<Store['onCommitted']>[0]>[0];

describe('what a simulated drone carries', () => {
  it('a record that cannot be read is logged, and nothing else fails', async () => {
    let tell: (events: Heard) => void = () => {};
    const broken = new Error('expected an open database');
    const store = {
      onCommitted: (follower: (events: Heard) => void) => {
        tell = follower;
        return () => {};
      },
      read: {
        selectFrom: () => {
          throw broken;
        },
      },
    } as unknown as Store;
    const logged = new Promise((resolve) => {
      const drones = { setPayload: () => {} };
      watchPayload(store, drones, { warn: resolve });
    });
    tell([{ subject: 'flight:f', data: { vehicleId: 'drone-1' } }] as unknown as Heard);
    await expect(logged).resolves.toEqual({ err: broken });
  });
});
