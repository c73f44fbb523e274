import { Button, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../server/api/contract/fleet.ts';
import { useSites } from '../shared/queries.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { QueryState } from '../shared/ui/states.tsx';
import { PadDialog, type Pad } from './pad-dialog.tsx';
import { SiteDialog } from './site-dialog.tsx';

type Editing =
  | { readonly kind: 'site'; readonly site: Site | undefined }
  | { readonly kind: 'pad'; readonly site: Site; readonly pad: Pad | undefined };

const at = ([lon, lat]: Site['position']): string => `${lon.toFixed(6)}, ${lat.toFixed(6)}`;

const PadRow = (props: { pad: Pad; onEdit: () => void }): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tCommon } = useTranslation();
  const { pad } = props;
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <div>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {pad.name}
          </Text>
          {pad.surveyed ? (
            <ToneBadge tone="done" icon="check" size="sm">
              {t('sites.surveyed')}
            </ToneBadge>
          ) : (
            <ToneBadge tone="attention" icon="alert" size="sm">
              {t('sites.notSurveyed')}
            </ToneBadge>
          )}
        </Group>
        <Text size="xs" c="dimmed" className="mono">
          WGS-84 {at(pad.position)} · {pad.elevationAmslM} m AMSL
        </Text>
      </div>
      <Button variant="subtle" size="compact-sm" style={{ flex: 'none' }} onClick={props.onEdit}>
        {tCommon('action.edit')}
      </Button>
    </Group>
  );
};

const SiteCard = (props: { site: Site; onEdit: (editing: Editing) => void }): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tCommon } = useTranslation();
  const { t: tEnum } = useTranslation('enums');
  const { i18n } = useTranslation();
  const { site, onEdit } = props;
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
          <div>
            <Text fw={700}>{i18n.language === 'en' ? site.nameEn : site.nameZh}</Text>
            <Text size="xs" c="dimmed">
              {[site.id, site.address, site.phone].filter((part) => part !== '').join(' · ')}
            </Text>
            <Text size="xs" c="dimmed" className="mono">
              WGS-84 {at(site.position)} ± {site.accuracyM} m
            </Text>
            {site.role === 'hospital' && (
              <Text size="xs" c="dimmed">
                {t(site.roadVerified ? 'sites.road' : 'sites.roadUnverified', { min: site.roadMin })}
              </Text>
            )}
          </div>
          <Stack gap={4} align="flex-end" style={{ flex: 'none' }}>
            <Group gap={4}>
              <ToneBadge
                tone={site.role === 'hospital' ? 'work' : 'wait'}
                icon={site.role === 'hospital' ? 'plus' : 'drop'}
                size="sm"
              >
                {tEnum(`siteRole.${site.role}`)}
              </ToneBadge>
              <ToneBadge
                tone={site.enabled ? 'done' : 'ended'}
                icon={site.enabled ? 'check' : 'stop'}
                size="sm"
              >
                {site.enabled ? t('sites.enabled') : t('sites.disabled')}
              </ToneBadge>
            </Group>
            <Button variant="subtle" size="compact-sm" onClick={() => onEdit({ kind: 'site', site })}>
              {tCommon('action.edit')}
            </Button>
          </Stack>
        </Group>
        <Text size="xs" fw={600}>
          {t('sites.pads')}
        </Text>
        {site.pads.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('sites.noPads')}
          </Text>
        )}
        {site.pads.map((pad) => (
          <PadRow key={pad.id} pad={pad} onEdit={() => onEdit({ kind: 'pad', site, pad })} />
        ))}
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => onEdit({ kind: 'pad', site, pad: undefined })}
          >
            {t('sites.addPad')}
          </Button>
        </div>
      </Stack>
    </Paper>
  );
};

/** Blood centre and hospitals with their pads; every position is WGS-84. */
export const SitesPage = (): ReactElement => {
  const { t } = useTranslation('admin');
  const [editing, setEditing] = useState<Editing>();
  const close = (): void => setEditing(undefined);
  return (
    <Stack gap="sm">
      <Group justify="flex-end">
        <Button
          leftSection={<Icon name="plus" />}
          onClick={() => setEditing({ kind: 'site', site: undefined })}
        >
          {t('sites.add')}
        </Button>
      </Group>
      <QueryState query={useSites()} rows={3} height={160}>
        {(sites) => (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
            {sites.map((site) => (
              <SiteCard key={site.id} site={site} onEdit={setEditing} />
            ))}
          </SimpleGrid>
        )}
      </QueryState>
      {editing?.kind === 'site' && <SiteDialog site={editing.site} onClose={close} />}
      {editing?.kind === 'pad' && <PadDialog site={editing.site} pad={editing.pad} onClose={close} />}
    </Stack>
  );
};
