import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { call } from '../shared/client.ts';
import { ReasonDialog } from './reason-dialog.tsx';

/** Gives a flight up before take-off, with a reason. */
export const AbortButton = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  return (
    <ReasonDialog
      label={t('command.abort')}
      title={t('command.abortTitle')}
      text={t('command.abortText')}
      submit={t('command.abort')}
      color="red"
      act={async (reason) => {
        const next = await call(contract.flights.abort, { params: { id: flight.id }, body: { reason } });
        client.setQueryData(['flights.get', flight.id], next);
      }}
    />
  );
};
