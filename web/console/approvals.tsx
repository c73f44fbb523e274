import { Badge, Button, Checkbox, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { AirspaceApprovalView } from '../../server/api/contract/preflight.ts';
import { ringOf } from '../../server/core/temporary-zone.ts';
import { call } from '../shared/client.ts';
import { clockTime, fromLocalField, fullMoment, toLocalField } from '../shared/time.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { serverNow } from '../shared/use-now.ts';
import { Demo } from './demo-badge.tsx';
import { readPoints } from './zone-points.ts';

/** Take-offs that the authority has confirmed, and one more, for now. */
const Confirmations = ({ approval }: { approval: AirspaceApprovalView }): ReactElement => {
  const { t } = useTranslation('preflight');
  const client = useQueryClient();
  const [reference, setReference] = useState('');
  const confirm = useMutation({
    mutationFn: () =>
      call(contract.preflight.confirmTakeoff, {
        params: { id: approval.id },
        body: { takeoffAt: serverNow(), reference },
      }),
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <Group gap="xs">
      <Text size="xs">
        {t('conditions.confirmed', {
          list: (approval.confirmations ?? [])
            .map((word) => `${clockTime(word.takeoffAt)} ${word.reference}`)
            .join(', '),
        })}
      </Text>
      <TextInput
        size="xs"
        aria-label={t('conditions.reference')}
        placeholder={t('conditions.reference')}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
      />
      <Button
        size="compact-xs"
        loading={confirm.isPending}
        disabled={reference.trim().length < 2}
        onClick={() => confirm.mutate()}
      >
        {t('conditions.confirm')}
      </Button>
    </Group>
  );
};

/** An approval with what it is bound to, and its withdrawal. */
export const Approval = ({ approval }: { approval: AirspaceApprovalView }): ReactElement => {
  const { t } = useTranslation('preflight');
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () =>
      call(contract.preflight.withdrawApproval, {
        params: { id: approval.id },
        body: { reason: t('conditions.withdrawn') },
      }),
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <div>
        <Text size="sm">
          <b>{approval.number}</b> {fullMoment(approval.from)} – {fullMoment(approval.to)}
        </Text>
        <Group gap="xs">
          <Text size="xs" c="dimmed">
            {approval.by.name} {approval.note}
          </Text>
          {approval.corridor !== null && <Badge size="xs">{t('conditions.hasCorridor')}</Badge>}
          <Demo demo={approval.demo} />
        </Group>
        {approval.confirmations !== null && <Confirmations approval={approval} />}
      </div>
      <Button
        size="compact-xs"
        flex="none"
        variant="subtle"
        color="red"
        loading={withdraw.isPending}
        onClick={() => withdraw.mutate()}
      >
        {t('conditions.withdraw')}
      </Button>
    </Group>
  );
};

const HOUR_MS = 3_600_000;
const MIN_CORNERS = 3;

/** Enters an approval: its window, its corridor, and whether take-offs are confirmed. */
export const ApprovalForm = (): ReactElement => {
  const { t } = useTranslation('preflight');
  const client = useQueryClient();
  const create = useCreateKey();
  const [form, setForm] = useState(() => ({
    number: '',
    from: toLocalField(serverNow()),
    to: toLocalField(serverNow() + HOUR_MS),
    note: '',
    needsConfirmation: false,
    corridor: '',
    upperM: 120,
  }));
  const [from, to] = [fromLocalField(form.from), fromLocalField(form.to)];
  const points = readPoints(form.corridor) ?? [];
  const corridor =
    form.corridor.trim() === ''
      ? null
      : { ring: ringOf({ kind: 'polygon', ring: points }), upperRelAltM: form.upperM };
  const isCorridorGood = corridor === null || points.length >= MIN_CORNERS;
  const isComplete =
    form.number.trim().length > 1 && from !== undefined && to !== undefined && to > from && isCorridorGood;
  const save = useMutation({
    mutationFn: () => {
      const { number, note, needsConfirmation } = form;
      const body = { number, note, needsConfirmation, corridor, from: from ?? 0, to: to ?? 0 };
      return create((idempotencyKey) => call(contract.preflight.addApproval, { body, idempotencyKey }));
    },
    onSuccess: () => client.invalidateQueries(),
  });
  const field = (name: 'number' | 'note' | 'from' | 'to', label: string, type = 'text'): ReactElement => (
    <TextInput
      type={type}
      label={label}
      maxLength={60}
      value={form[name]}
      onChange={(event) => setForm({ ...form, [name]: event.currentTarget.value })}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="xs">
        <SimpleGrid cols={2} spacing="xs">
          {field('number', t('conditions.number'))}
          {field('note', t('conditions.note'))}
          {field('from', t('conditions.start'), 'datetime-local')}
          {field('to', t('conditions.end'), 'datetime-local')}
        </SimpleGrid>
        <Textarea
          label={t('conditions.corridor')}
          autosize
          maxRows={5}
          value={form.corridor}
          onChange={(event) => setForm({ ...form, corridor: event.currentTarget.value })}
        />
        <Checkbox
          label={t('conditions.needsConfirmation')}
          checked={form.needsConfirmation}
          onChange={(event) => setForm({ ...form, needsConfirmation: event.currentTarget.checked })}
        />
        {save.error !== null && <ErrorState error={save.error} />}
        <Group justify="flex-end">
          <Button type="submit" size="sm" loading={save.isPending} disabled={!isComplete}>
            {t('conditions.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
