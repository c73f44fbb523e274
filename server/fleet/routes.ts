import { contract } from '../api/contract/contract.ts';
import type { Registrar } from '../api/contract/handler.ts';
import { ok } from '../core/result.ts';
import type { AirspaceDrafts } from './airspace-drafts-service.ts';
import type { AirspaceService } from './airspace-service.ts';
import type { Links } from './links-service.ts';
import type { Fleet } from './service.ts';
import type { Sites } from './sites-service.ts';
import type { TemporaryZones } from './temporary-zones-service.ts';

export type FleetServices = {
  readonly sites: Sites;
  readonly fleet: Fleet;
  readonly links: Links;
  readonly airspace: AirspaceService;
  readonly temporary: TemporaryZones;
  readonly drafts: AirspaceDrafts;
};

export const registerFleetRoutes = (
  register: Registrar,
  { sites, fleet, links, airspace, temporary, drafts }: FleetServices,
): void => {
  const routes = contract.fleet;
  register(routes.sites, async ({ actor }) => ok({ sites: await sites.list(actor) }));
  register(routes.createSite, (request) => sites.create(request.cause, request.body));
  register(routes.changeSite, (request) => sites.change(request.cause, request.params.id, request.body));
  register(routes.createPad, (request) => sites.createPad(request.cause, request.params.id, request.body));
  register(routes.changePad, (request) => sites.changePad(request.cause, request.params.id, request.body));
  register(routes.padClear, (request) => sites.padClear(request.cause, request.params.id, request.body));
  register(routes.vehicles, async () => ok({ vehicles: await fleet.vehicles() }));
  register(routes.heard, async () => ok({ heard: await links.heard() }));
  register(routes.register, (request) => fleet.register(request.cause, request.body));
  register(routes.changeVehicle, (request) => fleet.change(request.cause, request.params.id, request.body));
  register(routes.links, async () => ok({ links: await links.status() }));
  register(routes.addLink, (request) => links.add(request.cause, request.body));
  register(routes.removeLink, async (request) => {
    const removed = await links.remove(request.cause, request.params.name);
    return removed.ok ? ok({ ok: true }) : removed;
  });
  register(routes.profiles, async () => ok({ profiles: await fleet.profiles() }));
  register(routes.saveProfile, (request) =>
    fleet.saveProfile(request.cause, request.params.id, request.body),
  );
  register(routes.airspace, ({ actor }) => airspace.view(actor));
  const draft = contract.airspaceDrafts;
  register(draft.list, async ({ actor }) => ok({ drafts: await drafts.list(actor) }));
  register(draft.add, (request) => drafts.add(request.cause, request.body));
  register(draft.publish, ({ cause, params, body }) => drafts.publish(cause, params.id, body.reason));
  register(draft.withdraw, ({ cause, params, body }) => drafts.withdraw(cause, params.id, body.reason));
  const zones = contract.temporaryZones;
  register(zones.list, async () => ok({ zones: await temporary.list() }));
  register(zones.add, (request) => temporary.add(request.cause, request.body));
  register(zones.end, ({ cause, params, body }) => temporary.end(cause, params.id, body.reason));
};
