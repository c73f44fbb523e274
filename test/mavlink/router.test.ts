import { common, minimal } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { encodeFields, messageOf } from '../../server/mavlink/codec.ts';
import { createHeartbeat } from '../../server/mavlink/heartbeat.ts';
import { FRAMES_PER_SECOND } from '../../server/mavlink/links/remotes.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import type { Received } from '../../server/mavlink/protocol.ts';
import type { Conflict } from '../../server/mavlink/paths/claims.ts';
import { createRouter, type RawFrame } from '../../server/mavlink/router.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { at, fakeNet, SELF, wirePeer } from './support.ts';

const OURS = at(14_550);
const beat = () => messageOf(minimal.Heartbeat, { type: 2, autopilot: 12 });
const ping = () => messageOf(common.ParamRequestRead, { paramId: 'A', paramIndex: -1 });

const setUp = async (remote?: ReturnType<typeof at>) => {
  const clock = fakeClock();
  const net = fakeNet();
  const logged: string[] = [];
  const router = createRouter({ clock, net: net.net, self: SELF, log: (_, text) => logged.push(text) });
  const opened = await router.addLink({ name: 'gcs', local: OURS, ...(remote ? { remote } : {}) });
  if (!opened.ok) throw new Error(opened.error.message);
  const received: Received[] = [];
  router.onMessage((message) => received.push(message));
  const peer = (port: number, sysid: number) =>
    wirePeer(net, at(port), { id: { sysid, compid: 1 }, to: OURS });
  return { clock, net, router, received, logged, peer };
};

describe('links', () => {
  test('[LK1] each remote sees its own sequence without gaps', async () => {
    const { router, peer } = await setUp();
    const [one, two] = [peer(1001, 1), peer(1002, 2)];
    one.say(beat());
    two.say(beat());
    for (let i = 0; i < 3; i++) router.sendToAll(ping());
    router.send(ping(), { sysid: 2, compid: 1 });
    expect([one.seqs, two.seqs]).toEqual([
      [0, 1, 2],
      [0, 1, 2, 3],
    ]);
  });

  test('[LK2] a flood of one remote is cut at 8,000 a second, another one is heard', async () => {
    const { router, received, peer } = await setUp();
    const [loud, quiet] = [peer(1001, 1), peer(1002, 2)];
    for (let i = 0; i < FRAMES_PER_SECOND + 1000; i++) loud.say(beat());
    quiet.say(beat());
    expect(received.filter((r) => r.from.sysid === 1)).toHaveLength(FRAMES_PER_SECOND);
    expect(received.filter((r) => r.from.sysid === 2)).toHaveLength(1);
    expect(router.stats().links[0]?.limited).toBe(1000);
  });

  test('[LK2] after a second the remote is heard again', async () => {
    const { clock, received, peer } = await setUp();
    const loud = peer(1001, 1);
    for (let i = 0; i < FRAMES_PER_SECOND + 1000; i++) loud.say(beat());
    clock.advance(1000);
    received.length = 0;
    loud.say(beat());
    expect(received).toHaveLength(1);
  });

  test('[LK3] a socket that fails is counted and works again', async () => {
    const { net, router, peer } = await setUp();
    const one = peer(1001, 1);
    one.say(beat());
    const socket = net.socket(OURS);
    if (socket === undefined) throw new Error('no socket');
    socket.failing = true;
    router.sendToAll(ping());
    socket.failing = false;
    router.sendToAll(ping());
    expect(router.stats().links[0]).toMatchObject({ sendErrors: 1, lastError: 'network is unreachable' });
    expect(one.heard).toHaveLength(1);
  });

  test('[LK4] a fixed remote is spoken to before it was heard', async () => {
    const net = await setUp(at(1001));
    const one = net.peer(1001, 1);
    net.router.sendToAll(ping());
    expect(one.heard).toHaveLength(1);
  });

  test('[LK4] the 257th remote is not remembered', async () => {
    const { router, received, peer } = await setUp();
    for (let i = 0; i < 257; i++) peer(2000 + i, (i % 250) + 1).say(beat());
    expect(router.stats().links[0]).toMatchObject({ remotes: 256, limited: 1 });
    expect(received.length).toBeLessThanOrEqual(256);
  });
});

