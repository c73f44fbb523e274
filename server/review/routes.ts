import { flights } from '../api/contract/flights.ts';
import type { Registrar } from '../api/contract/handler.ts';
import type { ReviewService } from './service.ts';

export const registerReviewRoutes = (register: Registrar, service: ReviewService): void => {
  register(flights.track, ({ actor, params }) => service.track(actor, params.id));
  register(flights.tlog, ({ actor, params }) => service.tlog(actor, params.id));
};
