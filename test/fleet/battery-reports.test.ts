import { common } from 'mavlink-mappings';
import { expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { packReportOf } from '../../server/join/battery-reports.ts';
import { messageOf, type MavMessage } from '../../server/mavlink/codec.ts';
import type { VehicleSnapshot } from '../../server/mavlink/snapshot.ts';
import { telemetryOf } from '../../server/mavlink/telemetry.ts';

const AT = monoMs(1000);

const heard = (fields: common.BatteryStatus | common.SmartBatteryInfo, msgid: number) =>
  telemetryOf({ msgid, fields } as unknown as MavMessage, AT);

const CELLS = [4100, 4085, 4210, 4190, 65_535, 65_535, 65_535, 65_535, 65_535, 65_535];

const snapshot = (armed: boolean): VehicleSnapshot =>
  ({
    connected: true,
    heartbeat: { at: AT, armed },
    landed: { at: AT, state: 'on-ground' },
    battery: { at: AT, fraction: 0.77, voltageV: 24 },
    ...heard(messageOf(common.BatteryStatus, { id: 0, voltages: CELLS }), common.BatteryStatus.MSG_ID),
    ...heard(
      messageOf(common.SmartBatteryInfo, { id: 0, serialNumber: 'SN-7', cycleCount: 41 }),
      common.SmartBatteryInfo.MSG_ID,
    ),
  }) as unknown as VehicleSnapshot;

test('[BT6] cells, cycles and serial of a drone at rest are its pack’s; of an armed one nothing is taken', () => {
  expect(packReportOf(snapshot(false))).toEqual({
    chargePct: 77,
    serial: 'SN-7',
    cycles: 41,
    healthPct: undefined,
    imbalanceMv: 125,
  });
  expect(packReportOf(snapshot(true))).toBeUndefined();
});

test('[BT6] a sum of all cells is no cell, and unknown cycles are not known', () => {
  const sum = [24_600, ...Array.from({ length: 9 }, () => 65_535)];
  expect(
    heard(messageOf(common.BatteryStatus, { id: 0, voltages: sum }), common.BatteryStatus.MSG_ID).cells,
  ).toEqual({ at: AT, imbalanceMv: undefined });
  const unknown = messageOf(common.SmartBatteryInfo, { id: 0, serialNumber: '', cycleCount: 65_535 });
  expect(heard(unknown, common.SmartBatteryInfo.MSG_ID).pack).toEqual({
    at: AT,
    serial: undefined,
    cycles: undefined,
  });
});
