import { Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { shortMoment, slaOf, type Sla } from '../time.ts';
import { useNow } from '../use-now.ts';
import { Icon, type IconName } from './icon.tsx';

const LOOK: Readonly<Record<Sla['kind'], { color: string | undefined; icon: IconName }>> = {
  far: { color: undefined, icon: 'clock' },
  ahead: { color: undefined, icon: 'clock' },
  soon: { color: 'var(--mantine-color-orange-text)', icon: 'hourglass' },
  late: { color: 'var(--mantine-color-red-text)', icon: 'alert' },
};

/** Counts down to a promised moment (ms since 1970) and says in words how late it is afterwards. */
export const SlaClock = (props: { dueAt: number; size?: 'sm' | 'md' | 'xl' }): ReactElement => {
  const { t } = useTranslation();
  const now = useNow();
  const sla = slaOf(props.dueAt, now);
  const look = LOOK[sla.kind];
  const words =
    sla.kind === 'late'
      ? t('sla.late', { time: sla.text })
      : sla.kind === 'far'
        ? t('sla.due', { time: shortMoment(props.dueAt, now) })
        : t('sla.left', { time: sla.text });
  return (
    <Group gap={4} wrap="nowrap" c={look.color ?? ''} role="timer">
      <Icon name={look.icon} size={props.size === 'xl' ? 22 : 14} />
      <Text span size={props.size ?? 'sm'} fw={600} style={{ whiteSpace: 'nowrap' }}>
        {words}
      </Text>
    </Group>
  );
};
