import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { TICKS } from '../../server/flight/preflight-table.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';

/** An order that the service has answered with 201, as it was sent. */
export type Acknowledged = { readonly id: string; readonly requestNo: string; readonly units: number };

const HOUR_MS = 3_600_000;

export type People = {
  readonly nurse: Client;
  readonly issuer: Client;
  readonly dispatcher: Client;
  /** Confirms a launch that needs two persons, as one over a link that loses frames does. */
  readonly second: Client;
};

/** Those who keep a day going; their sessions outlive a restart of the service at the same address. */
export const signInPeople = async (url: string): Promise<People> => {
  const sign = (login: string): Promise<Client> => signIn(url, login, DEMO_PASSWORD);
  return {
    nurse: await sign('pkph1'),
    issuer: await sign('issuer1'),
    dispatcher: await sign('dispatcher1'),
    second: await sign('dispatcher2'),
  };
};

export const busyDay = async (url: string) => keepBusy(await signInPeople(url));

/**
 * People who work as long as they are asked to, one step at a time, each step by what the service shows now: they
 * know nothing of what came before, so that a restart in between does not matter to them.
 */
export const keepBusy = ({ nurse, issuer, dispatcher, second }: People) => {
  const order = async (requestNo: string, abo: 'O' | 'A' | 'B' = 'O'): Promise<Acknowledged> => {
    const created = await nurse.call(contract.orders.create, {
      body: {
        urgency: 'EMERGENCY',
        neededBy: Date.now() + HOUR_MS,
        requestNo,
        wardPhone: '8001',
        lines: [{ component: 'RBC', abo, rhd: 'POS', units: 1 }],
      },
    });
    return { id: created.id, requestNo, units: 1 };
  };

  const pack = async (wanted: Order): Promise<void> => {
    const params = { id: wanted.id };
    const second = { login: 'issuer2', password: DEMO_PASSWORD };
    if (wanted.state === 'SUBMITTED' || wanted.state === 'ACCEPTED') {
      await issuer.call(contract.orders.accept, { params });
      return;
    }
    const units = wanted.lines.flatMap((line) => line.reserved);
    for (const { din, state } of units) {
      if (state === 'RESERVED') await issuer.call(contract.orders.pick, { params, body: { scan: din } });
      if (state === 'PICKED')
        await issuer.call(contract.orders.check, { params, body: { scan: din, second } });
    }
    if (units.every(({ state }) => state === 'CHECKED')) {
      const boxNo = `BX-${wanted.number}`;
      await issuer.call(contract.orders.pack, {
        params,
        body: { boxNo, sealNo: `SL-${wanted.number}`, temperatureClass: 'COLD' },
      });
    }
  };

  const prepare = async (flight: Flight): Promise<void> => {
    if (flight.kind === 'delivery' && flight.orderId !== null) {
      const wanted = await issuer.call(contract.orders.get, { params: { id: flight.orderId } });
      for (const box of wanted.boxes.filter(({ loadedOn }) => loadedOn === null)) {
        const { boxNo, sealNo } = box;
        await issuer.call(contract.flights.load, {
          params: { id: flight.id },
          body: { boxNo, sealNo, vehicleName: flight.vehicleName },
        });
      }
    }
    for (const tick of TICKS)
      await dispatcher.call(contract.preflight.tick, { params: { id: flight.id }, body: { tick, on: true } });
    const seen = await dispatcher.call(contract.flights.get, { params: { id: flight.id } });
    if (seen.plan === null || seen.issues.some(({ severity }) => severity === 'blocker')) return;
    const acknowledged = seen.issues.filter(({ severity }) => severity === 'warning').map(({ id }) => id);
    const { preflight } = await dispatcher.call(contract.flights.launch, {
      params: { id: flight.id },
      body: { planHash: seen.plan.hash, acknowledged },
    });
    if (!preflight?.request) return;
    await second.call(contract.preflight.approve, {
      params: { id: preflight.request.id },
      body: { reason: 'seen by two at the console' },
    });
  };

  const receive = async (flight: Flight): Promise<void> => {
    const params = { id: flight.orderId ?? '' };
    const wanted = await nurse.call(contract.orders.get, { params });
    for (const { boxNo, unloadedBy } of wanted.boxes) {
      if (unloadedBy === null)
        await nurse.call(contract.flights.unload, { params: { id: flight.id }, body: { boxNo } });
    }
    if (wanted.state === 'DELIVERED') {
      await nurse.call(contract.orders.receive, {
        params,
        body: {
          boxes: wanted.boxes.map(({ boxNo, sealNo }) => ({
            boxNo,
            sealNo,
            sealIntact: true,
            temperatureC: 4,
            appearanceOk: true,
          })),
          units: wanted.lines
            .flatMap((line) => line.reserved)
            .map(({ din }) => ({ scan: din, verdict: 'accept' as const })),
        },
      });
      await nurse.call(contract.orders.cosign, {
        params,
        body: { second: { login: 'pkph2', password: DEMO_PASSWORD } },
      });
    }
    if (flight.turnaround === null) {
      await nurse.call(contract.flights.turnaround, {
        params: { id: flight.id },
        body: { unloaded: true, batteryChanged: true, padClear: true },
      });
    }
  };

  const serve = async (flight: Flight): Promise<void> => {
    if (flight.state === 'PLANNED' && flight.launchedAt === null) await prepare(flight);
    if (flight.state === 'LANDED' && flight.kind === 'delivery') await receive(flight);
    if (flight.state === 'UNKNOWN') {
      await dispatcher.call(contract.flights.resolve, {
        params: { id: flight.id },
        body: { outcome: 'monitor', reason: 'seen on the console' },
      });
    }
  };

  /** Drones get their way home, or the orders that are packed and on no flight yet; one after the other. */
  const assign = async (orders: readonly Order[], flights: readonly Flight[]): Promise<void> => {
    const { vehicles } = await dispatcher.call(contract.fleet.vehicles);
    const taken = new Set(flights.map(({ orderId }) => orderId));
    const packed = orders.filter(
      ({ id, state }) => (state === 'PACKED' || state === 'REQUEUED') && !taken.has(id),
    );
    const refused: unknown[] = [];
    for (const { id: vehicleId, flightId, padId, homePadId } of vehicles) {
      if (flightId !== null) continue;
      const isAway = padId !== null && padId !== homePadId;
      const next = isAway ? undefined : packed.shift();
      if (!isAway && next === undefined) continue;
      const body =
        next === undefined
          ? ({ kind: 'return', vehicleId } as const)
          : ({ kind: 'delivery', orderId: next.id, vehicleId } as const);
      await dispatcher.call(contract.flights.create, { body }).catch((error: unknown) => refused.push(error));
    }
    if (refused.length > 0) throw new AggregateError(refused, refused.map(String).join(' '));
  };

  /** One round of everybody's next steps; what was refused is told, and is taken up again in the next round. */
  const round = async (): Promise<readonly string[]> => {
    const { orders } = await issuer.call(contract.orders.list, { query: { view: 'open' } });
    const { flights } = await dispatcher.call(contract.flights.list, { query: { view: 'open' } });
    const toPack = orders.filter(({ state }) => ['SUBMITTED', 'ACCEPTED', 'RESERVED'].includes(state));
    const steps = [...flights.map(serve), ...toPack.map(pack), assign(orders, flights)];
    const ends = await Promise.allSettled(steps);
    return ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
  };

  return { nurse, issuer, dispatcher, order, round };
};
