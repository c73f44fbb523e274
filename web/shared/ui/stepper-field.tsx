import { ActionIcon, Group, Input, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Icon } from './icon.tsx';

/** A small whole number set by two large buttons. */
export const StepperField = (props: {
  label: string;
  value: number;
  min: number;
  max: number;
  unit: string;
  lessLabel: string;
  moreLabel: string;
  onChange: (value: number) => void;
}): ReactElement => {
  const { value, min, max, onChange } = props;
  return (
    <Input.Wrapper label={props.label} labelElement="div">
      <Group gap="xs" wrap="nowrap" mt={4}>
        <ActionIcon
          size={48}
          variant="default"
          aria-label={props.lessLabel}
          disabled={value <= min}
          onClick={() => onChange(Math.max(min, value - 1))}
        >
          <Icon name="minus" size={20} />
        </ActionIcon>
        <Text ta="center" fw={700} size="xl" miw={72} aria-live="polite">
          {value}{' '}
          <Text span size="sm" fw={400} c="dimmed">
            {props.unit}
          </Text>
        </Text>
        <ActionIcon
          size={48}
          variant="default"
          aria-label={props.moreLabel}
          disabled={value >= max}
          onClick={() => onChange(Math.min(max, value + 1))}
        >
          <Icon name="plus" size={20} />
        </ActionIcon>
      </Group>
    </Input.Wrapper>
  );
};
