import { baseline } from '../api/contract/baseline.ts';
import type { Registrar } from '../api/contract/handler.ts';
import type { Baselines } from './baseline-service.ts';

/** Setting may be asked again: what is right already is not written. */
export const registerBaselineRoutes = (register: Registrar, baselines: Baselines): void => {
  register(baseline.get, ({ params }) => baselines.get(params.id));
  register(
    baseline.apply,
    ({ cause, params, body }) => baselines.apply(cause, params.id, body),
    ({ cause, params, body }) => baselines.apply(cause, params.id, body),
  );
};
