import type { LonLat } from '../../core/geo.ts';
import type { Issue } from '../../core/issue.ts';
import type { Volume } from '../conflict/volume.ts';
import type { Plane } from '../geometry.ts';
import type { IntentDetails, Volume4d } from './f3548.ts';
import { geoidM } from './geoid.ts';

/** Added above and below what others say: our geoid is good to a metre, theirs to who knows what. Metres. Assumption. */
const DATUM_DOUBT_M = 2;

const allOf = ({ volumes, off_nominal_volumes }: IntentDetails): readonly Volume4d[] => [
  ...volumes,
  ...off_nominal_volumes,
];

const placeOf = ({ volume }: Volume4d): LonLat => {
  const corner = volume.outline_circle?.center ?? volume.outline_polygon?.vertices[0];
  return [corner?.lng ?? 0, corner?.lat ?? 0];
};

/** What keeps the volumes from being compared with our flights; their schema has been checked before. */
export const intentIssues = (details: IntentDetails): Issue[] =>
  allOf(details).flatMap((volume, i): Issue[] => {
    if (geoidM(placeOf(volume)) !== undefined) return [];
    return [
      {
        id: 'intent.datum',
        severity: 'blocker',
        place: `volumes.${i}`,
        sentence: `Volume ${i + 1} lies where the height of the geoid is not known: expected 118.25 to 119.25° E, 31.75 to 32.5° N.`,
        params: { n: i + 1 },
      },
    ];
  });

/** First and last moment of all volumes, milliseconds since 1970 UTC. */
export const intentWindow = (details: IntentDetails): readonly [from: number, to: number] => {
  const all = allOf(details);
  return [
    Math.min(...all.map(({ time_start }) => Date.parse(time_start.value))),
    Math.max(...all.map(({ time_end }) => Date.parse(time_end.value))),
  ];
};

const volumeOf = (from: Volume4d, plane: Plane): Volume => {
  const undulationM = geoidM(placeOf(from)) ?? 0;
  const { outline_circle: circle, outline_polygon: polygon, altitude_lower, altitude_upper } = from.volume;
  const band = {
    lowM: (altitude_lower?.value ?? 0) - undulationM - DATUM_DOUBT_M,
    highM: (altitude_upper?.value ?? 0) - undulationM + DATUM_DOUBT_M,
    fromS: Date.parse(from.time_start.value) / 1000,
    toS: Date.parse(from.time_end.value) / 1000,
  };
  if (circle != null) {
    const centre = plane.toPlane([circle.center.lng, circle.center.lat]);
    const exact = { earlyS: [0, 0], lateS: [0, 0] } as const;
    return { ...band, ...exact, kind: 'corridor', a: centre, b: centre, halfM: circle.radius.value };
  }
  const ring = (polygon?.vertices ?? []).map(({ lat, lng }) => plane.toPlane([lng, lat]));
  return { ...band, kind: 'area', ring };
};

/** The volumes of an intent in our plane, heights AMSL. */
export const intentVolumes = (details: IntentDetails, plane: Plane): Volume[] =>
  allOf(details).map((volume) => volumeOf(volume, plane));
