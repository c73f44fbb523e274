import { common, minimal } from 'mavlink-mappings';
import { describe, expect, it } from 'vitest';
import { encodeFields } from '../../server/mavlink/codec.ts';
import { createRecorder } from '../../server/review/recorder.ts';
import { TlogReader } from '../../server/review/tlog.ts';
import { fakeClock } from '../support/fake-clock.ts';

const SYSID = 7;
const OURS = { sysid: 255, compid: 190, seq: 0 };

const world = () => {
  const clock = fakeClock();
  const written: Uint8Array[] = [];
  const disk = { full: false };
  const errors: unknown[] = [];
  const file = {
    append: (bytes: Uint8Array) => {
      if (disk.full) throw new Error('ENOSPC: no space left on device');
      written.push(bytes);
    },
    sync: () => {},
    close: () => {},
  };
  const onError = (error: unknown): void => void errors.push(error);
  const recorder = createRecorder(clock, { file, onError }, SYSID);
  const take = (direction: 'in' | 'out', bytes: Uint8Array): void =>
    recorder.take({ direction, bytes, link: 'sim', at: clock.mono() });
  const senders = (): number[] => {
    const reader = new TlogReader(Uint8Array.from(written.flatMap((bytes) => [...bytes])));
    const found: number[] = [];
    for (let record = reader.next(); record !== undefined; record = reader.next())
      found.push(record.frame[5] ?? -1);
    return found;
  };
  return { clock, written, recorder, take, senders, disk, errors };
};

const heartbeatOf = (sysid: number): Uint8Array => encodeFields(minimal.Heartbeat, {}, { ...OURS, sysid });
const commandTo = (targetSystem: number): Uint8Array =>
  encodeFields(common.CommandLong, { targetSystem, command: 400 }, OURS);

describe('recorder', () => {
  it('hands what it hears to the operating system within half a second', () => {
    const { clock, written, take } = world();
    take('in', heartbeatOf(SYSID));
    expect(written).toHaveLength(0);
    clock.advance(500);
    expect(written).toHaveLength(1);
  });

  it('keeps the frames from and to its vehicle, and those to all', () => {
    const { recorder, take, senders } = world();
    take('in', heartbeatOf(SYSID));
    take('in', heartbeatOf(8));
    take('out', commandTo(SYSID));
    take('out', commandTo(8));
    take('out', heartbeatOf(OURS.sysid));
    recorder.close();
    expect(senders()).toEqual([SYSID, OURS.sysid, OURS.sysid]);
  });

  it('survives a full disk, tells it once, and goes on when there is room again', () => {
    const { clock, take, senders, disk, errors } = world();
    disk.full = true;
    for (let i = 0; i < 3; i++) {
      take('in', heartbeatOf(SYSID));
      clock.advance(500);
    }
    expect(errors).toHaveLength(1);
    disk.full = false;
    take('in', heartbeatOf(SYSID));
    clock.advance(500);
    expect(senders()).toEqual([SYSID]);
  });

  it('writes the time at which the frame came, not at which it is written', () => {
    const { clock, written, recorder } = world();
    const at = clock.mono();
    const wall = clock.wall();
    clock.advance(200);
    recorder.take({ direction: 'in', bytes: heartbeatOf(SYSID), link: 'sim', at });
    recorder.close();
    expect(new TlogReader(written[0] ?? new Uint8Array()).next()?.atMs).toBe(wall);
  });
});
