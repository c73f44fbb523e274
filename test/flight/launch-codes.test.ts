import { afterEach, expect, it } from 'vitest';
import { refuse } from '../../server/core/result.ts';
import { during, must, planned, tickAll } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor } from './world-record.ts';

let open: World | undefined;
afterEach(() => open?.close());

it(
  '[PF11] a launch needs the code of its person; without it nothing begins',
  { timeout: 60_000 },
  async () => {
    const asked: string[] = [];
    const w = await flightWorld(undefined, {
      required: true,
      check: async ({ actor: { personId } }, code) => {
        asked.push(`${personId} ${code}`);
        return code === '123456' ? { ok: true, value: undefined } : refuse('accounts.bad_code', 'wrong');
      },
    });
    open = w;
    const { id } = await planned(w, 'delivery');
    await tickAll(w, id);
    const flight = must(await w.service.get(actor('dispatcher'), id));
    const wish = { planHash: flight.plan?.hash ?? '', acknowledged: [] };
    const bare = await during(w, w.service.launch(w.cause(), id, wish), 500);
    expect(bare).toMatchObject({ ok: false, error: { code: 'accounts.bad_code' } });
    expect(await w.stateOf(id)).toBe('PLANNED');
    must(await during(w, w.service.launch(w.cause(), id, { ...wish, code: '123456' }), 500));
    expect(asked).toEqual(['dispatcher-1 ', 'dispatcher-1 123456']);
    expect(must(await w.service.launching.record(id)).codes).toBe('checked');
  },
);
