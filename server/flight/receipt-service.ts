import { systemCause } from '../core/cause.ts';
import { ok } from '../core/result.ts';
import { personStep, type StepScene } from './person-step-service.ts';
import { reasonOf } from './record-service.ts';

/** A receipt completes a delivery that has landed. */
const noteReceived = async ({ deps, actives }: StepScene, orderId: string): Promise<void> => {
  const row = await deps.store.read
    .selectFrom('flights')
    .select('id')
    .where('order_id', '=', orderId)
    .where('state', '=', 'LANDED')
    .executeTakeFirst();
  if (row === undefined) return;
  const reason = reasonOf('received', 'the hospital has signed for it');
  await personStep({ deps, actives }, systemCause(deps.clock.wall()), {
    id: row.id,
    input: { kind: 'unloaded', reason },
    extra: async () => ok(undefined),
  });
};

/** Completes deliveries whose receipt has been signed; returns how to stop. */
export const watchReceipts = (scene: StepScene): (() => void) =>
  scene.deps.store.onCommitted((events) => {
    for (const { type, subject } of events)
      if (type === 'order.received')
        noteReceived(scene, subject.replace('order:', '')).catch((error: unknown) =>
          scene.deps.log('error', 'a received delivery could not be completed', {
            error: error instanceof Error ? error.message : 'unknown',
          }),
        );
  });
