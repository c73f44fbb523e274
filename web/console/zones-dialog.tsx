import { Button, Divider, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { TemporaryZoneView } from '../../server/api/contract/temporary-zones.ts';
import { AirspaceDrafts } from '../shared/airspace/drafts.tsx';
import { call } from '../shared/client.ts';
import { useMay } from '../shared/session/session.tsx';
import { clockTime, fullMoment } from '../shared/time.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { ZoneForm } from './zone-form.tsx';

const useZones = () =>
  useQuery({
    queryKey: ['airspace', 'temporary'],
    queryFn: ({ signal }) => call(contract.temporaryZones.list, { signal }),
  });

const ZoneLine = ({ zone }: { zone: TemporaryZoneView }): ReactElement => {
  const { t } = useTranslation('zones');
  const may = useMay();
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <div>
        <Text size="sm">
          <b>{zone.name}</b>{' '}
          {t('line', {
            from: fullMoment(zone.validFrom),
            to: fullMoment(zone.validTo),
            lower: zone.lowerM,
            upper: zone.upperM,
            frame: t(zone.altitudeRef),
          })}
        </Text>
        <Text size="xs" c="dimmed">
          {t('by', { name: zone.by.name, time: clockTime(zone.by.at), reason: zone.reason })}
        </Text>
      </div>
      {may('conditions.write') && (
        <ReasonDialog
          label={t('end')}
          title={t('endTitle', { name: zone.name })}
          text={zone.reason}
          submit={t('end')}
          color="red"
          act={(reason) => call(contract.temporaryZones.end, { params: { id: zone.id }, body: { reason } })}
        />
      )}
    </Group>
  );
};

/** Zones that are closed now, and one more. */
export const ZonesButton = (): ReactElement => {
  const { t } = useTranslation('zones');
  const [opened, setOpened] = useState(false);
  const mayAdd = useMay()('conditions.write');
  const zones = useZones().data?.zones ?? [];
  return (
    <>
      <Button
        size="compact-sm"
        variant={zones.length > 0 ? 'light' : 'subtle'}
        color={zones.length > 0 ? 'orange' : 'gray'}
        onClick={() => setOpened(true)}
      >
        {zones.length > 0 ? t('open', { n: zones.length }) : t('button')}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('title')} size="xl">
        <Stack gap="sm">
          <AirspaceDrafts />
          {zones.length === 0 && <Text size="sm">{t('none')}</Text>}
          {zones.map((zone) => (
            <ZoneLine key={zone.id} zone={zone} />
          ))}
          {mayAdd && (
            <>
              <Divider />
              <Text size="xs" c="dimmed">
                {t('hint')}
              </Text>
              <ZoneForm />
            </>
          )}
        </Stack>
      </Modal>
    </>
  );
};
