import { Group, NumberInput, Paper, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemperatureClass } from '../../server/blood/component.ts';
import { ChoiceGrid } from '../shared/ui/choice-grid.tsx';
import { ScanInput } from '../shared/ui/scan-input.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { normalBoxNo, type BoxForm } from './receive-form.ts';

const asChoice = (value: boolean | undefined): 'yes' | 'no' | undefined =>
  value === undefined ? undefined : value ? 'yes' : 'no';

/** One box at the receiving table: number, seal, thermometer, look. */
export const ReceiveBox = (props: {
  box: BoxForm;
  temperatureClass: TemperatureClass | undefined;
  onChange: (box: BoxForm) => void;
}): ReactElement => {
  const { t } = useTranslation('hospital');
  const { t: tEnum } = useTranslation('enums');
  const { box, onChange } = props;
  const matches = normalBoxNo(box.scanned) === box.expected;
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{t('receive.box', { boxNo: box.expected })}</Text>
          {props.temperatureClass !== undefined && (
            <Text size="sm" c="dimmed">
              {tEnum(`temperature.${props.temperatureClass}`)}
            </Text>
          )}
        </Group>
        {matches ? (
          <ToneBadge tone="done" icon="check" size="lg">
            {t('receive.boxOk')}
          </ToneBadge>
        ) : (
          <ScanInput
            label={t('receive.scanBox')}
            error={
              box.scanned === '' ? undefined : t('receive.boxWrong', { got: box.scanned, want: box.expected })
            }
            onScan={(scanned) => onChange({ ...box, scanned: normalBoxNo(scanned) })}
          />
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            size="md"
            label={t('receive.sealNo')}
            placeholder={t('receive.sealHint')}
            autoComplete="off"
            autoCapitalize="characters"
            value={box.sealNo}
            onChange={(event) => onChange({ ...box, sealNo: event.currentTarget.value })}
          />
          <NumberInput
            size="md"
            label={t('receive.temperature')}
            inputMode="decimal"
            decimalScale={1}
            min={-90}
            max={60}
            hideControls
            value={box.temperature ?? ''}
            onChange={(value) =>
              onChange({ ...box, temperature: typeof value === 'number' ? value : undefined })
            }
          />
          <ChoiceGrid
            label={t('receive.seal')}
            columns={2}
            value={asChoice(box.sealIntact)}
            choices={[
              { value: 'yes', label: t('receive.sealIntact') },
              { value: 'no', label: t('receive.sealBroken') },
            ]}
            onChange={(choice) => onChange({ ...box, sealIntact: choice === 'yes' })}
          />
          <ChoiceGrid
            label={t('receive.appearance')}
            columns={2}
            value={asChoice(box.appearanceOk)}
            choices={[
              { value: 'yes', label: t('receive.appearanceOk') },
              { value: 'no', label: t('receive.appearanceBad') },
            ]}
            onChange={(choice) => onChange({ ...box, appearanceOk: choice === 'yes' })}
          />
        </SimpleGrid>
      </Stack>
    </Paper>
  );
};
