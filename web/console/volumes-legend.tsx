import { Checkbox, Group, Text, useComputedColorScheme } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanView } from '../../server/api/contract/plan-view.ts';
import { number } from '../shared/live/format.ts';
import { VOLUME_KINDS, VOLUME_STYLES, volumeColour, type VolumeKind } from '../shared/map/volume-style.ts';
import { recall, remember } from '../shared/remembered.ts';
import classes from './console.module.css';

const KEY = 'console.volumes';

/** Whether the outlines of the selected flight are drawn; kept on this device, shown until somebody hides them. */
export const useVolumesShown = (): readonly [boolean, (shown: boolean) => void] => {
  const [shown, setShown] = useState(() => recall(KEY) !== 'hidden');
  const change = (next: boolean): void => {
    setShown(next);
    remember(KEY, next ? 'shown' : 'hidden');
  };
  return [shown, change];
};

const Sample = ({ kind, dark }: { kind: VolumeKind; dark: boolean }): ReactElement => {
  const { dash, weight, fillOpacity } = VOLUME_STYLES[kind];
  const colour = volumeColour(kind, dark);
  return (
    <svg width="34" height="12" aria-hidden="true" style={{ flex: 'none' }}>
      <rect width="34" height="12" fill={colour} fillOpacity={fillOpacity} />
      <line x1="1" y1="6" x2="33" y2="6" stroke={colour} strokeWidth={weight} strokeDasharray={dash} />
    </svg>
  );
};

/** What of the outlines there is, with its size in words. */
const useEntries = (plan: PlanView): readonly (readonly [VolumeKind, string])[] => {
  const { t } = useTranslation('map');
  const { volumes, fence, reach } = plan;
  const has: Readonly<Record<VolumeKind, boolean>> = {
    geography: volumes !== null,
    contingency: volumes !== null,
    groundRisk: volumes !== null,
    fence: fence.some(({ inclusion }) => inclusion),
    fenceOut: fence.some(({ inclusion }) => !inclusion),
    reach: reach.length > 0,
  };
  const sizes = {
    geography: number(volumes?.geographyM ?? 0),
    contingency: number(volumes?.contingencyM ?? 0),
    groundRisk: number(volumes?.groundRiskM ?? 0),
  };
  return VOLUME_KINDS.filter((kind) => has[kind]).map((kind) => [kind, t(`volume.${kind}`, sizes)]);
};

/** The switch of the outlines, and what each line means. */
export const VolumesLegend = (props: {
  plan: PlanView;
  shown: boolean;
  onShown: (shown: boolean) => void;
}): ReactElement => {
  const { t } = useTranslation('map');
  const dark = useComputedColorScheme('light') === 'dark';
  const { plan, shown, onShown } = props;
  const entries = useEntries(plan);
  return (
    <div className={classes['volumes']}>
      <Checkbox
        size="xs"
        label={t('volumes')}
        checked={shown}
        onChange={(event) => onShown(event.currentTarget.checked)}
      />
      {shown && (
        <Group component="ul" gap="4px 14px" className={classes['legend'] ?? ''}>
          {entries.map(([kind, words]) => (
            <li key={kind}>
              <Sample kind={kind} dark={dark} />
              <Text span size="xs">
                {words}
              </Text>
            </li>
          ))}
        </Group>
      )}
    </div>
  );
};
