import { Button, Group } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { call } from '../shared/client.ts';
import { ReasonDialog } from '../shared/ui/reason-dialog.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { useStep } from '../shared/use-step.ts';
import { useSigning } from './queries.ts';

/** Whether keys may be sent over a link, and the way to change it. */
export const TrustCell = ({ name }: { name: string }): ReactElement => {
  const { t } = useTranslation('signing');
  const [asking, setAsking] = useState(false);
  const trusted = useSigning().data?.trustedLinks.includes(name) ?? false;
  const step = useStep(
    (reason: string) =>
      call(contract.signing.trustLink, { params: { name }, body: { trusted: !trusted, reason } }),
    ['signing'],
    () => setAsking(false),
  );
  return (
    <Group gap="xs" wrap="nowrap">
      <ToneBadge tone={trusted ? 'done' : 'ended'} icon={trusted ? 'lock' : 'info'}>
        {t(trusted ? 'trust.yes' : 'trust.no')}
      </ToneBadge>
      <Button variant="subtle" size="compact-sm" onClick={() => setAsking(true)}>
        {t(trusted ? 'trust.withdraw' : 'trust.button')}
      </Button>
      {asking && (
        <ReasonDialog
          opened
          title={t(trusted ? 'trust.withdrawTitle' : 'trust.title', { name })}
          hint={t('trust.hint')}
          confirm={t(trusted ? 'trust.withdraw' : 'trust.button')}
          pending={step.isPending}
          error={step.error}
          onConfirm={(reason) => step.mutate(reason)}
          onClose={() => setAsking(false)}
        />
      )}
    </Group>
  );
};
