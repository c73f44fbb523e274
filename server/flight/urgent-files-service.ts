import type { FileAnswer } from '../api/contract/handler.ts';
import type { Actor } from '../core/access.ts';
import type { Printer } from '../core/paper.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { isDrill } from '../store/drill.ts';
import type { Store } from '../store/store.ts';
import { flightFor } from './flight-queries.ts';
import { urgentPaper } from './urgent-paper.ts';
import { exportedOf, newestApplication, type StoredDocument } from './urgent-queries.ts';

/** `print` undefined: no PDF is made. */
type Deps = { readonly store: Store; readonly print: Printer | undefined };

/** The application as it was exported last; nothing here changes anything. Failures: `flights.*`. */
export const createUrgentFiles = ({ store, print }: Deps) => {
  const exported = async (
    actor: Actor,
    flightId: string,
  ): Promise<Result<{ number: string; stored: StoredDocument }>> => {
    const flight = await flightFor(store.read, actor, flightId);
    if (!flight.ok) return flight;
    const row = await newestApplication(store.read, flightId);
    const stored = row && exportedOf(row);
    return stored === undefined
      ? refuse('flights.not_exported', `The application for flight ${flight.value.number} was not exported.`)
      : ok({ number: flight.value.number, stored });
  };

  return {
    pdf: async (actor: Actor, flightId: string): Promise<Result<FileAnswer>> => {
      const found = await exported(actor, flightId);
      if (!found.ok) return found;
      if (print === undefined) return refuse('flights.no_printer', 'This service makes no PDF.');
      const { number, stored } = found.value;
      const bytes = await print(urgentPaper({ ...stored, drill: await isDrill(store.read) }));
      return ok({ bytes, downloadName: `${number}-application.pdf` });
    },

    json: async (actor: Actor, flightId: string): Promise<Result<FileAnswer>> => {
      const found = await exported(actor, flightId);
      if (!found.ok) return found;
      const { number, stored } = found.value;
      const { document, at, byName, hash } = stored;
      const file = { ...document, exportedAt: new Date(at).toISOString(), exportedBy: byName, hash };
      return ok({
        text: `${JSON.stringify(file, undefined, 2)}\n`,
        downloadName: `${number}-application.json`,
      });
    },
  };
};

export type UrgentFiles = ReturnType<typeof createUrgentFiles>;