describe('router', () => {
  test('[RT1] a message goes where its target was heard and nowhere else', async () => {
    const { router, peer } = await setUp();
    const [one, two] = [peer(1001, 1), peer(1002, 2)];
    one.say(beat());
    two.say(beat());
    expect(router.send(ping(), { sysid: 2, compid: 1 }).ok).toBe(true);
    expect([one.heard.length, two.heard.length]).toEqual([0, 1]);
    const nobody = router.send(ping(), { sysid: 3, compid: 1 });
    expect(nobody).toMatchObject({ ok: false, error: { code: 'mavlink.no_route' } });
  });

  test('[RT2] a second claimant is reported and not listened to while the first lives', async () => {
    const { clock, router, received, peer } = await setUp();
    const conflicts: Conflict[] = [];
    router.onConflict((conflict) => conflicts.push(conflict));
    const [first, second] = [peer(1001, 1), peer(1002, 1)];
    for (let i = 0; i < 5; i++) {
      first.say(beat());
      second.say(beat());
      clock.advance(1000);
    }
    expect(conflicts).toEqual([]);
    second.say(beat());
    second.say(beat());
    expect(received).toHaveLength(5);
    expect(conflicts).toMatchObject([{ id: { sysid: 1 }, refused: 'gcs 127.0.0.1:1002' }]);
    clock.advance(3001);
    second.say(beat());
    expect(received).toHaveLength(6);
    router.send(ping(), { sysid: 1, compid: 1 });
    expect([first.heard.length, second.heard.length]).toEqual([0, 1]);
  });

  test('[RT3] the tap sees both directions as on the wire', async () => {
    const { router, peer } = await setUp();
    const raws: RawFrame[] = [];
    router.onRaw((raw) => raws.push({ ...raw, bytes: new Uint8Array(raw.bytes) }));
    const one = peer(1001, 1);
    const bytes = encodeFields(minimal.Heartbeat, { autopilot: 12 }, { sysid: 1, compid: 1, seq: 9 });
    one.raw(bytes);
    router.sendToAll(ping());
    expect(raws.map((raw) => raw.direction)).toEqual(['in', 'out']);
    expect(raws[0]?.bytes).toEqual(bytes);
  });

  test('[RT4] our own system id and system 0 are not delivered', async () => {
    const { router, received, peer } = await setUp();
    peer(1001, SELF.sysid).say(beat());
    peer(1002, 0).say(beat());
    expect(received).toEqual([]);
    expect(router.stats().impostors).toBe(2);
  });

  test('[RT5] a subscriber that throws hurts nobody else', async () => {
    const { router, logged, peer } = await setUp();
    let heard = 0;
    router.onMessage(() => {
      throw new Error('a bug');
    });
    router.onMessage(() => heard++);
    peer(1001, 1).say(beat());
    expect(heard).toBe(1);
    expect(logged.some((text) => text.includes('a bug'))).toBe(true);
  });

  test('[RT6] a rejected place loses the id to the next one that claims it, and is not listened to', async () => {
    const { clock, router, received, peer } = await setUp();
    const [wrong, right] = [peer(1001, 1), peer(1002, 1)];
    wrong.say(beat());
    router.reject({ sysid: 1, compid: 1 });
    wrong.say(beat());
    right.say(beat());
    expect(received.map(({ place }) => place)).toEqual(['gcs 127.0.0.1:1001', 'gcs 127.0.0.1:1002']);
    clock.advance(61_000);
    wrong.say(beat());
    expect(received).toHaveLength(3);
  });

  test('[RT6] forged ids fill the table for a minute only', async () => {
    const { clock, net, received } = await setUp();
    const forge = (port: number, sysid: number, compid: number): void =>
      wirePeer(net, at(port), { id: { sysid, compid }, to: OURS }).say(beat());
    let port = 2000;
    for (let compid = 1; compid <= 5; compid++)
      for (let sysid = 1; sysid <= 254; sysid++) {
        // A few places, so that not the number of remotes is what ends.
        port = port >= 2100 ? 2000 : port + 1;
        void net.socket(at(port))?.close();
        forge(port, sysid, compid);
      }
    expect(received).toHaveLength(1024);
    clock.advance(61_000);
    wirePeer(net, at(3000), { id: { sysid: 7, compid: 6 }, to: OURS }).say(beat());
    expect(received).toHaveLength(1025);
  });
});

describe('our heartbeat', () => {
  test('[HB1] 1 Hz to everybody, as a ground station', async () => {
    const { clock, router, peer } = await setUp();
    const [one, two] = [peer(1001, 1), peer(1002, 2)];
    one.say(beat());
    two.say(beat());
    const heartbeat = createHeartbeat({ clock, log: silentLog, send: (m) => router.sendToAll(m) });
    for (let i = 0; i < 10; i++) {
      heartbeat.feed();
      clock.advance(500);
    }
    expect([one.count('HEARTBEAT'), two.count('HEARTBEAT')]).toEqual([5, 5]);
    expect(one.heard[0]?.fields).toMatchObject({ type: 6, autopilot: 8, mavlinkVersion: 3 });
    heartbeat.stop();
  });

  test('[HB2] unfed it never starts, starved it stops and says so once', () => {
    const clock = fakeClock();
    const sent: number[] = [];
    const said: string[] = [];
    const heartbeat = createHeartbeat({
      clock,
      log: (level) => said.push(level),
      send: () => sent.push(clock.mono()),
    });
    clock.advance(3000);
    expect(sent).toEqual([]);
    heartbeat.feed();
    clock.advance(6000);
    expect(sent).toEqual([4000, 5000]);
    expect([heartbeat.state(), said]).toEqual(['starved', ['error']]);
    heartbeat.feed();
    clock.advance(1000);
    expect([sent.length, heartbeat.state()]).toEqual([3, 'beating']);
    heartbeat.stop();
  });
});
