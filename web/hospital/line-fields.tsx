import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { COMPONENTS } from '../../server/blood/component.ts';
import { ABO_GROUPS, RHD_TYPES } from '../../server/blood/group.ts';
import { ChoiceGrid } from '../shared/ui/choice-grid.tsx';
import { StepperField } from '../shared/ui/stepper-field.tsx';
import { MOST_UNITS, type FaultKey, type LineForm } from './order-form.ts';

/** One product of an order: component, group, quantity. */
export const LineFields = (props: {
  line: LineForm;
  /** 1 and up; shown where an order has more than one line. */
  number: number | undefined;
  faultOf: (field: string) => FaultKey | undefined;
  onChange: (line: LineForm) => void;
  onRemove: (() => void) | undefined;
}): ReactElement => {
  const { t } = useTranslation('hospital');
  const { t: tEnum } = useTranslation('enums');
  const { line, onChange, faultOf } = props;
  const fault = (field: string): string | undefined => {
    const key = faultOf(field);
    return key === undefined ? undefined : t(`form.fault.${key}`);
  };
  const fields = (
    <Stack gap="sm">
      {props.number !== undefined && (
        <Group justify="space-between">
          <Text fw={600} size="sm">
            {t('form.line', { n: props.number })}
          </Text>
          {props.onRemove !== undefined && (
            <Button variant="subtle" color="gray" size="compact-sm" onClick={props.onRemove}>
              {t('form.removeLine')}
            </Button>
          )}
        </Group>
      )}
      <ChoiceGrid
        label={t('form.component')}
        columns={3}
        value={line.component}
        error={fault('component')}
        choices={COMPONENTS.map((value) => ({ value, label: tEnum(`component.${value}`), hint: value }))}
        onChange={(component) => onChange({ ...line, component })}
      />
      <ChoiceGrid
        label={t('form.abo')}
        columns={4}
        value={line.abo}
        error={fault('abo')}
        choices={ABO_GROUPS.map((value) => ({
          value,
          label: <span style={{ fontSize: 'var(--mantine-font-size-lg)' }}>{value}</span>,
        }))}
        onChange={(abo) => onChange({ ...line, abo })}
      />
      <Group align="flex-start" gap="md" wrap="nowrap">
        <div style={{ flex: 1 }}>
          <ChoiceGrid
            label={t('form.rhd')}
            columns={2}
            value={line.rhd}
            error={fault('rhd')}
            choices={RHD_TYPES.map((value) => ({
              value,
              label: t(`form.rhdChoice.${value}`),
              hint: tEnum(`rhdShort.${value}`),
            }))}
            onChange={(rhd) => onChange({ ...line, rhd })}
          />
        </div>
        <StepperField
          label={t('form.units')}
          value={line.units}
          min={1}
          max={MOST_UNITS}
          unit={t('form.unit')}
          lessLabel={t('form.less')}
          moreLabel={t('form.more')}
          onChange={(units) => onChange({ ...line, units })}
        />
      </Group>
    </Stack>
  );
  if (props.number === undefined) return fields;
  return (
    <Paper withBorder p="sm">
      {fields}
    </Paper>
  );
};
