import { common, minimal } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { encodeFields, messageOf } from '../../server/mavlink/codec.ts';
import type { LinkOptions } from '../../server/mavlink/link.ts';
import type { Received } from '../../server/mavlink/protocol.ts';
import { createRouter } from '../../server/mavlink/router.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeStreams } from './fake-streams.ts';
import { at, fakeNet, SELF } from './support.ts';

const beat = (sysid = 1, seq = 0): Uint8Array =>
  encodeFields(minimal.Heartbeat, { autopilot: 12 }, { sysid, compid: 1, seq });
const ping = () => messageOf(common.ParamRequestRead, { paramId: 'A', paramIndex: -1 });

const TCP: LinkOptions = { name: 'modem', kind: 'tcp-client', remote: { host: '192.0.2.7', port: 5760 } };
const SERIAL: LinkOptions = { name: 'radio', kind: 'serial', device: '/dev/ttyUSB0', baud: 57_600 };
const SERVER: LinkOptions = { name: 'tower', kind: 'tcp-server', local: at(5760) };

const setUp = async (options: LinkOptions, refusal?: string) => {
  const clock = fakeClock();
  const line = fakeStreams();
  line.refuse(refusal);
  const logged: string[] = [];
  const { net } = fakeNet();
  const log = (_: string, text: string) => logged.push(text);
  const router = createRouter({ clock, net, streams: line.streams, self: SELF, log });
  const received: Received[] = [];
  router.onMessage((message) => received.push(message));
  const opened = await router.addLink(options);
  await clock.advanceAsync(10);
  const stats = () => {
    const [first] = router.stats().links;
    if (first === undefined) throw new Error('no link');
    return first;
  };
  return { clock, line, logged, router, received, opened, stats };
};

describe.each([
  ['TCP client', TCP, '192.0.2.7:5760'],
  ['serial', SERIAL, '/dev/ttyUSB0'],
] as const)('%s link', (_, options, remote) => {
  test('[LK5] opens, hears and is heard', async () => {
    const { line, router, received, stats } = await setUp(options);
    expect(stats()).toMatchObject({ kind: options.kind, state: { kind: 'up' }, opened: 1 });
    router.sendToAll(ping());
    expect(line.last().sent).toHaveLength(1);
    line.last().say(beat().subarray(0, 5));
    line.last().say(beat().subarray(5));
    expect(received).toMatchObject([{ from: { sysid: 1 }, place: `${options.name} ${remote}` }]);
    expect(router.send(ping(), { sysid: 1, compid: 1 }).ok).toBe(true);
    expect(line.last().sent).toHaveLength(2);
  });

  test('[LK6] ended by the other side it says why, and opens again', async () => {
    const { clock, line, router, stats } = await setUp(options);
    line.last().say(beat());
    line.last().end('unplugged');
    expect(stats()).toMatchObject({ state: { kind: 'down', reason: 'unplugged' }, framesIn: 1 });
    router.sendToAll(ping());
    expect(stats()).toMatchObject({ framesOut: 0 });
    await clock.advanceAsync(500);
    expect(stats()).toMatchObject({ state: { kind: 'up' }, opened: 2, framesIn: 1 });
    line.last().say(beat(1, 1));
    expect(stats()).toMatchObject({ framesIn: 2 });
  });

  test('[LK6] pauses between attempts grow to 5 s, and start anew after a steady time', async () => {
    const { clock, line, opened, stats, logged } = await setUp(options, 'no such thing');
    expect(opened.ok).toBe(true);
    expect(stats().state).toEqual({ kind: 'down', reason: 'no such thing' });
    await clock.advanceAsync(500 + 1000 + 2000 + 4000 + 5000 - 20);
    expect(line.asked).toHaveLength(5);
    await clock.advanceAsync(20);
    expect(line.asked).toHaveLength(6);
    expect(logged.filter((text) => text.includes('is down'))).toHaveLength(1);
    line.refuse(undefined);
    await clock.advanceAsync(5000);
    expect(stats().state.kind).toBe('up');
    await clock.advanceAsync(10_000);
    line.last().end('gone');
    await clock.advanceAsync(500);
    expect(stats().opened).toBe(2);
  });

  test('[LK7] a peer that takes nothing costs 4 kB, then it is cut off', async () => {
    const { clock, line, router, stats } = await setUp(options);
    const stream = line.last();
    stream.stuck = true;
    for (let i = 0; i < 1000; i++) router.sendToAll(ping());
    expect(stream.waitingBytes()).toBeLessThanOrEqual(4096);
    expect(stats().unsent).toBe(1000 - stats().framesOut);
    expect(stats().unsent).toBeGreaterThan(700);
    await clock.advanceAsync(3200);
    expect(stream.closed).toBe(true);
    expect(stats()).toMatchObject({ state: { kind: 'down', reason: `${remote} takes nothing any more` } });
  });

  test('[LK5] removed while it is opening, or open, it leaves nothing', async () => {
    const { clock, line, router } = await setUp(options);
    await router.removeLink(options.name);
    expect([line.last().closed, clock.pending()]).toEqual([true, 0]);
    const again = router.addLink(options);
    await router.removeLink(options.name);
    await again;
    await router.removeLink(options.name);
    await clock.advanceAsync(100);
    expect([line.last().closed, clock.pending()]).toEqual([true, 0]);
  });
});

