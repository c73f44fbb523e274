import { Button, Group, Paper, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../server/api/contract/orders.ts';
import { useBloodText } from '../shared/blood-text.ts';
import { isoDate } from '../shared/time.ts';
import { ConfirmButton } from '../shared/ui/confirm-button.tsx';
import { ScanFeedback } from '../shared/ui/scan-feedback.tsx';
import { ScanInput } from '../shared/ui/scan-input.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { useFeedback } from '../shared/use-feedback.ts';
import { asNotSeen, asNotThere, matchScan, type UnitForm } from './receive-form.ts';

type Unit = Order['lines'][number]['reserved'][number];

const UnitRow = (props: {
  unit: UnitForm;
  known: Unit | undefined;
  onChange: (unit: UnitForm) => void;
}): ReactElement => {
  const { t } = useTranslation('hospital');
  const { t: tEnum } = useTranslation('enums');
  const blood = useBloodText();
  const { unit, known, onChange } = props;
  const seen = unit.scan !== '';
  return (
    <Paper withBorder p="xs">
      <Group justify="space-between" gap="xs">
        <div>
          <Text size="sm" fw={600} className="mono">
            {unit.din}
          </Text>
          {known !== undefined && (
            <Text size="xs" c="dimmed">
              {blood.component(known.component)} {blood.group(known)} · {isoDate(known.expiresAt)}
            </Text>
          )}
        </div>
        {unit.absent ? (
          <Group gap="xs">
            <ToneBadge tone="attention" icon="cross">
              {t('receive.notThere')}
            </ToneBadge>
            <Button variant="subtle" size="compact-sm" onClick={() => onChange(asNotSeen(unit))}>
              {t('receive.undo')}
            </Button>
          </Group>
        ) : seen ? (
          <Group gap="xs">
            <ToneBadge tone="done" icon="check">
              {t('receive.scanned')}
            </ToneBadge>
            <SegmentedControl
              size="sm"
              value={unit.verdict}
              color={unit.verdict === 'refuse' ? 'red' : 'teal'}
              onChange={(verdict) => onChange({ ...unit, verdict })}
              data={[
                { value: 'accept', label: tEnum('verdict.accept') },
                { value: 'refuse', label: tEnum('verdict.refuse') },
              ]}
            />
          </Group>
        ) : (
          <Group gap="xs">
            <ToneBadge tone="wait" icon="scan">
              {t('receive.missing')}
            </ToneBadge>
            <ConfirmButton
              variant="subtle"
              color="orange"
              size="compact-sm"
              question={t('receive.notThereSure')}
              onConfirm={() => onChange(asNotThere(unit, t('receive.notThere')))}
            >
              {t('receive.notThere')}
            </ConfirmButton>
          </Group>
        )}
      </Group>
      {seen && !unit.absent && unit.verdict === 'refuse' && (
        <TextInput
          mt="xs"
          label={t('receive.refuseReason')}
          maxLength={200}
          value={unit.reason}
          onChange={(event) => onChange({ ...unit, reason: event.currentTarget.value })}
        />
      )}
    </Paper>
  );
};

/** Every unit that was packed, ticked off by scanning it. */
export const ReceiveUnits = (props: {
  order: Order;
  units: readonly UnitForm[];
  onChange: (units: readonly UnitForm[]) => void;
}): ReactElement => {
  const { t } = useTranslation('hospital');
  const { feedback, say } = useFeedback();
  const { units, onChange } = props;
  const known = new Map(props.order.lines.flatMap((line) => line.reserved).map((unit) => [unit.din, unit]));
  const replace = (din: string, change: (unit: UnitForm) => UnitForm): void =>
    onChange(units.map((unit) => (unit.din === din ? change(unit) : unit)));
  const scan = (raw: string): void => {
    const outcome = matchScan(units, raw);
    if (outcome.kind === 'unknown') say('bad', t('receive.unknownDin', { din: outcome.din }));
    else if (outcome.kind === 'again') say('note', t('receive.againDin', { din: outcome.din }));
    else {
      replace(outcome.din, (unit) => ({ ...(unit.absent ? asNotSeen(unit) : unit), scan: raw.trim() }));
      say('good', t('receive.okDin', { din: outcome.din }));
    }
  };
  const have = units.filter((unit) => unit.scan !== '' && !unit.absent).length;
  const absent = units.filter((unit) => unit.absent).length;
  return (
    <Stack gap="sm">
      <ScanInput label={t('receive.scanUnit')} description={t('receive.scanUnitHint')} onScan={scan} />
      <ScanFeedback feedback={feedback} idle={t('receive.progress', { have, want: units.length })} />
      <Text size="sm" fw={600}>
        {t('receive.progress', { have, want: units.length })}
        {absent > 0 && ` · ${t('receive.absent', { n: absent })}`}
      </Text>
      <Stack gap="xs">
        {units.map((unit) => (
          <UnitRow
            key={unit.din}
            unit={unit}
            known={known.get(unit.din)}
            onChange={(next) => replace(unit.din, () => next)}
          />
        ))}
      </Stack>
    </Stack>
  );
};
