import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { TICKS } from '../../server/flight/preflight-table.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';

/** An order that the service has answered with 201, as it was sent. */
export type Acknowledged = { readonly id: string; readonly requestNo: string; readonly units: number };

const HOUR_MS = 3_600_000;

export type People = { readonly nurse: Client; readonly issuer: Client; readonly dispatcher: Client };

/** Those who keep a day going; their sessions outlive a restart of the service at the same address. */
export const signInPeople = async (url: string): Promise<People> => {
  const sign = (login: string): Promise<Client> => signIn(url, login, DEMO_PASSWORD);
  return {
    nurse: await sign('pkph1'),
    issuer: await sign('issuer1'),
    dispatcher: await sign('dispatcher1'),
  };
};

export const busyDay = async (url: string) => keepBusy(await signInPeople(url));

/**
 * People who work as long as they are asked to, one step at a time, each step by what the service shows now: they
 * know nothing of what came before, so that a restart in between does not matter to them.
 */
export const keepBusy = ({ nurse, issuer, dispatcher }: People) => {
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
    await dispatcher.call(contract.flights.launch, {
      params: { id: flight.id },
      body: { planHash: seen.plan.hash, acknowledged },
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

  /** One round of everybody's next steps; a step that is refused is taken up again in the next round. */
  const round = async (): Promise<void> => {
    const { orders } = await issuer.call(contract.orders.list, { query: { view: 'open' } });
    const { flights } = await dispatcher.call(contract.flights.list, { query: { view: 'open' } });
    const { vehicles } = await dispatcher.call(contract.fleet.vehicles);
    const steps: Promise<unknown>[] = flights.map(serve);
    steps.push(
      ...orders.filter(({ state }) => ['SUBMITTED', 'ACCEPTED', 'RESERVED'].includes(state)).map(pack),
    );
    const packed = orders.filter(({ state }) => state === 'PACKED' || state === 'REQUEUED');
    for (const vehicle of vehicles.filter(({ flightId }) => flightId === null)) {
      if (vehicle.padId !== null && vehicle.padId !== vehicle.homePadId) {
        steps.push(
          dispatcher.call(contract.flights.create, { body: { kind: 'return', vehicleId: vehicle.id } }),
        );
        continue;
      }
      const next = packed.shift();
      if (next === undefined) continue;
      steps.push(
        dispatcher.call(contract.flights.create, {
          body: { kind: 'delivery', orderId: next.id, vehicleId: vehicle.id },
        }),
      );
    }
    await Promise.allSettled(steps);
  };

  return { nurse, issuer, dispatcher, order, round };
};
