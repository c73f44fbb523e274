import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { siteName } from '../console/order-queue.tsx';
import { useSites } from '../shared/live/queries.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { PAGE_SIZE, viewOf, type Filters } from './filters.ts';
import classes from './ops.module.css';

/** A search runs when the typing pauses. */
const TYPING_MS = 350;

type Option = { readonly value: string; readonly label: string };

export const SelectFilter = (props: {
  filters: Filters;
  name: string;
  label: string;
  any: string;
  options: readonly Option[];
}): ReactElement => (
  <Select
    size="sm"
    label={props.label}
    placeholder={props.any}
    clearable
    data={[...props.options]}
    value={props.filters.get(props.name) === '' ? null : props.filters.get(props.name)}
    onChange={(value) => props.filters.set(props.name, value ?? '')}
  />
);

const Search = (props: { filters: Filters; placeholder: string }): ReactElement => {
  const { t } = useTranslation('ops');
  const [text, setText] = useState(props.filters.get('q'));
  const run = useDebouncedCallback((value: string) => props.filters.set('q', value.trim()), TYPING_MS);
  return (
    <TextInput
      className={classes['wide'] ?? ''}
      size="sm"
      type="search"
      label={t('filter.search')}
      placeholder={props.placeholder}
      maxLength={40}
      value={text}
      leftSection={<Icon name="list" size={15} />}
      onChange={(event) => {
        setText(event.currentTarget.value);
        run(event.currentTarget.value);
      }}
    />
  );
};

/** What both tables filter by; the fields of one table come as children. */
export const FilterBar = (props: {
  filters: Filters;
  placeholder: string;
  children: ReactElement;
}): ReactElement => {
  const { t } = useTranslation('ops');
  const [round, setRound] = useState(0);
  const sites = useSites().data?.sites;
  const { filters } = props;
  const hospitals = (sites ?? []).filter((site) => site.role === 'hospital');
  return (
    <div className={classes['filters']}>
      <Select
        size="sm"
        label={t('filter.view')}
        allowDeselect={false}
        data={(['all', 'open', 'ended'] as const).map((view) => ({
          value: view,
          label: t(`filter.${view}`),
        }))}
        value={viewOf(filters.get('view'))}
        onChange={(value) => filters.set('view', value ?? '')}
      />
      <SelectFilter
        filters={filters}
        name="site"
        label={t('filter.site')}
        any={t('filter.anySite')}
        options={hospitals.map((site) => ({ value: site.id, label: siteName(sites, site.id) }))}
      />
      {props.children}
      {(['from', 'to'] as const).map((name) => (
        <TextInput
          key={name}
          size="sm"
          type="date"
          label={t(`filter.${name}`)}
          value={filters.get(name)}
          onChange={(event) => filters.set(name, event.currentTarget.value)}
        />
      ))}
      <Search key={round} filters={filters} placeholder={props.placeholder} />
      <Button
        size="sm"
        variant="default"
        onClick={() => {
          filters.clear();
          setRound(round + 1);
        }}
      >
        {t('filter.clear')}
      </Button>
    </div>
  );
};

export const Pager = (props: { filters: Filters; total: number }): ReactElement => {
  const { t } = useTranslation('ops');
  const { filters, total } = props;
  const { offset } = filters;
  const to = Math.min(total, offset + PAGE_SIZE);
  return (
    <div style={{ display: 'flex', gap: 8, alignItems: 'center', justifyContent: 'flex-end' }}>
      <span role="status" style={{ fontSize: 13 }}>
        {t('page.count', { from: total === 0 ? 0 : offset + 1, to, total })}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        disabled={offset === 0}
        onClick={() => filters.setOffset(offset - PAGE_SIZE)}
      >
        {t('page.previous')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={to >= total}
        onClick={() => filters.setOffset(offset + PAGE_SIZE)}
      >
        {t('page.next')}
      </Button>
    </div>
  );
};
