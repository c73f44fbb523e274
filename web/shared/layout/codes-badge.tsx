import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSystemInfo } from '../queries.ts';

/** Says on every page that launches need no one-time code: a switch of the demo. */
export const CodesBadge = (): ReactElement | null => {
  const { t } = useTranslation('preflight');
  const info = useSystemInfo().data;
  if (info === undefined || info.totp) return null;
  return (
    <Badge
      color="grape"
      variant="light"
      size="sm"
      style={{ flexShrink: 1, minWidth: 0 }}
      title={t('code.off')}
    >
      {t('code.badge')}
    </Badge>
  );
};
