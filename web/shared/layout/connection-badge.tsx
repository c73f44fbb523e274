import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection, type Connection } from '../connection.ts';
import type { IconName } from '../ui/icon.tsx';
import { ToneBadge } from '../ui/state-badge.tsx';
import type { Tone } from '../ui/tones.ts';

const LOOK: Readonly<Record<Connection, { tone: Tone; icon: IconName }>> = {
  live: { tone: 'done', icon: 'live' },
  behind: { tone: 'attention', icon: 'hourglass' },
  ended: { tone: 'attention', icon: 'lock' },
  connecting: { tone: 'wait', icon: 'hourglass' },
  offline: { tone: 'attention', icon: 'offline' },
};

/** Whether what is seen is what is. */
export const ConnectionBadge = (): ReactElement => {
  const { t } = useTranslation();
  const connection = useConnection();
  return (
    <span role="status">
      <ToneBadge {...LOOK[connection]}>{t(`live.${connection}`)}</ToneBadge>
    </span>
  );
};
