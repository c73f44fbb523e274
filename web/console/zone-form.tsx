import {
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useCallback, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { LonLat } from '../../server/core/geo.ts';
import { call } from '../shared/client.ts';
import { fromLocalField, toLocalField } from '../shared/time.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { serverNow } from '../shared/use-now.ts';
import { useStep } from '../shared/use-step.ts';
import { pointText, readPoints } from './zone-points.ts';
import { ZoneSketch } from './zone-sketch.tsx';

const HOUR_MS = 3_600_000;
const SHAPES = ['circle', 'polygon'] as const;
type Shape = (typeof SHAPES)[number];
const MIN_CORNERS = 3;

const empty = () => ({
  shape: 'circle' as Shape,
  points: '',
  radiusM: 300,
  name: '',
  lowerM: 0,
  upperM: 300,
  altitudeRef: 'AGL' as 'AGL' | 'AMSL',
  from: toLocalField(serverNow()),
  to: toLocalField(serverNow() + HOUR_MS),
  reason: '',
});
type Form = ReturnType<typeof empty>;

const bodyOf = (form: Form, points: readonly LonLat[] | undefined) => {
  const [from, to] = [fromLocalField(form.from), fromLocalField(form.to)];
  const [centre] = points ?? [];
  if (points === undefined || centre === undefined || from === undefined || to === undefined)
    return undefined;
  if (form.name.trim() === '' || form.reason.trim().length < 3 || to <= from) return undefined;
  if (form.shape === 'polygon' && points.length < MIN_CORNERS) return undefined;
  const { name, lowerM, upperM, altitudeRef, reason, radiusM } = form;
  return {
    name,
    lowerM,
    upperM,
    altitudeRef,
    reason,
    from,
    to,
    shape:
      form.shape === 'circle'
        ? { kind: 'circle' as const, centre, radiusM }
        : { kind: 'polygon' as const, ring: [...points] },
  };
};

const Drawing = (props: {
  form: Form;
  points: readonly LonLat[];
  change: (more: Partial<Form>) => void;
}): ReactElement => {
  const { t } = useTranslation('zones');
  const { form, points, change } = props;
  const isCircle = form.shape === 'circle';
  const add = useCallback(
    (at: LonLat) => change({ points: isCircle ? pointText(at) : [...points, at].map(pointText).join('\n') }),
    [change, isCircle, points],
  );
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          value={form.shape}
          data={SHAPES.map((value) => ({ value, label: t(value) }))}
          onChange={(value) => change({ shape: value === 'circle' ? 'circle' : 'polygon', points: '' })}
        />
        <Text size="xs">{isCircle ? t('drawCircle') : t('drawPolygon', { n: points.length })}</Text>
        <Group gap={4}>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => change({ points: points.slice(0, -1).map(pointText).join('\n') })}
          >
            {t('undo')}
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => change({ points: '' })}>
            {t('clear')}
          </Button>
        </Group>
      </Group>
      <ZoneSketch points={points} radiusM={isCircle ? form.radiusM : undefined} onClick={add} />
      <Textarea
        label={t('points')}
        autosize
        minRows={1}
        maxRows={6}
        value={form.points}
        onChange={(event) => change({ points: event.currentTarget.value })}
      />
    </Stack>
  );
};

const NONE: readonly LonLat[] = [];

/** Closes a zone at once: drawn on the map or entered, with heights, times and the reason. */
export const ZoneForm = (): ReactElement => {
  const { t } = useTranslation('zones');
  const create = useCreateKey();
  const [form, setForm] = useState(empty);
  const [points, setPoints] = useState<readonly LonLat[] | undefined>(NONE);
  const change = useCallback((more: Partial<Form>): void => {
    setForm((old) => ({ ...old, ...more }));
    if (more.points !== undefined) setPoints(readPoints(more.points));
  }, []);
  const body = bodyOf(form, points);
  const save = useStep(
    (wanted: NonNullable<typeof body>) =>
      create((idempotencyKey) => call(contract.temporaryZones.add, { body: wanted, idempotencyKey })),
    ['airspace'],
    () => {
      setForm(empty());
      setPoints(NONE);
    },
  );
  const number = (name: 'radiusM' | 'lowerM' | 'upperM', label: string): ReactElement => (
    <NumberInput
      label={label}
      hideControls
      value={form[name]}
      onChange={(value) => typeof value === 'number' && change({ [name]: value })}
    />
  );
  const field = (name: 'name' | 'from' | 'to' | 'reason', label: string, type = 'text'): ReactElement => (
    <TextInput
      type={type}
      label={label}
      value={form[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (body !== undefined) save.mutate(body);
      }}
    >
      <Stack gap="xs">
        <Drawing form={form} points={points ?? NONE} change={change} />
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xs">
          {field('name', t('name'))}
          {form.shape === 'circle' && number('radiusM', t('radius'))}
          {number('lowerM', t('lower'))}
          {number('upperM', t('upper'))}
          <Select
            label={t('frame')}
            allowDeselect={false}
            value={form.altitudeRef}
            data={(['AGL', 'AMSL'] as const).map((value) => ({ value, label: t(value) }))}
            onChange={(value) => change({ altitudeRef: value === 'AMSL' ? 'AMSL' : 'AGL' })}
          />
          {field('from', t('from'), 'datetime-local')}
          {field('to', t('to'), 'datetime-local')}
        </SimpleGrid>
        {field('reason', t('reason'))}
        {save.error !== null && <ErrorState error={save.error} />}
        <Group justify="flex-end">
          <Button type="submit" size="sm" color="red" loading={save.isPending} disabled={body === undefined}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
