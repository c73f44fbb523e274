import { Alert, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFlightOnly, useGroundStopSince } from '../live/hooks.ts';
import { useMay } from '../session/session.tsx';
import { clockTime } from '../time.ts';
import { Icon } from './icon.tsx';

/** What stops the work of everybody, on every page: since when, and what that means for the reader. */
const StopBanner = ({ title, text }: { title: string; text: string | undefined }): ReactElement => (
  <Alert
    role="alert"
    color="red"
    variant="filled"
    radius={0}
    p="xs"
    icon={<Icon name="stop" size={18} />}
    title={title}
  >
    {text !== undefined && (
      <Text size="sm" c="inherit">
        {text}
      </Text>
    )}
  </Alert>
);

/** Flight-only mode (why, what works and what does not, the one thing to do), and a ground stop. */
export const StopBanners = (): ReactElement => {
  const { t } = useTranslation();
  const may = useMay();
  const outage = useFlightOnly();
  const stopped = useGroundStopSince();
  const outageText = (trouble: NonNullable<typeof outage>['trouble']): string =>
    [
      t(`flightOnly.trouble.${trouble}`),
      ...(may('fleet.live')
        ? [t('flightOnly.works'), t('flightOnly.fails'), t(`flightOnly.todo.${trouble}`)]
        : [t('flightOnly.phone')]),
    ].join(' ');
  return (
    <>
      {outage !== null && (
        <StopBanner
          title={t('flightOnly.title', { time: clockTime(outage.since) })}
          text={outageText(outage.trouble)}
        />
      )}
      {stopped !== null && (
        <StopBanner
          title={t('groundStop.title', { time: clockTime(stopped) })}
          text={may('flight.read.all') ? undefined : t('groundStop.hospital')}
        />
      )}
    </>
  );
};
