import type { Clock } from '../core/clock.ts';
import type { Heard, LinkPort, LinkStatus } from '../fleet/links-service.ts';
import type { LinkStats } from '../mavlink/link.ts';
import type { Station } from '../mavlink/station.ts';

const AUTOPILOTS: Readonly<Record<number, string>> = { 3: 'ArduPilot', 12: 'PX4' };

const statusOf = (stats: LinkStats): Omit<LinkStatus, 'error'> => ({
  name: stats.name,
  host: stats.local?.host ?? '',
  port: stats.local?.port ?? 0,
  up: stats.remotes > 0,
  rxFrames: stats.framesIn,
  txFrames: stats.framesOut,
  dropped: { ...stats.drops, limited: stats.limited },
});

/** The MAVLink station as the fleet stage sees it. */
export const linkPortOf = (station: Station, clock: Clock): LinkPort => ({
  add: async ({ name, host, port }) => {
    const added = await station.addLink({ name, local: { host, port } });
    if (!added.ok) throw new Error(added.error.message);
  },
  remove: (name) => station.removeLink(name),
  status: () => station.stats().links.map(statusOf),
  heard: () =>
    station.vehicles().map((vehicle): Omit<Heard, 'registeredAs'> => {
      const snapshot = vehicle.snapshot();
      return {
        link: snapshot.link,
        sysid: snapshot.sysid,
        compid: snapshot.compid,
        autopilot: AUTOPILOTS[snapshot.heartbeat.autopilot] ?? `autopilot ${snapshot.heartbeat.autopilot}`,
        type: snapshot.heartbeat.type,
        firmware: snapshot.version?.firmware ?? '',
        uid: snapshot.version?.uid2 ?? '',
        lastHeardMsAgo: Math.round(clock.mono() - snapshot.lastHeartbeat),
      };
    }),
});
