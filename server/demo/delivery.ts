import { setTimeout as pause } from 'node:timers/promises';
import { contract } from '../api/contract/contract.ts';
import type { Flight } from '../api/contract/flights.ts';
import type { Order } from '../api/contract/orders.ts';
import { Refused, type Client } from './client.ts';
import { TICKS } from '../flight/preflight-table.ts';
import { DEMO_PASSWORD } from '../seed/people.ts';

export type People = {
  readonly nurse: Client;
  readonly secondOfHospital: string;
  readonly issuer: Client;
  readonly secondIssuer: string;
  readonly dispatcher: Client;
  /** Confirms a launch that needs two persons, as one over a link that loses frames does. */
  readonly second?: Client;
};

export type Step = (text: string) => void;

/** How long needed-by is in the future. */
const NEEDED_IN_MS = 45 * 60_000;

/** The nurse orders two units of red cells. */
export const orderBlood = async ({ nurse }: People, step: Step): Promise<Order> => {
  const order = await nurse.call(contract.orders.create, {
    body: {
      urgency: 'EMERGENCY',
      neededBy: Date.now() + NEEDED_IN_MS,
      requestNo: `D${Date.now().toString(36).toUpperCase()}`,
      wardPhone: '8001',
      lines: [{ component: 'RBC', abo: 'O', rhd: 'POS', units: 2 }],
    },
  });
  step(`ordered     ${order.number}: 2 U RBC O RhD positive, ${order.urgency}`);
  return order;
};

/** Accept, pick, check by a second person, pack and seal. */
export const packOrder = async (people: People, orderId: string, step: Step): Promise<Order> => {
  const { issuer } = people;
  const params = { id: orderId };
  const accepted = await issuer.call(contract.orders.accept, { params });
  const units = accepted.order.lines.flatMap((line) => line.reserved);
  step(`reserved    ${units.map((unit) => unit.din).join(', ')}`);
  for (const unit of units)
    await issuer.call(contract.orders.pick, { params, body: { scan: `=${unit.din}00` } });
  const second = { login: people.secondIssuer, password: DEMO_PASSWORD };
  for (const unit of units) {
    await issuer.call(contract.orders.check, { params, body: { scan: `=${unit.din}00`, second } });
  }
  const packed = await issuer.call(contract.orders.pack, {
    params,
    body: { boxNo: 'BX-DEMO-1', sealNo: 'SEAL-DEMO-1', temperatureClass: 'COLD', temperatureC: 4.1 },
  });
  step(
    `packed      box ${packed.boxes[0]?.boxNo ?? '?'}, seal ${packed.boxes[0]?.sealNo ?? '?'}, state ${packed.state}`,
  );
  return packed;
};

/** Plan, pads clear, load, launch. */
export const launchDelivery = async (
  people: People,
  order: Order,
  vehicleId: string,
  step: Step,
): Promise<Flight> => {
  const { dispatcher, issuer, nurse } = people;
  const flight = await dispatcher.call(contract.flights.create, {
    body: { kind: 'delivery', orderId: order.id, vehicleId },
  });
  tellPlan(flight, step);
  await issuer.call(contract.fleet.padClear, { params: { id: flight.fromPadId }, body: { clear: true } });
  await nurse.call(contract.fleet.padClear, { params: { id: flight.toPadId }, body: { clear: true } });
  for (const box of order.boxes) {
    await issuer.call(contract.flights.load, {
      params: { id: flight.id },
      body: { boxNo: box.boxNo, sealNo: box.sealNo, vehicleName: flight.vehicleName },
    });
  }
  step(`loaded      on ${flight.vehicleName}`);
  return launch(people, flight.id, step);
};

const tellPlan = (flight: Flight, step: Step): void => {
  const { plan } = flight;
  if (plan === null) throw new Error(`no plan: ${flight.issues.map((issue) => issue.sentence).join(' ')}`);
  step(
    `planned     ${flight.number}: ${(plan.distanceM / 1000).toFixed(2)} km, ${Math.round(plan.flightS)} s, ` +
      `${plan.batteryUsedPct.toFixed(1)} % of the charge, ${plan.batteryLandingPct.toFixed(1)} % left`,
  );
};

/** A drone that has just been switched on needs some seconds until it would arm. */
const READY_MS = 60_000;
const POLL_MS = 500;

