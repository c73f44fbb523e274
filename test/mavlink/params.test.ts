import { common } from 'mavlink-mappings';
import { expect, test } from 'vitest';
import { messageOf, type MavMessage } from '../../server/mavlink/codec.ts';
import { ParamError } from '../../server/mavlink/extra-messages.ts';
import { readParam, writeParam, type Param } from '../../server/mavlink/params.ts';
import { int32ToFloatBits } from '../../server/mavlink/wire.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { pairedPort, settle, VEHICLE } from './support.ts';

const INT32 = common.MavParamType.INT32;
const REAL32 = common.MavParamType.REAL32;
const int = (paramId: string, value: number) =>
  messageOf(common.ParamValue, { paramId, paramType: INT32, paramValue: int32ToFloatBits(value) });
const float = (paramId: string, value: number) =>
  messageOf(common.ParamValue, { paramId, paramType: REAL32, paramValue: value });

const run = async <T>(
  partner: Parameters<typeof pairedPort>[1],
  what: (port: ReturnType<typeof pairedPort>['port']) => Promise<T>,
) => {
  const clock = fakeClock();
  const pair = pairedPort(clock, partner);
  return { result: await settle(clock, what(pair.port)), sent: pair.sent, clock };
};

test('[PM1] an int and a float are read by name, another one in between is ignored', async () => {
  const { result, sent } = await run(
    (m, reply) => {
      reply(float('OTHER', 1));
      reply(int(String(m.fields['paramId']), -1));
    },
    (port) => readParam(port, VEHICLE, 'NAV_DLL_ACT'),
  );
  expect(result).toEqual({ ok: true, value: { name: 'NAV_DLL_ACT', type: 'int32', value: -1 } });
  expect(sent[0]?.fields).toMatchObject({ paramIndex: -1, paramId: 'NAV_DLL_ACT', targetSystem: 7 });
});

test('[PM1] silence is asked again four times', async () => {
  const { result, sent, clock } = await run(
    () => {},
    (port) => readParam(port, VEHICLE, 'A'),
  );
  expect(result).toMatchObject({ error: { code: 'mavlink.no_answer' } });
  expect([sent.length, clock.mono()]).toEqual([5, 5000]);
});

test('[PM1] PARAM_ERROR is told by name', async () => {
  const { result } = await run(
    (_m, reply) => reply(messageOf(ParamError, { paramId: 'NOPE', error: 1 })),
    (port) => readParam(port, VEHICLE, 'NOPE'),
  );
  expect(result).toMatchObject({
    error: { code: 'mavlink.param_refused', details: { error: 'DOES_NOT_EXIST' } },
  });
});

const WANTED: Param = { name: 'MPC_XY_CRUISE', type: 'float', value: 7.3 };

test('[PM2] a write counts when the value is said back in float32', async () => {
  const { result, sent } = await run(
    (m, reply) => reply(float('MPC_XY_CRUISE', m.fields['paramValue'] as number)),
    (port) => writeParam(port, VEHICLE, WANTED),
  );
  expect(result).toMatchObject({ ok: true, value: { value: Math.fround(7.3) } });
  expect(sent).toHaveLength(1);
});

test('[PM2] an old value said back does not count: written again', async () => {
  let heard = 0;
  const { result, sent } = await run(
    (m: MavMessage, reply) =>
      reply(float('MPC_XY_CRUISE', heard++ === 0 ? 5 : (m.fields['paramValue'] as number))),
    (port) => writeParam(port, VEHICLE, WANTED),
  );
  expect(result).toMatchObject({ ok: true });
  expect(sent).toHaveLength(2);
});

test('[PM2] a value that stays another one is told', async () => {
  const { result } = await run(
    (_m, reply) => reply(float('MPC_XY_CRUISE', 12)),
    (port) => writeParam(port, VEHICLE, WANTED),
  );
  expect(result).toMatchObject({ error: { code: 'mavlink.param_differs' } });
});

test('[PM2] NaN and fractions of an int never go out', async () => {
  const { sent, result } = await run(
    () => {},
    async (port) => [
      await writeParam(port, VEHICLE, { ...WANTED, value: Number.NaN }),
      await writeParam(port, VEHICLE, { name: 'A', type: 'int32', value: 1.5 }),
    ],
  );
  expect(result.map((r) => !r.ok && r.error.code)).toEqual(['mavlink.param_value', 'mavlink.param_value']);
  expect(sent).toEqual([]);
});
