import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DroneProfile } from '../../server/plan/profile.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { QueryState } from '../shared/ui/states.tsx';
import { HeardTable } from './heard-table.tsx';
import { ProfileDialog } from './profile-dialog.tsx';
import { useProfiles } from './queries.ts';
import { SigningSection } from './signing-section.tsx';
import { VehicleTable } from './vehicle-table.tsx';

const Profiles = (): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tCommon } = useTranslation();
  const [editing, setEditing] = useState<DroneProfile | 'new'>();
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="sm">
        <Title order={2} size="h5">
          {t('profiles.title')}
        </Title>
        <Button variant="default" leftSection={<Icon name="plus" />} onClick={() => setEditing('new')}>
          {t('profiles.add')}
        </Button>
      </Group>
      <QueryState query={useProfiles()} rows={1} height={56}>
        {(profiles) =>
          profiles.map((profile) => (
            <Paper key={profile.id} withBorder p="sm">
              <Group justify="space-between" gap="sm">
                <div>
                  <Text fw={600} size="sm">
                    {profile.name}{' '}
                    <Text span size="xs" c="dimmed" className="mono">
                      {profile.id}
                    </Text>
                  </Text>
                  <Text size="sm" c="dimmed">
                    {t('profiles.summary', {
                      payload: profile.payloadKg,
                      cruise: profile.cruiseMs,
                      range: profile.rangeKmFullLoad,
                      reserve: profile.reservePct,
                    })}
                  </Text>
                </div>
                <Button variant="subtle" size="compact-sm" onClick={() => setEditing(profile)}>
                  {tCommon('action.edit')}
                </Button>
              </Group>
            </Paper>
          ))
        }
      </QueryState>
      {editing !== undefined && (
        <ProfileDialog
          profile={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Stack>
  );
};

/** Registered drones, autopilots that are heard, and the profiles they fly by. */
export const DronesPage = (): ReactElement => {
  const { t } = useTranslation('admin');
  return (
    <Stack gap="lg">
      <Stack gap="xs">
        <Title order={2} size="h5">
          {t('drones.registered')}
        </Title>
        <VehicleTable />
      </Stack>
      <Stack gap="xs">
        <div>
          <Title order={2} size="h5">
            {t('drones.heard')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('drones.heardHint')}
          </Text>
        </div>
        <HeardTable />
      </Stack>
      <SigningSection />
      <Profiles />
    </Stack>
  );
};
