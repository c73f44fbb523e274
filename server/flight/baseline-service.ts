import type { Baseline } from '../api/contract/baseline.ts';
import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { VehicleRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import {
  actualText,
  baselineDiff,
  baselineValue,
  expectedText,
  type BaselineDifference,
} from './baseline.ts';
import { baselineOf, profileOf } from './baseline-rows.ts';
import { readParameters } from './param-readings.ts';
import type { VehicleControl } from './ports.ts';
import type { FlightDeps } from './record-service.ts';

/** A parameter is written and read back within that, with all its repeats, milliseconds. */
const WRITE_MS = 60_000;

type Found = { readonly vehicle: VehicleRow; readonly control: VehicleControl };

const differenceView = (difference: BaselineDifference): Baseline['differences'][number] => ({
  name: difference.name,
  expected: expectedText(difference.expected),
  actual: difference.actual === undefined ? null : actualText(difference.actual),
  unit: difference.unit,
  severity: (difference.actual === undefined && difference.lacking) || difference.severity,
  whyEn: difference.why.en,
  whyZh: difference.why.zh,
  writable: difference.actual !== undefined && baselineValue(difference) !== undefined,
});

/** Nothing is written to a drone between its launch and the end of that flight. */
const isBusy = async (store: Store, { vehicle }: Found): Promise<Result<undefined>> => {
  const flight = await store.read
    .selectFrom('flights')
    .select('number')
    .where('vehicle_id', '=', vehicle.id)
    .where('launched_at', 'is not', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return flight === undefined
    ? ok(undefined)
    : refuse('fleet.vehicle_in_use', `${vehicle.name} is on flight ${flight.number}: do it afterwards.`);
};

const differencesOf = async ({ vehicle, control }: Found): Promise<Result<BaselineDifference[]>> => {
  const profile = profileOf(vehicle.simulated);
  const read = await readParameters(control, profile);
  return read.ok ? ok(baselineDiff(profile, read.value)) : read;
};

/** Parameters of a drone against the profile that it has to fly by, and setting it so. */
export const createBaselines = ({ store, clock, vehicles, grants }: FlightDeps) => {
  const writing = new Set<string>();

  const find = async (id: string): Promise<Result<Found>> => {
    const vehicle = await store.read
      .selectFrom('vehicles')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (vehicle === undefined) return refuse('fleet.not_found', 'There is no such drone.');
    const control = vehicles.get(id);
    return control === undefined
      ? refuse('flights.no_link', `${vehicle.name}: there is no link to it.`)
      : ok({ vehicle, control });
  };

  const viewOf = async (found: Found): Promise<Result<Baseline>> => {
    const differences = await differencesOf(found);
    if (!differences.ok) return differences;
    const profile = profileOf(found.vehicle.simulated);
    return ok({
      vehicleId: found.vehicle.id,
      profile,
      checked: baselineOf(profile).length,
      readAt: clock.wall(),
      differences: differences.value.map(differenceView),
    });
  };

  const tell = (cause: Cause, id: string, type: `vehicle.${string}`, data: Record<string, unknown>) =>
    store.transact(cause, async (tx) => {
      await tx.emit({ type, subject: `vehicle:${id}`, data });
    });

  /** One after the other, each verified by the vehicle's own word; the first that fails ends it. */
  const write = async (cause: Cause, found: Found, reason: string): Promise<Result<undefined>> => {
    const { vehicle, control } = found;
    const profile = profileOf(vehicle.simulated);
    const differences = await differencesOf(found);
    if (!differences.ok) return differences;
    const wanted = differences.value.flatMap((difference) => {
      const param = difference.actual === undefined ? undefined : baselineValue(difference);
      return param === undefined ? [] : [{ param, from: difference.actual }];
    });
    if (wanted.length === 0) return ok(undefined);
    const values = wanted.map(({ param, from }) => ({ name: param.name, from, to: param.value }));
    // Written down before the first byte leaves, and what came of it after the last.
    await tell(cause, vehicle.id, 'vehicle.baseline_intended', { profile, reason, values });
    const permitted = wanted.map(({ param }) => param);
    const done: string[] = [];
    let failed: Result<unknown> = ok(undefined);
    for (const { param } of wanted) {
      const { name, value } = param;
      const wish = { kind: 'param', name, value } as const;
      const leave = { vehicleId: vehicle.id, flightId: null, lifeMs: WRITE_MS, wish };
      const granted = await grants.give(cause, leave);
      failed = granted.ok ? await control.writeParam(param, permitted) : granted;
      if (!failed.ok) break;
      done.push(param.name);
    }
    const problem = failed.ok ? {} : { failed: failed.error.message };
    await tell(cause, vehicle.id, 'vehicle.baseline_written', { profile, written: done, ...problem });
    return failed.ok ? ok(undefined) : failed;
  };

  return {
    get: async (id: string): Promise<Result<Baseline>> => {
      const found = await find(id);
      return found.ok ? viewOf(found.value) : found;
    },

    /** Sets what differs and has one right value, on a disarmed drone that is on no flight. */
    apply: async (cause: Cause, id: string, { reason }: { reason: string }): Promise<Result<Baseline>> => {
      const found = await find(id);
      if (!found.ok) return found;
      if (writing.has(id))
        return refuse('fleet.baseline_busy', `${found.value.vehicle.name}: its parameters are being set.`);
      writing.add(id);
      try {
        const free = await isBusy(store, found.value);
        const written = free.ok ? await write(cause, found.value, reason) : free;
        return written.ok ? await viewOf(found.value) : written;
      } finally {
        writing.delete(id);
      }
    },
  };
};

export type Baselines = ReturnType<typeof createBaselines>;
