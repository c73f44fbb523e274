import { common } from 'mavlink-mappings';
import { decodeDatagram, decodeMessage, newDropCounters } from '../../server/mavlink/codec.ts';
import { TICKS } from '../../server/flight/preflight-table.ts';
import type { World } from './world.ts';
import { actor } from './world-record.ts';

type Outcome<T> = { ok: true; value: T } | { ok: false; error: { message: string; code: string } };

export const must = <T>(result: Outcome<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
};

/** Turns the clock while something is under way. */
export const during = async <T>(w: World, work: Promise<T>, ms = 6000): Promise<T> => {
  await w.run(ms);
  return work;
};

export const planned = async (w: World, kind: 'delivery' | 'return') => {
  const wanted =
    kind === 'delivery'
      ? ({ kind, orderId: 'order-1', vehicleId: 'drone-1' } as const)
      : ({ kind, vehicleId: 'drone-1' } as const);
  const flight = must(await during(w, w.service.create(w.cause(), wanted)));
  if (kind === 'delivery') await w.loadBox(flight.id);
  return must(await w.service.get(actor('dispatcher'), flight.id));
};

/** The dispatcher's own ticks. */
export const tickAll = async (w: World, flightId: string): Promise<void> => {
  for (const tick of TICKS) must(await w.service.conditions.tick(w.cause(), flightId, { tick, on: true }));
};

/** Plans, loads and launches; gives the flight's id. */
export const launched = async (w: World, kind: 'delivery' | 'return' = 'delivery'): Promise<string> => {
  const made = await planned(w, kind);
  await tickAll(w, made.id);
  const flight = must(await w.service.get(actor('dispatcher'), made.id));
  const acknowledged = flight.issues.filter(({ severity }) => severity === 'warning').map(({ id }) => id);
  const request = { planHash: flight.plan?.hash ?? '', acknowledged };
  must(await during(w, w.service.launch(w.cause(), flight.id, request), 500));
  return flight.id;
};

export const reaches = (w: World, id: string, state: string, mostMs = 300_000): Promise<boolean> =>
  w.until(async () => (await w.stateOf(id)) === state, mostMs);

/** The arming frames that left the station from now on. */
export const countArming = (w: World): { count: number } => {
  const counter = { count: 0 };
  w.station.onFrame(({ direction, bytes }) => {
    if (direction !== 'out') return;
    for (const frame of decodeDatagram(bytes, newDropCounters())) {
      const fields = decodeMessage(frame)?.fields ?? {};
      const arms = fields['command'] === common.MavCmd.COMPONENT_ARM_DISARM && fields['_param1'] === 1;
      if (arms) counter.count++;
    }
  });
  return counter;
};

export const alarmsOf = async (w: World) => must(await w.track.alarms.list()).alarms;
