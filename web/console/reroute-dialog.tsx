import { Select, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { call } from '../shared/client.ts';
import { useSites } from '../shared/live/queries.ts';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { newClick } from './click.ts';
import { ConnectionWarning } from './connection-warning.tsx';
import { siteName } from './order-queue.tsx';
import { REASON_MIN } from './reason-dialog.tsx';

type Kind = 'divert' | 'redirect';

const ROUTES = { divert: contract.air.divert, redirect: contract.air.redirect } as const;

/** Another pad, or another hospital with the order: chosen, reasoned, and judged by the service before anything moves. */
export const RerouteDialog = (props: { flight: Flight; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  const sites = useSites().data?.sites;
  const { flight, onClose } = props;
  const [kind, setKind] = useState<Kind>('divert');
  const [padId, setPadId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const send = useMutation({
    mutationFn: () =>
      call(ROUTES[kind], { params: { id: flight.id }, body: { padId: padId ?? '', reason, ...newClick() } }),
    onSuccess: (next) => {
      client.setQueryData(['flights.get', flight.id], next);
      onClose();
    },
  });
  const options = (sites ?? [])
    .filter(
      ({ enabled, role, id }) =>
        enabled && (kind === 'divert' || (role === 'hospital' && id !== flight.toSiteId)),
    )
    .flatMap((site) =>
      site.pads
        .filter(({ id }) => id !== flight.toPadId)
        .map((pad) => ({ value: pad.id, label: `${siteName(sites, site.id)} · ${pad.name}` })),
    );
  return (
    <FormDialog
      title={t('air.wayTitle', { drone: flight.vehicleName })}
      saveLabel={t(`air.${kind}`)}
      ready={padId !== null && reason.trim().length >= REASON_MIN}
      pending={send.isPending}
      error={send.error}
      onSave={() => send.mutate()}
      onClose={onClose}
    >
      <Stack gap="sm">
        <SegmentedControl
          value={kind}
          aria-label={t('air.kind')}
          data={[
            { value: 'divert', label: t('air.divert') },
            { value: 'redirect', label: t('air.redirect'), disabled: flight.kind === 'return' },
          ]}
          onChange={(value) => {
            setKind(value === 'redirect' ? 'redirect' : 'divert');
            setPadId(null);
          }}
        />
        <Text size="sm">{t(`air.${kind}Text`)}</Text>
        <Select
          label={t('air.pad')}
          data={options}
          value={padId}
          onChange={setPadId}
          nothingFoundMessage={t('air.noPad')}
          placeholder={options.length === 0 ? t('air.noPad') : t('air.choosePad')}
        />
        <TextInput
          label={t('command.abortReason')}
          value={reason}
          maxLength={300}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ConnectionWarning />
      </Stack>
    </FormDialog>
  );
};
