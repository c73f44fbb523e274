import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** What the dispatcher looks at; it stands in the address, so that a reload or a link keeps it. */
export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'order' | 'flight' | 'vehicle'; readonly id: string };

const KINDS = ['order', 'flight', 'vehicle'] as const;

export const useSelection = (): readonly [Selection, (next: Selection) => void] => {
  const [params, setParams] = useSearchParams();
  const kind = KINDS.find((name) => params.has(name));
  const id = kind === undefined ? null : params.get(kind);
  const selection: Selection = kind === undefined || id === null ? { kind: 'none' } : { kind, id };
  const select = useCallback(
    (next: Selection) => setParams(next.kind === 'none' ? {} : { [next.kind]: next.id }, { replace: true }),
    [setParams],
  );
  return [selection, select];
};
