import { Alert, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFlightOnly } from '../live/hooks.ts';
import { useMay } from '../session/session.tsx';
import { clockTime } from '../time.ts';
import { Icon } from './icon.tsx';

/** Says, in flight-only mode, why, what works and what does not, and the one thing to do. */
export const FlightOnlyBanner = (): ReactElement | null => {
  const { t } = useTranslation();
  const may = useMay();
  const outage = useFlightOnly();
  if (outage === null) return null;
  const { since, trouble } = outage;
  return (
    <Alert
      role="alert"
      color="red"
      variant="filled"
      radius={0}
      p="xs"
      icon={<Icon name="stop" size={18} />}
      title={t('flightOnly.title', { time: clockTime(since) })}
    >
      <Text size="sm" c="inherit">
        {may('fleet.live')
          ? `${t(`flightOnly.trouble.${trouble}`)} ${t('flightOnly.works')} ${t('flightOnly.fails')} ${t(`flightOnly.todo.${trouble}`)}`
          : `${t(`flightOnly.trouble.${trouble}`)} ${t('flightOnly.phone')}`}
      </Text>
    </Alert>
  );
};
