import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanView } from '../../server/api/contract/plan-view.ts';
import { distance, number } from '../shared/live/format.ts';

const WIDTH = 320;
const HEIGHT = 110;
/** Room for the axis, pixels. */
const LEFT = 34;
const BOTTOM = 16;
/** True height that the law allows, metres above ground. */
const LEGAL_AGL_M = 120;

type Point = readonly [alongM: number, amslM: number];

/** What is flown: up from the pad, along each leg at its height, down. Metres along the way, metres AMSL. */
const flownOf = ({ profile, legs }: Drawn): Point[] => {
  const points: Point[] = [[0, profile.takeoffAmslM]];
  let alongM = 0;
  for (const leg of legs) {
    const heightM = profile.takeoffAmslM + leg.relAltM;
    points.push([alongM, heightM], [alongM + leg.distanceM, heightM]);
    alongM += leg.distanceM;
  }
  return [...points, [alongM, profile.landingAmslM]];
};

type Drawn = { readonly profile: PlanView['profile']; readonly legs: PlanView['legs'] };

/** Stretches of ground that are known; a file with holes gives several. */
const groundOf = ({ stepM, amslM }: Drawn['profile']): Point[][] => {
  const parts: Point[][] = [[]];
  for (const [i, height] of amslM.entries()) {
    if (height === null) parts.push([]);
    else parts.at(-1)?.push([i * stepM, height]);
  }
  return parts.filter((part) => part.length > 1);
};

const scaleOf = (all: readonly Point[]) => {
  const longM = Math.max(...all.map(([x]) => x));
  const lowM = Math.min(...all.map(([, y]) => y)) - 10;
  const highM = Math.max(...all.map(([, y]) => y)) + 10;
  return {
    lowM,
    highM,
    longM,
    line: (points: readonly Point[]): string =>
      points
        .map(([x, y]) => {
          const px = LEFT + (x / longM) * (WIDTH - LEFT);
          const py = (HEIGHT - BOTTOM) * (1 - (y - lowM) / (highM - lowM));
          return `${px.toFixed(1)},${py.toFixed(1)}`;
        })
        .join(' '),
  };
};

/** Side view: ground, what is flown with climbs and descents, and 120 m true height above the ground. */
export const ProfileChart = ({ plan }: { plan: PlanView }): ReactElement | null => {
  const { t } = useTranslation('console');
  if (plan.legs.length === 0) return null;
  const drawn = { profile: plan.profile, legs: plan.legs };
  const flown = flownOf(drawn);
  const ground = groundOf(plan.profile);
  const legal = ground.map((part) => part.map(([x, y]): Point => [x, y + LEGAL_AGL_M]));
  const scale = scaleOf([...flown, ...ground.flat(), ...legal.flat()]);
  const axis = { fill: 'currentColor', fontSize: 10 };
  const known = plan.profile.isKnown ? t('profile.legend') : t('profile.legendFlat');
  return (
    <figure style={{ margin: '8px 0 0' }}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        style={{ width: '100%', maxWidth: 480 }}
        role="img"
        aria-label={t('profile.label', {
          low: number(scale.lowM + 10),
          high: number(Math.max(...flown.map(([, y]) => y))),
        })}
      >
        {ground.map((part) => (
          <polyline
            key={part[0]?.join()}
            points={scale.line(part)}
            fill="none"
            stroke="currentColor"
            strokeWidth={2}
          />
        ))}
        {legal.map((part) => (
          <polyline
            key={part[0]?.join()}
            points={scale.line(part)}
            fill="none"
            stroke="currentColor"
            strokeDasharray="2 4"
            strokeWidth={1}
          />
        ))}
        <polyline
          points={scale.line(flown)}
          fill="none"
          stroke="var(--mantine-primary-color-filled)"
          strokeWidth={2}
          strokeDasharray="8 3"
        />
        <text x={0} y={10} {...axis}>
          {number(scale.highM)}
        </text>
        <text x={0} y={HEIGHT - BOTTOM} {...axis}>
          {number(scale.lowM)}
        </text>
        <text x={WIDTH} y={HEIGHT - 3} textAnchor="end" {...axis}>
          {distance(scale.longM)}
        </text>
      </svg>
      <Text component="figcaption" size="xs" c="dimmed">
        {known}
      </Text>
    </figure>
  );
};