/** The plan with what speaks against it, once nothing forbids the launch. */
const readyFlight = async (dispatcher: Client, flightId: string): Promise<Flight> => {
  for (let waited = 0; ; waited += POLL_MS) {
    const flight = await dispatcher.call(contract.flights.get, { params: { id: flightId } });
    const blockers = flight.issues.filter((issue) => issue.severity === 'blocker');
    if (blockers.length === 0) return flight;
    if (waited > READY_MS) throw new Error(`not ready: ${blockers.map((issue) => issue.sentence).join(' ')}`);
    await pause(POLL_MS);
  }
};

/** Takes on what is warned of; what has come up since it was looked at is looked at again. */
const pressLaunch = async (dispatcher: Client, flightId: string) => {
  for (let waited = 0; ; waited += POLL_MS) {
    const flight = await readyFlight(dispatcher, flightId);
    if (flight.plan === null) throw new Error('the flight has no plan');
    const warnings = flight.issues.filter((issue) => issue.severity === 'warning').map((issue) => issue.id);
    try {
      const launched = await dispatcher.call(contract.flights.launch, {
        params: { id: flightId },
        body: { planHash: flight.plan.hash, acknowledged: warnings },
      });
      return { launched, warnings };
    } catch (error) {
      const isNew = error instanceof Refused && error.message.includes('flights.preflight');
      if (!isNew || waited > READY_MS) throw error;
      await pause(POLL_MS);
    }
  }
};

const launch = async (people: People, flightId: string, step: Step): Promise<Flight> => {
  const { dispatcher } = people;
  for (const tick of TICKS)
    await dispatcher.call(contract.preflight.tick, { params: { id: flightId }, body: { tick, on: true } });
  const { launched, warnings } = await pressLaunch(dispatcher, flightId);
  step(`launched    ${launched.number} (${warnings.length} warnings taken on: ${warnings.join(', ')})`);
  return launched.preflight?.request ? confirm(people, launched, step) : launched;
};

/** The second person takes on what the first one does. */
const confirm = async ({ second }: People, flight: Flight, step: Step): Promise<Flight> => {
  const request = flight.preflight?.request;
  const issues = (request?.issues ?? []).map(({ id }) => id).join(', ');
  if (second === undefined || !request) throw new Error(`nobody is there to confirm the launch: ${issues}`);
  await second.call(contract.preflight.approve, {
    params: { id: request.id },
    body: { reason: 'seen by two at the console' },
  });
  step(`confirmed   by ${second.login}: ${issues}`);
  return flight;
};

/** Unload, check, sign twice. */
export const receiveBlood = async (
  people: People,
  flight: Flight,
  orderId: string,
  step: Step,
): Promise<Order> => {
  const { nurse } = people;
  const params = { id: orderId };
  const order = await nurse.call(contract.orders.get, { params });
  for (const box of order.boxes) {
    await nurse.call(contract.flights.unload, { params: { id: flight.id }, body: { boxNo: box.boxNo } });
  }
  await nurse.call(contract.orders.receive, {
    params,
    body: {
      boxes: order.boxes.map((box) => ({
        boxNo: box.boxNo,
        sealNo: box.sealNo,
        sealIntact: true,
        temperatureC: 4.2,
        appearanceOk: true,
      })),
      units: order.lines
        .flatMap((line) => line.reserved)
        .map((unit) => ({ scan: unit.din, verdict: 'accept' as const })),
    },
  });
  const received = await nurse.call(contract.orders.cosign, {
    params,
    body: { second: { login: people.secondOfHospital, password: DEMO_PASSWORD } },
  });
  step(`received    ${received.state}, signed by two people of the hospital`);
  return received;
};

/** The hospital turns the drone around, the dispatcher sends it home. */
export const launchReturn = async (people: People, delivery: Flight, step: Step): Promise<Flight> => {
  const { nurse, dispatcher } = people;
  await nurse.call(contract.flights.turnaround, {
    params: { id: delivery.id },
    body: { unloaded: true, batteryChanged: true, padClear: true },
  });
  const flight = await dispatcher.call(contract.flights.create, {
    body: { kind: 'return', vehicleId: delivery.vehicleId },
  });
  tellPlan(flight, step);
  return launch(people, flight.id, step);
};
