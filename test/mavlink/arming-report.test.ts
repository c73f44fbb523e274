import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeDatagram, decodeMessage, isMessage, newDropCounters } from '../../server/mavlink/codec.ts';
import { Event } from '../../server/mavlink/event-messages.ts';
import {
  loseReport,
  NO_REPORT,
  stepReport,
  type ReportState,
} from '../../server/mavlink/events/arming-report.ts';
import { viewReport } from '../../server/mavlink/events/arming-view.ts';
import { BUILT_IN_CATALOG } from '../../server/mavlink/events/catalog-parse.ts';
import { eventId } from '../../server/mavlink/events/event-id.ts';
import type { EventFrame } from '../../server/mavlink/events/sequence.ts';
import { PERFECT } from '../../sitl/lossy-link.ts';
import { embeddedRig, MOBILE } from './embedded-rig.ts';

const RUN_PREARM_CHECKS = 401;

/** The events of a real PX4 without satellites, from its boot to its refusal to arm. */
const recorded = (): EventFrame[] => {
  const bytes = readFileSync(new URL('fixtures/px4-events-no-gps.tlog', import.meta.url));
  const events: EventFrame[] = [];
  for (let at = 8; at < bytes.length;) {
    const end = at + 12 + (bytes[at + 1] as number);
    const [frame] = decodeDatagram(new Uint8Array(bytes.subarray(at, end)), newDropCounters());
    const message = frame && decodeMessage(frame);
    if (message !== undefined && isMessage(message, Event)) events.push(message.fields);
    at = end + 8;
  }
  return events;
};

const reportOf = (events: readonly EventFrame[], from: ReportState = NO_REPORT): ReportState =>
  events.reduce((state, event) => stepReport(state, event, BUILT_IN_CATALOG), from);

const namesOf = (state: ReportState): string[] | undefined =>
  viewReport(state, BUILT_IN_CATALOG)?.issues.map(({ name }) => name);

test('[AR1] a report recorded from a real PX4 without satellites: no mode can be armed, each reason in words', () => {
  const view = viewReport(reportOf(recorded()), BUILT_IN_CATALOG);
  expect(view?.canArm.filter((mode) => !mode.startsWith('nav.'))).toEqual([]);
  expect(view?.canRun).toContain('TERMINATION');
  expect(view?.health.error).toContain('gps');
  expect(view?.issues.map(({ name, modes, text }) => [name, modes === 'all', text.zh])).toEqual([
    ['check_estimator_gps_fix_too_low', true, '卫星定位尚未达到要求'],
    ['check_modes_offboard_signal_lost', false, '没有外部控制信号'],
    ['check_modes_local_pos', false, '没有有效的位置估计'],
    ['check_modes_global_pos', false, '没有有效的全球定位'],
    ['check_modes_mission', false, '机上没有有效任务'],
    ['check_modes_home_position', false, '返航点未设定'],
    ['check_modes_manual_control', false, '没有遥控器信号'],
    ['check_system_no_global_pos', true, '需要全球定位'],
  ]);
});

test('[AR2] a report counts only when it came whole', () => {
  const events = recorded().filter(({ id }) => id !== eventId('commander_health_summary'));
  expect(viewReport(reportOf(events), BUILT_IN_CATALOG)).toBeUndefined();
});

test('[AR2] after a loss the old report stands, marked as perhaps out of date, until the next whole one', () => {
  const whole = reportOf(recorded());
  const broken = loseReport(whole);
  expect([namesOf(broken), viewReport(broken, BUILT_IN_CATALOG)?.isCurrent]).toEqual([namesOf(whole), false]);
  expect(viewReport(reportOf(recorded(), broken), BUILT_IN_CATALOG)?.isCurrent).toBe(true);
});

test('[AR2] the second half of a report alone changes nothing', () => {
  const events = recorded();
  const start = events.findIndex(({ id }) => id === eventId('commander_arming_check_summary'));
  const half = reportOf(events.slice(start + 3));
  expect([half.chunks, half.isBroken]).toEqual([[], true]);
});

test('[AR3] the parts of a report in several chunks are put together', () => {
  const summary = (index: number, canArm: number): EventFrame => ({
    ...recorded()[0]!,
    id: eventId('commander_arming_check_summary'),
    arguments: [
      index,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      canArm,
      0,
      0,
      0,
      canArm,
      0,
      0,
      0,
      ...Array.from({ length: 23 }, () => 0),
    ],
  });
  const end = (index: number): EventFrame => ({
    ...recorded()[0]!,
    id: eventId('commander_health_summary'),
    arguments: [index, ...Array.from({ length: 39 }, () => 0)],
  });
  const state = reportOf([summary(0, 0b11000), end(0), summary(1, 0b01000), end(1)]);
  expect(viewReport(state, BUILT_IN_CATALOG)?.canArm).toEqual(['AUTO.MISSION']);
});

