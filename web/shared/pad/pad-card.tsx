import { Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../../server/api/contract/contract.ts';
import type { Site } from '../../../server/api/contract/fleet.ts';
import { call } from '../client.ts';
import { clockTime } from '../time.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { ToneBadge } from '../ui/state-badge.tsx';
import { ErrorState } from '../ui/states.tsx';
import type { Tone } from '../ui/tones.ts';
import { useNow } from '../use-now.ts';
import { useStep } from '../use-step.ts';
import { padWord, type PadWord } from './pad-word.ts';

type Pad = Site['pads'][number];
const LOOK: Readonly<Record<PadWord, { tone: Tone; icon: IconName }>> = {
  clear: { tone: 'done', icon: 'check' },
  notClear: { tone: 'critical', icon: 'stop' },
  unknown: { tone: 'wait', icon: 'hourglass' },
  expired: { tone: 'attention', icon: 'clock' },
};

/** One landing pad with the word of the people beside it, and the two buttons to give a new one. */
export const PadCard = ({ pad }: { pad: Pad }): ReactElement => {
  const { t } = useTranslation('hospital');
  const now = useNow();
  const [note, setNote] = useState('');
  const say = useStep(
    (clear: boolean) =>
      call(contract.fleet.padClear, { params: { id: pad.id }, body: { clear, note: note.trim() } }),
    ['sites', 'flights'],
    () => setNote(''),
  );
  const word = padWord(pad, now);
  return (
    <Paper withBorder p="sm" component="section" aria-label={pad.name}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{pad.name}</Text>
          <ToneBadge {...LOOK[word]} size="lg">
            {t(`pads.${word}`)}
          </ToneBadge>
        </Group>
        <Text size="sm" c="dimmed" mih={20}>
          {pad.clear !== null &&
            [
              t('pads.by', { name: pad.clear.by.name, time: clockTime(pad.clear.by.at) }),
              word === 'clear' ? t('pads.until', { time: clockTime(pad.clear.expiresAt) }) : '',
              pad.clear.note,
            ]
              .filter((part) => part !== '')
              .join(' · ')}
        </Text>
        <TextInput
          label={t('pads.noteLabel')}
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {say.error !== null && <ErrorState error={say.error} />}
        <Group grow gap="sm">
          <Button
            color="teal"
            size="md"
            leftSection={<Icon name="check" size={18} />}
            loading={say.isPending && say.variables}
            onClick={() => say.mutate(true)}
          >
            {t('pads.sayClear')}
          </Button>
          <Button
            color="red"
            variant="light"
            size="md"
            leftSection={<Icon name="stop" size={18} />}
            loading={say.isPending && !say.variables}
            onClick={() => say.mutate(false)}
          >
            {t('pads.sayNotClear')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
};
