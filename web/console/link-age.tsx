import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ageSeconds, freshness } from '../shared/live/age.ts';
import { Icon } from '../shared/ui/icon.tsx';

/** How long nothing was heard: a word as well as a colour. */
export const LinkAge = ({ ageMs }: { ageMs: number | null }): ReactElement => {
  const { t } = useTranslation('console');
  const state = freshness(ageMs);
  const s = ageMs === null ? 0 : ageSeconds(ageMs);
  if (state === 'fresh') {
    return (
      <Text span size="xs" c="dimmed">
        {t('fleet.fresh', { s })}
      </Text>
    );
  }
  const words =
    state === 'never'
      ? t('fleet.never')
      : state === 'lost'
        ? t('fleet.lost', { s })
        : t('fleet.stale', { s });
  return (
    <Text
      span
      size="xs"
      fw={700}
      c={state === 'lost' ? 'var(--mantine-color-red-text)' : 'dimmed'}
      style={{ display: 'inline-flex', alignItems: 'center', gap: 4, whiteSpace: 'nowrap' }}
    >
      <Icon name="offline" size={13} />
      {words}
    </Text>
  );
};
