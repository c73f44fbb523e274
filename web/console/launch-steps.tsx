import { Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flight } from '../../server/api/contract/flights.ts';
import { languageOf, proofText } from '../shared/i18n/flight-words.ts';
import { Icon, type IconName } from '../shared/ui/icon.tsx';
import { useNow } from '../shared/use-now.ts';
import classes from './console.module.css';

type Step = Flight['launch'][number];

/** Since when the step waits for its proof, and how long it will. */
const Elapsed = ({ step }: { step: Step }): ReactElement | null => {
  const { t } = useTranslation('console');
  const now = useNow();
  if (step.state !== 'running' || step.startedAt === null) return null;
  const elapsed = Math.max(0, Math.floor((now - step.startedAt) / 1000));
  return (
    <Text size="xs" c="dimmed">
      {t('launch.elapsed', { elapsed, limit: step.limitS })}
    </Text>
  );
};

const LOOK: Readonly<Record<Step['state'], { icon: IconName; color: string }>> = {
  waiting: { icon: 'clock', color: 'var(--mantine-color-dimmed)' },
  running: { icon: 'hourglass', color: 'var(--mantine-color-blue-text)' },
  done: { icon: 'check', color: 'var(--mantine-color-teal-text)' },
  failed: { icon: 'cross', color: 'var(--mantine-color-red-text)' },
};

/** The launch step by step, each with its state in a word and what proved it. */
export const LaunchSteps = ({ steps }: { steps: Flight['launch'] }): ReactElement | null => {
  const { t } = useTranslation('console');
  if (steps.every((step) => step.state === 'waiting')) return null;
  return (
    <section className={classes['block']} aria-live="polite">
      <Text size="sm" fw={700} mb={4}>
        {t('launch.steps')}
      </Text>
      {steps.map((step) => (
        <Group key={step.name} gap={8} wrap="nowrap" align="flex-start" py={2}>
          <span style={{ color: LOOK[step.state].color, lineHeight: 1.6 }}>
            <Icon name={LOOK[step.state].icon} size={15} />
          </span>
          <div style={{ flex: 1, minWidth: 0 }}>
            <Text size="sm" fw={step.state === 'running' || step.state === 'failed' ? 700 : 400}>
              {t(`launch.step.${step.name}`)}
            </Text>
            <Elapsed step={step} />
            {step.proof !== '' && (
              <Text
                size="xs"
                c="dimmed"
                lang={languageOf(proofText(step.proof))}
                style={{ overflowWrap: 'anywhere' }}
              >
                {proofText(step.proof)}
              </Text>
            )}
          </div>
          <Text size="xs" c={step.state === 'failed' ? 'var(--mantine-color-red-text)' : 'dimmed'} lh={1.8}>
            {t(`launch.stepState.${step.state}`)}
          </Text>
        </Group>
      ))}
    </section>
  );
};
