import type { z } from 'zod';
import type { AirspaceApprovalView, preflight } from '../api/contract/preflight.ts';
import { refuse, ok, type Result } from '../core/result.ts';
import type { Tx } from '../store/store.ts';
import { approvalView } from './conditions-queries.ts';

type FullApproval = z.output<typeof preflight.addApproval.body>;
export type NewApproval = Omit<FullApproval, 'corridor' | 'needsConfirmation'> &
  Partial<Pick<FullApproval, 'corridor' | 'needsConfirmation'>>;

/** An approval as a person enters it, or as the answer to an application has it. */
export const writeApproval = async (
  tx: Tx,
  id: string,
  wanted: NewApproval,
  demo = false,
): Promise<AirspaceApprovalView> => {
  const { personId, name } = tx.cause.actor;
  const row = {
    id,
    number: wanted.number,
    valid_from: wanted.from,
    valid_to: wanted.to,
    note: wanted.note,
    entered_at: tx.now,
    person_id: personId,
    person_name: name,
    demo: demo ? (1 as const) : (0 as const),
    withdrawn_at: null,
    corridor_json: wanted.corridor == null ? null : JSON.stringify(wanted.corridor),
    needs_confirmation: wanted.needsConfirmation === true ? (1 as const) : (0 as const),
  };
  await tx.db.insertInto('airspace_approvals').values(row).execute();
  await tx.emit({ type: 'approval.entered', subject: `approval:${id}`, data: { ...wanted } });
  return approvalView(row);
};

/** Refused where it was withdrawn before. */
export const withdrawApproval = async (tx: Tx, id: string, reason: string): Promise<Result<{ ok: true }>> => {
  const changed = await tx.db
    .updateTable('airspace_approvals')
    .set({ withdrawn_at: tx.now })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .returning('number')
    .executeTakeFirst();
  if (changed === undefined) return refuse('flights.not_found', `There is no airspace approval ${id}.`);
  await tx.emit({
    type: 'approval.withdrawn',
    subject: `approval:${id}`,
    data: { number: changed.number, reason },
  });
  return ok({ ok: true });
};
