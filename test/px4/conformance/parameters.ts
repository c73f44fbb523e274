import { common } from 'mavlink-mappings';
import { expect } from 'vitest';
import { all, last } from '../probe/probe.ts';
import { readParam, REAL32, setParam, to } from '../probe/wire.ts';
import type { Case } from './case.ts';

const INT32 = 6;

export const parameters: readonly Case[] = [
  {
    id: 'CF17',
    name: 'whole numbers come as INT32, others as REAL32, with the values of the profile',
    body: async (probe) => {
      expect(await readParam(probe, 'NAV_DLL_ACT')).toEqual({ value: 2, type: INT32 });
      expect(await readParam(probe, 'NAV_MC_ALT_RAD')).toEqual({ value: 8, type: REAL32 });
    },
  },
  {
    id: 'CF18',
    name: 'negative whole numbers survive as bits of the float field',
    body: async (probe) => {
      await setParam(probe, 'COM_FLT_TIME_MAX', -1);
      expect(await readParam(probe, 'COM_FLT_TIME_MAX')).toEqual({ value: -1, type: INT32 });
    },
  },
  {
    id: 'CF19',
    name: 'a name that there is not is PARAM_ERROR 1',
    body: async (probe) => {
      expect(await readParam(probe, 'NO_SUCH_PARAM')).toEqual({ error: 1 });
      expect(await setParam(probe, 'NO_SUCH_PARAM', 3)).toEqual({ error: 1 });
    },
  },
  {
    id: 'CF20',
    name: 'a wrong type is PARAM_ERROR, and the value stays',
    body: async (probe) => {
      const answer = await setParam(probe, 'NAV_DLL_ACT', 3, REAL32);
      expect([6, 7]).toContain('error' in answer ? answer.error : undefined);
      expect(await readParam(probe, 'NAV_DLL_ACT')).toMatchObject({ value: 2 });
    },
  },
  {
    id: 'CF21',
    name: 'there is no range check: a take-off height of −1e6 is taken',
    body: async (probe) => {
      expect(await setParam(probe, 'MIS_TAKEOFF_ALT', -1e6, REAL32)).toMatchObject({ value: -1e6 });
      expect(await setParam(probe, 'MIS_TAKEOFF_ALT', 2.5, REAL32)).toMatchObject({ value: 2.5 });
    },
  },
  {
    id: 'CF22',
    name: 'the list opens with _HASH_CHECK and has as many values as it says',
    body: async (probe) => {
      const mark = probe.heard.length;
      probe.send(common.ParamRequestList, to(probe));
      const values = await probe.until(
        'the whole list',
        () => {
          const heard = all(probe, common.ParamValue, mark);
          return new Set(heard.map(({ paramId }) => paramId)).size > (heard[0]?.paramCount ?? 1e9) && heard;
        },
        60,
      );
      expect(values[0]?.paramId).toBe('_HASH_CHECK');
    },
  },
  {
    id: 'CF23',
    name: '_HASH_CHECK changes with a value',
    body: async (probe) => {
      const hash = async (): Promise<number> => {
        const mark = probe.heard.length;
        probe.send(common.ParamRequestRead, { ...to(probe), paramId: '_HASH_CHECK', paramIndex: -1 });
        const answer = await probe.until(
          '_HASH_CHECK',
          () => all(probe, common.ParamValue, mark).find(({ paramId }) => paramId === '_HASH_CHECK'),
          10,
        );
        return new DataView(new Float32Array([answer.paramValue]).buffer).getUint32(0, true);
      };
      const before = await hash();
      await setParam(probe, 'RTL_RETURN_ALT', 61.5, REAL32);
      expect(await hash()).not.toBe(before);
      await setParam(probe, 'RTL_RETURN_ALT', 60, REAL32);
    },
  },
  {
    id: 'CF24',
    name: 'a parameter can be read by its index',
    body: async (probe) => {
      const mark = probe.heard.length;
      probe.send(common.ParamRequestRead, { ...to(probe), paramId: '', paramIndex: 3 });
      const answer = await probe.until('the value', () => last(probe, common.ParamValue, mark), 10);
      expect(answer.paramIndex).toBe(3);
    },
  },
];