describe('silence', () => {
  test('[LK8] a TCP peer that was heard and is silent for 5 s is cut off and called again', async () => {
    const { clock, line, stats } = await setUp(TCP);
    await clock.advanceAsync(20_000);
    expect(stats().opened).toBe(1);
    line.last().say(beat());
    await clock.advanceAsync(5000);
    expect(stats().state.kind).toBe('up');
    await clock.advanceAsync(200);
    expect(line.last().closed).toBe(true);
    expect(stats().state).toEqual({ kind: 'down', reason: '192.0.2.7:5760 was silent for 5 s' });
  });

  test('[LK8] a serial line may be silent', async () => {
    const { clock, line, stats } = await setUp(SERIAL);
    line.last().say(beat());
    await clock.advanceAsync(60_000);
    expect(stats()).toMatchObject({ state: { kind: 'up' }, opened: 1 });
  });

  test('[FR12] what a bogus header holds back comes by itself', async () => {
    const { clock, line, received } = await setUp(SERIAL);
    line.last().say(new Uint8Array([0xfd, 255, 0, 0, 1, 1, 1, 0, 0, 0]));
    line.last().say(beat());
    expect(received).toHaveLength(0);
    await clock.advanceAsync(400);
    expect(received).toHaveLength(1);
  });
});

describe('TCP server', () => {
  test('[LK9] each peer has its own framer and sequence; one that left is forgotten', async () => {
    const { line, router, received, stats } = await setUp(SERVER);
    const [one, two] = [line.connect('192.0.2.1:1000'), line.connect('192.0.2.2:1000')];
    one.say(beat(1).subarray(0, 5));
    two.say(beat(2).subarray(0, 5));
    one.say(beat(1).subarray(5));
    two.say(beat(2).subarray(5));
    expect(received.map(({ from }) => from.sysid)).toEqual([1, 2]);
    router.sendToAll(ping());
    expect([one.sent.length, two.sent.length]).toEqual([1, 1]);
    one.end('192.0.2.1:1000: the other end closed it');
    expect(stats()).toMatchObject({ remotes: 1, state: { kind: 'up' } });
    router.sendToAll(ping());
    expect([one.sent.length, two.sent.length]).toEqual([1, 2]);
  });

  test('[LK9] the 257th peer is sent away', async () => {
    const { line, stats } = await setUp(SERVER);
    for (let i = 0; i < 256; i++) line.connect(`192.0.2.1:${1000 + i}`);
    expect(line.connect('192.0.2.2:1').closed).toBe(true);
    expect(stats().remotes).toBe(256);
  });

  test('[LK5] closing it ends listening and all peers', async () => {
    const { clock, line, router } = await setUp(SERVER);
    const peer = line.connect('192.0.2.1:1000');
    await router.removeLink('tower');
    expect([line.isListening(), peer.closed, clock.pending()]).toEqual([false, true, 0]);
  });

  test('[LK5] an address that cannot be listened on is a failure, or tried again where that is asked for', async () => {
    const refused = await setUp(SERVER, 'in use');
    expect(refused.opened).toMatchObject({ ok: false, error: { code: 'mavlink.link_bind' } });
    expect([refused.router.stats().links.length, refused.clock.pending()]).toEqual([0, 0]);
    const kept = await setUp({ ...SERVER, keepTrying: true }, 'in use');
    expect(kept.stats().state).toEqual({ kind: 'down', reason: 'in use' });
    kept.line.refuse(undefined);
    await kept.clock.advanceAsync(500);
    expect(kept.stats().state.kind).toBe('up');
  });
});
