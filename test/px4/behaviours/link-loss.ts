import { expect } from 'vitest';
import type { VehicleSnapshot } from '../../../server/mavlink/snapshot.ts';
import { good, type Rig } from '../rig.ts';
import { freely, ITEM, isCruising, launch, mission, type Behaviour } from '../support.ts';

/** COM_DL_LOSS_T of this test, seconds on the wall. */
const LOSS_S = 5;
/** PX4's default of COM_FAIL_ACT_T, seconds of vehicle time between the hold and the action. */
const FAIL_ACT_S = 5;
/** The vehicle notices and tells it once a second each. */
const LAG_S = 3.5;
const SPEED = 6;

/** PX4's start-up script scales this parameter by the speed, so that it is wall time there; we do the same. */
const lossParam = (rig: Rig): number => (rig.kind === 'px4' ? LOSS_S * SPEED : LOSS_S);

/** When the mode was first seen after the loss, seconds since our last heartbeat. */
const changedTo = async (rig: Rig, mode: string): Promise<{ afterS: number; status: string }> => {
  const seen = (snapshot: VehicleSnapshot) => snapshot.heartbeat.mode === mode && snapshot.heartbeat;
  const { at, systemStatus } = await rig.until(mode, seen, (LOSS_S + FAIL_ACT_S + LAG_S) * SPEED);
  return { afterS: (at - rig.lastBeat()) / 1000, status: systemStatus };
};

const flyIntoSilence = async (rig: Rig, action: number): Promise<void> => {
  const vehicle = rig.vehicle();
  good(await freely(vehicle, { name: 'COM_DL_LOSS_T', type: 'int32', value: lossParam(rig) }));
  good(await freely(vehicle, { name: 'NAV_DLL_ACT', type: 'int32', value: action }));
  await launch(rig, mission(6000));
  await rig.until('on its way', isCruising(ITEM.first), 90);
  rig.beat(false);
  await rig.until('our heartbeats ended', () => rig.isStarved(), 5 * SPEED);
};

/** The mode that it had at that many seconds after our last heartbeat. */
const modeAt = (rig: Rig, afterS: number): Promise<string> =>
  rig.until(
    `${afterS} s of silence`,
    ({ heartbeat }) => heartbeat.at - rig.lastBeat() > afterS * 1000 && heartbeat.mode,
    afterS * SPEED,
  );

/** The link is back: the vehicle says so, stays in its mode, and obeys a person again. */
const comeBack = async (rig: Rig, mode: string): Promise<void> => {
  rig.beat(true);
  const back = await rig.until(
    'GCS connection regained',
    ({ texts }) => texts.find(({ text }) => text.includes('connection regained')),
    30,
  );
  const stays = await rig.until(
    'a heartbeat after it',
    ({ heartbeat }) => heartbeat.at > back.at && heartbeat,
    30,
  );
  expect(stays.mode).toBe(mode);
  good(await rig.vehicle().setMode('AUTO.MISSION'));
};

type Action = { readonly action: number; readonly does: string; readonly mode: string };

const linkLoss = ({ action, does, mode }: Action): Behaviour => ({
  title: `link loss with NAV_DLL_ACT ${action}: ${does}`,
  speed: { embedded: SPEED, px4: SPEED },
  body: async (rig) => {
    await flyIntoSilence(rig, action);
    const { afterS, status } = await changedTo(rig, 'AUTO.LOITER');
    expect(afterS).toBeGreaterThan(LOSS_S - 0.5);
    expect(afterS).toBeLessThan(LOSS_S + LAG_S);
    expect(status).toBe('CRITICAL');
    const actedAfterS = LOSS_S + FAIL_ACT_S / SPEED;
    if (mode === 'AUTO.LOITER') expect(await modeAt(rig, actedAfterS + LAG_S)).toBe(mode);
    else {
      const acted = await changedTo(rig, mode);
      expect(acted.afterS).toBeGreaterThan(actedAfterS - 0.5);
      expect(acted.afterS).toBeLessThan(actedAfterS + LAG_S);
    }
    await comeBack(rig, mode);
  },
});

const goesOn: Behaviour = {
  title: 'link loss with NAV_DLL_ACT 0: the mission simply goes on',
  speed: { embedded: SPEED, px4: SPEED },
  body: async (rig) => {
    await flyIntoSilence(rig, 0);
    expect(await modeAt(rig, LOSS_S + LAG_S)).toBe('AUTO.MISSION');
    const modes = rig.events.flatMap((event) => (event.kind === 'mode' ? [event.to] : []));
    expect(modes.at(-1)).toBe('AUTO.MISSION');
  },
};

export const linkLosses: readonly Behaviour[] = [
  goesOn,
  linkLoss({ action: 1, does: 'it holds', mode: 'AUTO.LOITER' }),
  linkLoss({ action: 2, does: 'it holds, then returns', mode: 'AUTO.RTL' }),
  linkLoss({ action: 3, does: 'it holds, then lands', mode: 'AUTO.LAND' }),
];
