import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Alarm } from '../../server/api/contract/system.ts';
import { call } from '../shared/client.ts';
import { alarmText } from '../shared/i18n/flight-words.ts';
import { errorText } from '../shared/i18n/translate.ts';
import { useAlarms } from '../shared/live/queries.ts';
import { useMay } from '../shared/session/session.tsx';
import { clockTimeS, shortMoment } from '../shared/time.ts';
import type { IconName } from '../shared/ui/icon.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import type { Tone } from '../shared/ui/tones.ts';
import { useNow } from '../shared/use-now.ts';
import type { Sound } from './alarm-sound.ts';
import { headline, latestFirst, openAlarms } from './alarms.ts';
import classes from './console.module.css';
import type { Selection } from './selection.ts';

const LOOK: Readonly<Record<Alarm['severity'], { tone: Tone; icon: IconName }>> = {
  critical: { tone: 'critical', icon: 'stop' },
  warning: { tone: 'attention', icon: 'alert' },
  info: { tone: 'work', icon: 'info' },
};

/** `order:…`, `flight:…` or `vehicle:…`: what a click on the alarm shows. */
const selectionOf = (subject: string): Selection | undefined => {
  const [kind, id] = subject.split(':');
  return (kind === 'order' || kind === 'flight' || kind === 'vehicle') && id ? { kind, id } : undefined;
};

const AlarmRow = (props: { alarm: Alarm; onSelect: (selection: Selection) => void }): ReactElement => {
  const { t } = useTranslation('console');
  const now = useNow();
  const may = useMay();
  const client = useQueryClient();
  const { alarm } = props;
  const subject = selectionOf(alarm.subject);
  const acknowledge = useMutation({
    mutationFn: () => call(contract.system.acknowledge, { params: { id: alarm.id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['system.alarms'] }),
  });
  return (
    <div className={classes['alarm']}>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Group gap={8}>
            <ToneBadge
              {...LOOK[alarm.severity]}
              size="sm"
              strong={alarm.severity === 'critical' && alarm.acknowledged === null}
            >
              {t(`alarms.severity.${alarm.severity}`)}
            </ToneBadge>
            <Text size="xs" c="dimmed">
              {shortMoment(alarm.raisedAt, now)}
              {alarm.clearedAt === null
                ? ''
                : ` · ${t('alarms.cleared', { time: clockTimeS(alarm.clearedAt) })}`}
            </Text>
          </Group>
          {subject === undefined ? (
            <Text size="sm">{alarmText(alarm)}</Text>
          ) : (
            <Button
              variant="transparent"
              color="gray"
              p={0}
              h="auto"
              styles={{
                inner: { overflow: 'visible' },
                label: {
                  whiteSpace: 'normal',
                  textAlign: 'left',
                  lineHeight: 1.4,
                  overflow: 'visible',
                  height: 'auto',
                  color: 'var(--mantine-color-text)',
                },
              }}
              onClick={() => props.onSelect(subject)}
            >
              {alarmText(alarm)}
            </Button>
          )}
          {acknowledge.error !== null && (
            <Text size="xs" c="var(--mantine-color-red-text)">
              {errorText(acknowledge.error)}
            </Text>
          )}
        </div>
        {alarm.acknowledged === null && may('alarm.work') ? (
          <Button
            size="compact-sm"
            variant="default"
            style={{ flex: 'none' }}
            loading={acknowledge.isPending}
            onClick={() => acknowledge.mutate()}
          >
            {t('alarms.acknowledge')}
          </Button>
        ) : (
          alarm.acknowledged !== null && (
            <Text size="xs" c="dimmed" ta="right">
              {t('alarms.acknowledgedBy', {
                name: alarm.acknowledged.by,
                time: clockTimeS(alarm.acknowledged.at),
              })}
            </Text>
          )
        )}
      </Group>
    </div>
  );
};

const SOUND_WORD = { on: 'soundOn', muted: 'soundOff', locked: 'soundLocked' } as const;

/** The worst alarm that nobody has acknowledged, in one line. */
const Headline = (props: { alarms: readonly Alarm[]; failed: boolean }): ReactElement => {
  const { t } = useTranslation('console');
  const first = headline(props.alarms);
  const open = openAlarms(props.alarms).length;
  if (props.failed) {
    return (
      <Text size="sm" fw={700} c="var(--mantine-color-orange-text)">
        {t('alarms.failed')}
      </Text>
    );
  }
  if (first === undefined) {
    return (
      <Text size="sm" c="dimmed" truncate>
        {t('alarms.none')}
      </Text>
    );
  }
  return (
    <>
      <span className={classes['fixed']}>
        <ToneBadge {...LOOK[first.severity]} strong={first.severity === 'critical'}>
          {t(`alarms.severity.${first.severity}`)} · {t('alarms.count', { n: open })}
        </ToneBadge>
      </span>
      <Text size="sm" fw={600} truncate title={alarmText(first)}>
        {alarmText(first)}
      </Text>
    </>
  );
};

/** One line while all is quiet; the worst open alarm in it otherwise, the whole list below when opened. */
export const AlarmList = (props: {
  sound: Sound;
  onToggleSound: () => void;
  onSelect: (selection: Selection) => void;
}): ReactElement => {
  const { t } = useTranslation('console');
  const query = useAlarms();
  const [shown, setShown] = useState(false);
  const alarms = query.data?.alarms ?? [];
  return (
    <>
      <div className={classes['head']}>
        <Group gap={8} wrap="nowrap" style={{ minWidth: 0 }} role="status" aria-live="assertive">
          <Text fw={700} size="sm" component="h2" style={{ whiteSpace: 'nowrap' }}>
            {t('alarms.title')}
          </Text>
          <Headline alarms={alarms} failed={query.isError} />
        </Group>
        <Group gap={4} wrap="nowrap" className={classes['fixed'] ?? ''}>
          {alarms.length > 0 && (
            <Button
              size="compact-xs"
              variant="default"
              aria-expanded={shown}
              onClick={() => setShown(!shown)}
            >
              {t(shown ? 'alarms.hide' : 'alarms.show')} {alarms.length}
            </Button>
          )}
          <Button
            className={classes['sound'] ?? ''}
            size="compact-xs"
            variant="subtle"
            color={props.sound === 'muted' ? 'orange' : 'gray'}
            aria-pressed={props.sound === 'muted'}
            title={t(props.sound === 'muted' ? 'alarms.unmute' : 'alarms.mute')}
            onClick={props.onToggleSound}
          >
            {t(`alarms.${SOUND_WORD[props.sound]}`)}
          </Button>
        </Group>
      </div>
      {shown && alarms.length > 0 && (
        <div className={classes['alarms']}>
          {latestFirst(alarms).map((alarm) => (
            <AlarmRow key={alarm.id} alarm={alarm} onSelect={props.onSelect} />
          ))}
        </div>
      )}
    </>
  );
};
