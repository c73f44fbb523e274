import { Alert } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveStatus } from '../shared/live/hooks.ts';
import { Icon } from '../shared/ui/icon.tsx';

/** Says beside the commands that they may not get through. */
export const ConnectionWarning = (): ReactElement | null => {
  const { t } = useTranslation('console');
  const status = useLiveStatus();
  if (status === 'live') return null;
  return (
    <Alert color="orange" p="xs" mb="xs" icon={<Icon name="offline" size={18} />} title={t(`live.${status}`)}>
      {t('live.commandsDoubtful')}
    </Alert>
  );
};