test('[AR4] at first contact and after a reboot the report is asked for', async () => {
  const rig = await embeddedRig();
  await rig.until(() => rig.vehicle.snapshot().arming?.isCurrent === true);
  expect(rig.vehicle.snapshot().arming?.canArm).toContain('AUTO.LOITER');
  rig.reboot();
  await rig.until(() => rig.vehicle.snapshot().arming === undefined);
  await rig.until(() => rig.vehicle.snapshot().arming?.canArm.includes('AUTO.LOITER') === true);
});

test('[AR4] an armed vehicle is not asked', async () => {
  const rig = await embeddedRig();
  await rig.until(() => rig.vehicle.snapshot().arming?.canArm.includes('AUTO.LOITER') === true);
  expect((await rig.settled(rig.vehicle.arm())).ok).toBe(true);
  rig.sent.length = 0;
  rig.embedded().faults.events.startAnew = true;
  await rig.clock.advanceAsync(8000);
  const commands = rig.sent.flatMap((bytes) =>
    decodeDatagram(bytes, newDropCounters()).flatMap(
      (frame) => decodeMessage(frame)?.fields['command'] ?? [],
    ),
  );
  expect(commands).not.toContain(RUN_PREARM_CHECKS);
});

test('[AR5] what keeps the vehicle from arming shows as soon as SYS_STATUS says so', async () => {
  const rig = await embeddedRig();
  await rig.until(() => rig.vehicle.snapshot().arming?.canArm.includes('AUTO.LOITER') === true);
  rig.embedded().faults.refuseArming = true;
  await rig.until(() => rig.vehicle.snapshot().arming?.canArm.length === 0, 5000);
  expect(rig.vehicle.snapshot().arming?.issues).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({
        name: 'check_failure_detector_arm_esc',
        component: 'motors_escs',
        modes: 'all',
        text: { en: 'Motor controller 1: motor stalled.', zh: '电调 1：电机堵转。', by: 'own' },
      }),
    ]),
  );
});

test.each(Array.from({ length: 12 }, (_, at) => at + 1))(
  '[AR6] with 30 %% of all messages lost the report still becomes the truth (seed %i)',
  async (seed) => {
    const rig = await embeddedRig({ quality: { ...MOBILE, drop: 0.3, duplicate: 0.05 }, seed });
    const truth = (isSick: boolean): boolean => {
      const { arming } = rig.vehicle.snapshot();
      const tells = arming?.issues.some(({ name }) => name === 'check_failure_detector_arm_esc') === isSick;
      return arming !== undefined && arming.isCurrent && tells && (arming.canArm.length === 0) === isSick;
    };
    for (const isSick of [false, true, false, true]) {
      rig.embedded().faults.refuseArming = isSick;
      await rig.until(() => truth(isSick), 40_000);
    }
  },
);

test('[AR6] events that are sent only when they are asked for make the report whole too', async () => {
  const rig = await embeddedRig({ quality: PERFECT });
  await rig.until(() => rig.vehicle.snapshot().arming !== undefined);
  rig.embedded().faults.events.loseEvery = 3;
  rig.embedded().faults.refuseArming = true;
  await rig.until(() => rig.vehicle.snapshot().arming?.canArm.length === 0, 10_000);
});

test('[EV14] what the vehicle tells people comes in words, each once, and a new start of its numbers loses nothing', async () => {
  const rig = await embeddedRig();
  const told: string[] = [];
  rig.vehicle.onEvent((event) => {
    if (event.kind === 'notice' && event.notice.name?.startsWith('commander_') === true)
      told.push(event.notice.text.zh);
  });
  await rig.until(() => rig.vehicle.snapshot().arming?.canArm.includes('AUTO.LOITER') === true);
  expect((await rig.settled(rig.vehicle.arm())).ok).toBe(true);
  rig.embedded().faults.events.startAnew = true;
  await rig.clock.advanceAsync(1000);
  expect((await rig.settled(rig.vehicle.disarm())).ok).toBe(true);
  await rig.clock.advanceAsync(1000);
  expect(told).toEqual(['已解锁：外部指令', '已上锁：外部指令']);
  expect(rig.vehicle.snapshot().notices?.slice(-2)).toMatchObject([{ severity: 6 }, { severity: 6 }]);
});

test('[EV9] the embedded vehicle serves its descriptions: what came before them is then said in its own words', async () => {
  const rig = await embeddedRig();
  const own = () => rig.vehicle.snapshot().notices?.find(({ id }) => id === eventId('embedded_ready'));
  await rig.until(() => own() !== undefined);
  await rig.until(() => own()?.text.by === 'vehicle');
  expect(own()?.text.en).toBe('Ready for take-off');
});
