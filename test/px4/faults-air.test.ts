import { expect, test } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { ContingencyId } from '../../server/flight/contingency-types.ts';
import type { FlightState } from '../../server/flight/states.ts';
import { startScene, type Scene, type SceneOptions } from './service/scene.ts';

const LIMIT_MS = 600_000;

/** One thing that goes wrong in the air, and what the service and the vehicle make of it. */
type Fault = SceneOptions & {
  readonly title: string;
  /** Undefined: it is there from the start, by the parameters. */
  readonly inject?: (scene: Scene) => Promise<void>;
  readonly alarm: string;
  readonly proposal: ContingencyId;
  /** The mode that PX4 flies in the end, by its own word, and whose doing it is. */
  readonly mode: string;
  readonly by: 'vehicle_failsafe' | 'commanded';
  readonly state: FlightState;
  /** Seconds of our clock for each of these. */
  readonly withinS: number;
  /** What becomes of the vehicle. */
  readonly outcome?: (scene: Scene) => Promise<void>;
};

const setParam = (scene: Scene, name: string, value: number): Promise<void> =>
  scene.px4('param', 'set', name, String(value));

const FAULTS: readonly Fault[] = [
  {
    title: 'satellite positioning lost: PX4 sinks by itself, nothing is commanded, a person has to look',
    speed: 2,
    inject: (scene) => scene.px4('failure', 'gps', 'off'),
    alarm: 'contingency.gps_lost',
    proposal: 'gps_lost',
    mode: '4.20',
    by: 'vehicle_failsafe',
    state: 'DIVERTING',
    withinS: 30,
    outcome: async (scene) => {
      await scene.reaches('UNKNOWN', 150);
      expect(scene.wire.said.at(-1)?.armed).toBe(false);
    },
  },
  {
    title: 'battery that drains: brought home by the safe default before PX4 has to',
    speed: 2,
    // Full to empty within that many seconds of the vehicle: not enough for the way.
    parameters: { SIM_BAT_DRAIN: 300 },
    alarm: 'flight.battery_reserve',
    proposal: 'low_battery',
    mode: 'AUTO.RTL',
    by: 'commanded',
    state: 'RETURNING',
    withinS: 120,
    outcome: async (scene) => {
      await scene.reaches('RETURNED', 200);
    },
  },
  {
    title: 'wind above the limit, seen by how it leans: brought home by the safe default',
    speed: 2,
    parameters: { SIH_WIND_N: 13 },
    alarm: 'contingency.wind',
    proposal: 'wind',
    mode: 'AUTO.RTL',
    by: 'commanded',
    state: 'RETURNING',
    withinS: 90,
  },
  {
    title: 'blown out of its fence: PX4 holds, and is not fought',
    speed: 2,
    inject: (scene) => setParam(scene, 'SIH_WIND_N', 34),
    alarm: 'contingency.geofence_breach',
    proposal: 'geofence_breach',
    mode: 'AUTO.LOITER',
    by: 'vehicle_failsafe',
    state: 'HOLDING',
    withinS: 90,
  },
];

for (const fault of FAULTS)
  test(`${fault.title} (px4)`, { timeout: LIMIT_MS }, async (context) => {
    const scene = await startScene(context, fault);
    await fault.inject?.(scene);
    await scene.alarm(fault.alarm, fault.withinS);
    const { proposals } = await scene.dispatcher.call(contract.contingencies.list);
    expect(proposals[0]).toMatchObject({ contingency: fault.proposal });
    await scene.flies(fault.mode, fault.withinS);
    await scene.reaches(fault.state, fault.withinS);
    const entered = (await scene.timeline()).findLast(({ data }) => data['to'] === fault.state);
    expect(entered?.data).toMatchObject({ code: fault.by });
    const commands = (await scene.timeline()).filter(({ type }) => type === 'flight.command');
    expect(commands).toHaveLength(fault.by === 'commanded' ? 1 : 0);
    await fault.outcome?.(scene);
  });
