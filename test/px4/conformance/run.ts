import { afterAll, describe, test } from 'vitest';
import { px4Install } from '../machines.ts';
import { embeddedProbe } from '../probe/embedded-probe.ts';
import type { Probe, ProbeKind, ProbeOptions } from '../probe/probe.ts';
import { px4Probe } from '../probe/px4-probe.ts';
import { clearPlans, command, setMode } from '../probe/wire.ts';
import type { Case } from './case.ts';

/** Longer than the deadlines inside of any case, which say better what did not happen. */
const LIMIT_MS = 240_000;
/** What a real PX4 keeps up with beside other work. */
const FLIGHT_SPEED = 4;

const start = (kind: ProbeKind, options: ProbeOptions): Promise<Probe> =>
  kind === 'px4' ? px4Probe(options) : embeddedProbe(options);

/** As after a fresh start: no plans, LOITER, disarmed, default rates are the cases' own business. */
const tidy = async (probe: Probe): Promise<void> => {
  probe.beat(true);
  await command(probe, 400, [0]);
  await setMode(probe, 'AUTO.LOITER');
  await clearPlans(probe);
};

const title = ({ id, name }: Case, kind: ProbeKind): string => `[${id}] ${name} (${kind})`;

/** Registers the cases of a topic for one kind of vehicle; without a PX4 they are skipped by name. */
export const conformance = (topic: string, cases: readonly Case[], kind: ProbeKind): void => {
  const missing = kind === 'px4' && !px4Install.ok ? px4Install.error.message : undefined;
  describe(`conformance: ${topic}`, () => {
    let shared: Promise<Probe> | undefined;
    afterAll(async () => {
      await (await shared)?.close();
    });
    for (const one of cases)
      test(title(one, kind), { timeout: LIMIT_MS }, async (context) => {
        if (missing !== undefined) context.skip(missing);
        if (one.flies === true) {
          const probe = await start(kind, { speed: FLIGHT_SPEED, parameters: one.parameters ?? {} });
          context.onTestFinished(() => probe.close());
          await one.body(probe);
          return;
        }
        shared ??= start(kind, { speed: 1, parameters: {} });
        const probe = await shared;
        await tidy(probe);
        await one.body(probe);
      });
  });
};
