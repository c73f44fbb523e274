import { Alert, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useGroundStopSince } from '../live/hooks.ts';
import { useMay } from '../session/session.tsx';
import { clockTime } from '../time.ts';
import { Icon } from './icon.tsx';

/** Says on every page that nothing takes off. */
export const GroundStopBanner = (): ReactElement | null => {
  const { t } = useTranslation();
  const may = useMay();
  const since = useGroundStopSince();
  if (since === null) return null;
  return (
    <Alert
      role="alert"
      color="red"
      variant="filled"
      radius={0}
      p="xs"
      icon={<Icon name="stop" size={18} />}
      title={t('groundStop.title', { time: clockTime(since) })}
    >
      {!may('flight.read.all') && (
        <Text size="sm" c="inherit">
          {t('groundStop.hospital')}
        </Text>
      )}
    </Alert>
  );
};
