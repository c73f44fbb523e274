import { eventFor, mayRead } from '../api/visibility.ts';
import { contract } from '../api/contract/contract.ts';
import type { Registrar } from '../api/contract/handler.ts';
import type { Outage } from '../core/outage.ts';
import { ok } from '../core/result.ts';
import type { Store } from '../store/store.ts';

type SystemDeps = {
  readonly store: Store;
  readonly version: string;
  readonly demo: boolean;
  readonly totp: boolean;
  readonly drill?: boolean;
  readonly outage: () => Outage | undefined;
  readonly map: { readonly tiandituKey: string; readonly pmtilesUrl: string };
};

/** Health, what pages need to know, facts by cursor, audit. */
export const registerSystemRoutes = (
  register: Registrar,
  { store, version, demo, totp, drill = false, outage, map }: SystemDeps,
): void => {
  const routes = contract.system;
  register(routes.health, async () =>
    ok({ ok: true, version, demo, drill, flightOnly: outage() !== undefined }),
  );
  register(routes.info, async ({ now }) => ok({ version, demo, totp, drill, now, map }));
  register(routes.events, async ({ actor, query }) => {
    const events = await store.events({ after: query.after, limit: query.limit });
    return ok({
      events: events.filter((event) => mayRead(actor, event)).map((event) => eventFor(actor, event)),
      cursor: events.at(-1)?.seq ?? query.after,
    });
  });
  let auditing: ReturnType<Store['verifyAudit']> | undefined;
  register(routes.audit, async () => {
    // Whoever asks during an audit gets its verdict: many at once would only slow everything down.
    auditing ??= store.verifyAudit().finally(() => {
      auditing = undefined;
    });
    const verdict = await auditing;
    return ok({ ...verdict, firstBadSeq: verdict.firstBadSeq ?? null });
  });
};
