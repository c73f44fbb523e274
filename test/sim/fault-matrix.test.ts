import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULTS } from './faults.ts';

/** Tests without PX4 that show a row: kinds of faults of the simulator, and `file: part of a title`. */
type Row = { readonly what: string; readonly sim?: readonly string[]; readonly tests?: readonly string[] };

/** Two servers (17) and Redis (35) come with scale-out. */
const LATER: readonly number[] = [17, 35];

const MATRIX: Readonly<Record<number, Row>> = {
  1: {
    what: 'random loss',
    sim: ['link.loss'],
    tests: ['mavlink/mission-upload: under random loss every upload'],
  },
  2: { what: 'burst loss', sim: ['link.burst', 'link.partition'] },
  3: { what: 'duplicates', sim: ['link.double', 'vehicle.many_answers'] },
  4: { what: 'disorder and delay', sim: ['link.disorder', 'link.slow', 'link.stall'] },
  5: { what: 'corrupt bytes', sim: ['link.noise'] },
  6: { what: 'final mission answer lost', sim: ['vehicle.no_final_ack'] },
  7: { what: 'wrong answers to an upload', sim: ['vehicle.plan_error_ack', 'vehicle.plan_wrong_sequence'] },
  8: {
    what: 'vehicle stuck busy',
    sim: ['vehicle.plan_busy'],
    tests: ['mavlink/mission-upload: busy at COUNT'],
  },
  9: { what: 'identical mission again', sim: ['vehicle.reboot'], tests: ['sim/invariants: INV-S3'] },
  10: { what: 'answer to arming lost', sim: ['vehicle.dumb', 'vehicle.late_answers'] },
  11: { what: 'arming never arrives', sim: ['vehicle.deaf'] },
  12: { what: 'answer to arming late', sim: ['vehicle.late_answers'] },
  13: {
    what: 'infeasible mission',
    sim: ['vehicle.infeasible'],
    tests: ['mavlink/vehicle: stored but infeasible'],
  },
  14: {
    what: 'server killed',
    sim: ['crash.commit', 'crash.send'],
    tests: ['sim/crash-points: no point of a run'],
  },
  15: { what: 'server down for long', sim: ['crash.commit'] },
  16: { what: 'server frozen', sim: ['server.freeze'] },
  18: {
    what: 'foreign station',
    sim: ['foreign.hold', 'foreign.return', 'foreign.land', 'foreign.clears_mission'],
  },
  19: { what: 'a system id twice', sim: ['vehicle.twin'], tests: ['flight/hazards: takes no other drone'] },
  20: { what: 'vehicle starts anew', sim: ['vehicle.reboot', 'vehicle.reboot_in_air'] },
  21: { what: 'our port after a restart', sim: ['crash.send'] },
  22: { what: 'GPS lost', sim: ['vehicle.gps_lost'] },
  23: { what: 'GPS stuck or wrong', sim: ['vehicle.gps_stuck', 'vehicle.gps_drifts', 'vehicle.spoofed'] },
  24: { what: 'jamming', sim: ['vehicle.jammed'], tests: ['sim/invariants-service: INV-S4'] },
  25: { what: 'battery drains', sim: ['vehicle.drain', 'vehicle.hungry'] },
  26: { what: 'motors fail', sim: ['vehicle.motor', 'vehicle.motors'] },
  27: { what: 'magnetometer or barometer lost', sim: ['vehicle.sensors'] },
  28: { what: 'wind', sim: ['vehicle.wind'] },
  29: { what: 'out of the fence', sim: ['vehicle.gps_drifts'] },
  30: { what: 'gap in telemetry', sim: ['vehicle.mute', 'link.deaf', 'link.gone'] },
  31: { what: 'release of the load', tests: ['sim/invariants-service: INV-S14'] },
  32: {
    what: 'record locked, full, failing',
    sim: ['disk.error'],
    tests: ['store/sqlite: a full disk keeps nothing'],
  },
  33: { what: 'power loss', tests: ['store/power-loss: power that goes while'] },
  34: { what: 'clock steps', sim: ['clock.step'] },
  36: { what: 'many and slow consoles', tests: ['api/cursor: sends every fact once and in order'] },
  37: {
    what: 'hospital offline',
    sim: ['console.lost_answers'],
    tests: ['web/client: an answer that is cut off'],
  },
  38: { what: 'parameter changed', sim: ['foreign.parameter'], tests: ['sim/invariants-service: INV-S4'] },
  39: { what: 'truncated log', tests: ['review/tlog: gives every whole record of a log that is cut off'] },
  40: { what: 'box out of its range', tests: ['custody/failure: is released by two persons'] },
};

const ROWS = 40;

describe('fault matrix: each row has a test without PX4', () => {
  const rows = Array.from({ length: ROWS }, (_, i) => i + 1).filter((row) => !LATER.includes(row));
  it.each(rows)('row %i', (number) => {
    const row = MATRIX[number];
    const [kinds, tests] = [row?.sim ?? [], row?.tests ?? []];
    expect([...kinds, ...tests]).not.toEqual([]);
    const known = FAULTS.map(({ kind }) => kind);
    for (const kind of kinds) expect(known).toContain(kind);
    for (const each of tests) {
      const [file, title] = each.split(': ') as [string, string];
      expect(readFileSync(new URL(`../${file}.test.ts`, import.meta.url), 'utf8')).toContain(title);
    }
  });
});
