import { expect } from 'vitest';
import { isMessage } from '../../../server/mavlink/codec.ts';
import type { ArmingReport } from '../../../server/mavlink/events/arming-view.ts';
import { createMetadata } from '../../../server/mavlink/events/metadata.ts';
import { ComponentMetadata } from '../../../server/mavlink/extra-messages.ts';
import type { VehicleSnapshot } from '../../../server/mavlink/snapshot.ts';
import { good, type Rig } from '../rig.ts';
import type { Behaviour } from '../support.ts';

/** Loss under which events and reports still come through. */
const LOSS = 0.3;

const reasonsFor = ({ issues }: ArmingReport, mode: string): string[] =>
  issues.filter(({ modes }) => modes === 'all' || modes.includes(mode)).map(({ name }) => name);

const isWilling = ({ arming }: VehicleSnapshot): ArmingReport | undefined =>
  arming !== undefined && arming.isCurrent && arming.canArm.includes('AUTO.RTL') ? arming : undefined;

const isUnwilling = ({ arming }: VehicleSnapshot): ArmingReport | undefined =>
  arming !== undefined && arming.isCurrent && !arming.canArm.includes('AUTO.RTL') ? arming : undefined;

export const armingReport: Behaviour = {
  title: 'arming report: for each mode whether it would arm, with its reasons, in step with SYS_STATUS',
  body: async (rig) => {
    const first = await rig.until('a report', isWilling, 20);
    expect(first.canArm).toContain('AUTO.LOITER');
    expect(reasonsFor(first, 'AUTO.LOITER')).toEqual([]);
    expect(first.canArm).not.toContain('AUTO.MISSION');
    expect(reasonsFor(first, 'AUTO.MISSION')).toEqual(['check_modes_mission']);
    expect(reasonsFor(first, 'POSCTL')).toEqual(['check_modes_manual_control']);
    good(await rig.vehicle().setMode('AUTO.RTL'));
    const second = await rig.until('a report of the mode in which nobody arms', isUnwilling, 20);
    expect(reasonsFor(second, 'AUTO.RTL')).toEqual(['check_modes_cannot_takeoff']);
    await rig.until('SYS_STATUS says so too', ({ sensors }) => sensors?.prearmOk === false, 20);
    good(await rig.vehicle().setMode('AUTO.LOITER'));
    await rig.until('the first report again', isWilling, 20);
  },
};

const toggle = async (rig: Rig): Promise<void> => {
  good(await rig.vehicle().setMode('AUTO.RTL'));
  await rig.until('the report of AUTO.RTL', isUnwilling, 60);
  good(await rig.vehicle().setMode('AUTO.LOITER'));
  await rig.until('the report of AUTO.LOITER', isWilling, 60);
};

export const armingReportUnderLoss: Behaviour = {
  title: `arming report: with ${LOSS * 100} % loss each way it still becomes what the vehicle says`,
  proxied: true,
  body: async (rig) => {
    await rig.until('a report', isWilling, 20);
    rig.lose(LOSS);
    for (let round = 0; round < 3; round++) await toggle(rig);
  },
};

export const eventMetadata: Behaviour = {
  title: 'event metadata: the vehicle serves what describes its events, and its checksums are right',
  body: async (rig) => {
    const named = good(await rig.vehicle().requestMessage(ComponentMetadata.MSG_ID));
    if (!isMessage(named, ComponentMetadata)) throw new Error('expected COMPONENT_METADATA');
    const { uri, fileCrc } = named.fields;
    const { files } = rig.vehicle();
    const catalog = good(
      await createMetadata().load({ uri, crc: fileCrc }, (path, maxBytes) =>
        files.readFile(path, { maxBytes }),
      ),
    );
    const described = [...catalog.values()].filter(({ message }) => message !== undefined);
    expect(described.map(({ name }) => name)).toContain('commander_arming_check_summary');
    expect(described.length).toBeGreaterThan(rig.kind === 'px4' ? 390 : 20);
  },
};
