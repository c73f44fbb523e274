import Flatbush from 'flatbush';
import { areaDelays } from './area-meeting.ts';
import { meetingDelays, type DelayInterval } from './meeting.ts';
import { boxOf, windowOf, type Corridor, type Volume } from './volume.ts';

/** Somebody else's use of the air: a flight of ours or an operational intent of another operator. */
export type Other = {
  readonly id: string;
  /** What people know it by: the flight's number, the intent's source. */
  readonly name: string;
  readonly kind: 'flight' | 'intent';
  readonly volumes: readonly Volume[];
};

/**
 * All others, indexed by place. Heights and times are compared in the search's filter: a flight has some ten volumes,
 * so that cutting them into slices of time would make more of them than the filter has to look at.
 */
export type Traffic = {
  readonly others: readonly Other[];
  readonly volumes: readonly {
    readonly other: Other;
    readonly volume: Volume;
    readonly window: readonly [number, number];
  }[];
  readonly index: Flatbush | undefined;
};

export const trafficOf = (others: readonly Other[]): Traffic => {
  const volumes = others.flatMap((other) =>
    other.volumes.map((volume) => ({ other, volume, window: windowOf(volume) })),
  );
  if (volumes.length === 0) return { others, volumes, index: undefined };
  const index = new Flatbush(volumes.length);
  for (const { volume } of volumes) index.add(...boxOf(volume));
  index.finish();
  return { others, volumes, index };
};

/** Two volumes that meet in place and height, with the departures of ours at which they meet in time as well. */
export type Meeting = {
  readonly other: Other;
  readonly own: Corridor;
  readonly theirs: Volume;
  readonly delays: DelayInterval;
};

const delaysOf = (own: Corridor, theirs: Volume): readonly DelayInterval[] => {
  if (theirs.kind === 'area') return areaDelays(own, theirs);
  const delays = meetingDelays(own, theirs);
  return delays === undefined ? [] : [delays];
};

/** All meetings for departures from the planned one to `latestS` seconds later. */
export const meetingsOf = (own: readonly Corridor[], traffic: Traffic, latestS: number): Meeting[] =>
  own.flatMap((volume) => {
    const [fromS, toS] = windowOf(volume);
    const isNear = (i: number): boolean => {
      const near = traffic.volumes[i];
      return (
        near !== undefined &&
        near.volume.lowM < volume.highM &&
        volume.lowM < near.volume.highM &&
        near.window[1] > fromS &&
        near.window[0] < toS + latestS
      );
    };
    const near = traffic.index?.search(...boxOf(volume), isNear) ?? [];
    return near.flatMap((i) => {
      const { other, volume: theirs } = traffic.volumes[i] as Traffic['volumes'][number];
      return delaysOf(volume, theirs).map((delays): Meeting => ({ other, own: volume, theirs, delays }));
    });
  });

const isMetAt = ([fromS, toS]: DelayInterval, delayS: number): boolean => fromS < delayS && delayS < toS;

/** The meetings of the departure as planned: true conflicts in place, height and time. */
export const conflictsOf = (own: readonly Corridor[], traffic: Traffic): Meeting[] =>
  meetingsOf(own, traffic, 0).filter(({ delays }) => isMetAt(delays, 0));

/** The smallest delay of whole seconds at which nothing is met; undefined: none up to `latestS`. */
export const smallestDelayS = (meetings: readonly Meeting[], latestS: number): number | undefined => {
  let delayS = 0;
  for (const [fromS, toS] of meetings.map(({ delays }) => delays).toSorted(([a], [b]) => a - b)) {
    if (fromS >= delayS) break;
    if (toS > delayS) delayS = Math.ceil(toS);
  }
  return delayS <= latestS ? delayS : undefined;
};
