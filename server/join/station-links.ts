import type { Clock } from '../core/clock.ts';
import type { LinkAddress } from '../api/contract/link.ts';
import type { Heard, LinkPort, LinkTelemetry } from '../fleet/links-service.ts';
import type { LinkOptions, LinkStats } from '../mavlink/link.ts';
import type { Station } from '../mavlink/station.ts';

const AUTOPILOTS: Readonly<Record<number, string>> = { 3: 'ArduPilot', 12: 'PX4' };

const statusOf = (stats: LinkStats): LinkTelemetry => ({
  name: stats.name,
  localPort: stats.local?.port,
  state: stats.state.kind,
  error: stats.state.kind === 'down' ? stats.state.reason : '',
  opened: stats.opened,
  remotes: stats.remotes,
  rxFrames: stats.framesIn,
  txFrames: stats.framesOut,
  unsent: stats.unsent + stats.sendErrors,
  dropped: { ...stats.drops, limited: stats.limited },
});

const optionsOf = ({ name, kind, host, port, device, baud, priority }: LinkAddress): LinkOptions => {
  switch (kind) {
    case 'udp':
      return { name, priority, kind, local: { host, port } };
    case 'tcp-server':
      return { name, priority, kind, local: { host, port } };
    case 'tcp-client':
      return { name, priority, kind, remote: { host, port } };
    case 'serial':
      return { name, priority, kind, device, baud };
  }
};

/** The MAVLink station as the fleet stage sees it. */
export const linkPortOf = (station: Station, clock: Clock): LinkPort => ({
  add: async (address, keepTrying) => {
    const added = await station.addLink({ ...optionsOf(address), keepTrying });
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
        paths: (snapshot.paths ?? []).map(({ link, place, active, proven, lastHeard, loss }) => ({
          link,
          place,
          active,
          proven,
          lastHeardMsAgo: Math.round(clock.mono() - lastHeard),
          loss: loss ?? null,
        })),
      };
    }),
});
