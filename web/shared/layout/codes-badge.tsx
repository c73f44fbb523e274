import { Badge, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSystemInfo } from '../queries.ts';

/** Launches need no one-time code: a switch of the demo, and every page says so. */
const useIsOff = (): boolean => useSystemInfo().data?.totp === false;

export const CodesBadge = (): ReactElement | null => {
  const { t } = useTranslation('preflight');
  if (!useIsOff()) return null;
  return (
    <Badge tt="none" color="grape" variant="light" size="sm" visibleFrom="sm" title={t('code.off')}>
      {t('code.badge')}
    </Badge>
  );
};

/** The same on a phone, whose top bar has no room for it. */
export const CodesLine = (): ReactElement | null => {
  const { t } = useTranslation('preflight');
  if (!useIsOff()) return null;
  return (
    <Text hiddenFrom="sm" size="xs" ta="center" fw={600} bg="var(--mantine-color-grape-light)">
      {t('code.badge')}
    </Text>
  );
};
