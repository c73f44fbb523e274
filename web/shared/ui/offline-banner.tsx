import { Alert } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../connection.ts';
import { Icon } from './icon.tsx';

/** A change of pages reconnects within a blink; the banner is for cuts that last. */
const SHOW_AFTER_MS = 2500;

/** Says that what is shown may be old. */
export const OfflineBanner = (): ReactElement | null => {
  const { t } = useTranslation();
  const offline = useConnection() === 'offline';
  const [show, setShow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShow(offline), offline ? SHOW_AFTER_MS : 0);
    return () => clearTimeout(timer);
  }, [offline]);
  if (!show) return null;
  return (
    <Alert role="status" color="orange" radius={0} p="xs" icon={<Icon name="offline" size={18} />}>
      {t('live.offlineBanner')}
    </Alert>
  );
};
