import { Alert, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Icon } from './icon.tsx';

export type Feedback = {
  readonly kind: 'good' | 'bad' | 'note';
  readonly text: string;
  /** Rises with each scan, so that the same words twice are seen as two. */
  readonly nr: number;
};

const LOOK = {
  good: { color: 'teal', icon: 'check' },
  bad: { color: 'red', icon: 'cross' },
  note: { color: 'orange', icon: 'alert' },
} as const;

/** The answer to a scan, large enough to be read from where the scanner is held; its place is kept when empty. */
export const ScanFeedback = ({
  feedback,
  idle,
}: {
  feedback: Feedback | undefined;
  idle: string;
}): ReactElement => {
  if (feedback === undefined) {
    return (
      <Alert color="gray" variant="light" icon={<Icon name="scan" size={24} />} mih={64}>
        <Text size="md" c="dimmed">
          {idle}
        </Text>
      </Alert>
    );
  }
  const look = LOOK[feedback.kind];
  return (
    <Alert
      key={feedback.nr}
      role="status"
      color={look.color}
      variant="filled"
      autoContrast
      icon={<Icon name={look.icon} size={24} />}
      mih={64}
    >
      <Text size="lg" fw={700} style={{ overflowWrap: 'anywhere' }}>
        {feedback.text}
      </Text>
    </Alert>
  );
};
