import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSites } from '../shared/queries.ts';
import { shortSiteName } from '../shared/site-name.ts';
import { useProfiles } from './queries.ts';

export const ProfileSelect = (props: {
  value: string | null;
  onChange: (id: string | null) => void;
}): ReactElement => {
  const { t } = useTranslation('admin');
  const profiles = useProfiles().data ?? [];
  return (
    <Select
      label={t('drones.profile')}
      allowDeselect={false}
      value={props.value}
      data={profiles.map((profile) => ({ value: profile.id, label: profile.name }))}
      onChange={props.onChange}
    />
  );
};

/** Pads of all sites, under the names of their sites. */
export const PadSelect = (props: {
  label: string;
  value: string | null;
  clearable?: boolean;
  placeholder?: string;
  onChange: (id: string | null) => void;
}): ReactElement => {
  const { i18n } = useTranslation();
  const sites = useSites().data ?? [];
  return (
    <Select
      label={props.label}
      placeholder={props.placeholder ?? ''}
      clearable={props.clearable ?? false}
      allowDeselect={props.clearable ?? false}
      value={props.value}
      data={sites
        .filter((site) => site.pads.length > 0)
        .map((site) => ({
          group: shortSiteName(site, i18n.language),
          items: site.pads.map((pad) => ({ value: pad.id, label: pad.name })),
        }))}
      onChange={props.onChange}
    />
  );
};
