import { Stack, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime, fromLocalField, toLocalField } from '../shared/time.ts';
import { ChoiceGrid } from '../shared/ui/choice-grid.tsx';
import { useNow } from '../shared/use-now.ts';
import { PRESETS_MIN, type NeededBy } from './order-form.ts';

const OTHER = 'other';

/** When the blood is needed: presets from now with the time they mean, or any moment. */
export const NeededByField = (props: {
  value: NeededBy;
  error: string | undefined;
  onChange: (value: NeededBy) => void;
}): ReactElement => {
  const { t } = useTranslation('hospital');
  const now = useNow();
  const { value, error, onChange } = props;
  const label = (minutes: number): string =>
    minutes < 120 ? t('form.inMinutes', { n: minutes }) : t('form.inHours', { n: minutes / 60 });
  const choose = (choice: string): void => {
    if (choice !== OTHER) {
      onChange({ kind: 'in', minutes: Number(choice) });
      return;
    }
    const minutes = value.kind === 'in' ? value.minutes : 0;
    onChange({ kind: 'at', text: toLocalField(now + minutes * 60_000) });
  };
  return (
    <Stack gap="xs">
      <ChoiceGrid
        label={t('form.neededBy')}
        columns={5}
        value={value.kind === 'in' ? String(value.minutes) : OTHER}
        error={value.kind === 'in' ? error : undefined}
        choices={[
          ...PRESETS_MIN.map((minutes) => ({
            value: String(minutes),
            label: label(minutes),
            hint: clockTime(now + minutes * 60_000),
          })),
          { value: OTHER, label: t('form.otherTime') },
        ]}
        onChange={choose}
      />
      {value.kind === 'at' && (
        <TextInput
          type="datetime-local"
          size="md"
          label={t('form.otherTimeLabel')}
          value={value.text}
          min={toLocalField(now)}
          error={error ?? (fromLocalField(value.text) === undefined ? t('form.fault.neededBy') : undefined)}
          onChange={(event) => onChange({ kind: 'at', text: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
};
