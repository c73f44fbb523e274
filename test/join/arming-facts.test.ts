import { expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { armingFacts } from '../../server/join/arming-facts.ts';
import type { ArmingIssue } from '../../server/mavlink/events/arming-view.ts';
import type { VehicleSnapshot } from '../../server/mavlink/snapshot.ts';

const at = monoMs(1000);

const snapshot = (change: Partial<VehicleSnapshot>): VehicleSnapshot => ({
  sysid: 1,
  compid: 1,
  firstHeard: at,
  lastHeartbeat: at,
  connected: true,
  link: 'udp',
  heartbeat: {
    at,
    mode: 'AUTO.LOITER',
    armed: false,
    systemStatus: 'STANDBY',
    type: 'HEXAROTOR',
    autopilot: 12,
  },
  texts: [],
  queue: [],
  ...change,
});

const sensors = (prearmOk: boolean) => ({ at, present: 0, enabled: 0, healthy: 0, prearmOk, unhealthy: [] });

const issue = (change: Partial<ArmingIssue>): ArmingIssue => ({
  id: 1,
  name: 'check_mag_missing',
  severity: 'error',
  component: 'magnetometer',
  modes: 'all',
  text: { en: 'Compass 0 is missing', zh: '缺少磁罗盘 0', by: 'own' },
  ...change,
});

const health = { present: [], error: [], warning: [] };

test('the reasons of a report, and which of them are the vehicle’s own words', () => {
  const unknown = issue({
    name: 'x',
    severity: 'info',
    text: { en: 'New thing', zh: 'New thing', by: 'vehicle' },
  });
  const arming = { at, canArm: [], canRun: [], health, issues: [issue({}), unknown], isCurrent: true };
  expect(armingFacts(snapshot({ arming }))?.value.reasons).toMatchObject([
    { key: 'check_mag_missing', zh: '缺少磁罗盘 0', isProblem: true },
    { key: 'x', en: 'New thing', zh: '“New thing”（无人机原文）', isProblem: false },
  ]);
});

test('without a report the texts of the last refusal are the reasons, while the check fails', () => {
  const texts = [
    { at: monoMs(1000), severity: 2, text: 'Preflight Fail: an old thing' },
    { at: monoMs(90_000), severity: 2, text: 'Preflight Fail: no compass' },
    { at: monoMs(90_100), severity: 2, text: 'Preflight Fail: no compass' },
    { at: monoMs(90_200), severity: 6, text: 'Ready for takeoff!' },
  ];
  expect(armingFacts(snapshot({ texts, sensors: sensors(false) }))?.value).toMatchObject({
    canArm: [],
    reasons: [{ en: 'no compass', modes: 'all', isProblem: true }],
  });
  expect(armingFacts(snapshot({ texts, sensors: sensors(true) }))).toBeUndefined();
});
