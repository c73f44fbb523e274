import { expect, it } from 'vitest';
import type { VehicleControl } from '../../server/flight/ports.ts';
import { farewellsOf } from '../../server/join/farewells.ts';
import { fakeClock } from '../support/fake-clock.ts';

const answering = { NAV_DLL_ACT: 2, COM_DL_LOSS_T: 10, COM_FAIL_ACT_T: 5 } as const;

const control = (readParam: VehicleControl['readParam']): VehicleControl =>
  ({ readParam }) as Partial<VehicleControl> as VehicleControl;

it('does not wait long for a drone that does not answer, and says of it that nobody knows', async () => {
  const clock = fakeClock();
  const told = farewellsOf(
    [
      {
        vehicleName: 'D1',
        flightNumber: 'F-1',
        control: control(async (name) => ({ ok: true, value: answering[name as keyof typeof answering] })),
      },
      { vehicleName: 'D2', flightNumber: 'F-2', control: control(() => new Promise(() => {})) },
      { vehicleName: 'D3', flightNumber: 'F-3', control: undefined },
    ],
    clock,
  );
  await clock.advanceAsync(3000, 500);
  const [first, second, third] = await told;
  expect(first).toContain('15 s after we stop it returns');
  expect(second).toMatch(/^D2 .*nobody knows/);
  expect(third).toMatch(/^D3 .*nobody knows/);
});

it('leaves no timer behind', async () => {
  const clock = fakeClock();
  expect(await farewellsOf([], clock)).toEqual([]);
  expect(clock.pending()).toBe(0);
});
