import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { ProposalView } from '../../server/api/contract/contingencies.ts';
import type { ContingencyAction } from '../../server/flight/contingency-types.ts';
import { call } from '../shared/client.ts';
import { useVehicles } from '../shared/live/queries.ts';
import { useMay } from '../shared/session/session.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { ErrorState } from '../shared/ui/states.tsx';
import { useNow } from '../shared/use-now.ts';
import classes from './console.module.css';
import { actionText, contingencyText, secondsUntil, useContingencies } from './contingencies.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import type { Selection } from './selection.ts';

/** Nothing is commanded by it. */
const GO_ON: ContingencyAction = 'continue';

/** What happens if nobody decides, counted down, or why nothing will. */
const Countdown = ({ proposal }: { proposal: ProposalView }): ReactElement => {
  const { t } = useTranslation('contingency');
  const now = useNow();
  const { safeDefault, withheld } = proposal;
  const text = (): string => {
    if (withheld !== null) return t(`withheld.${withheld}`);
    if (safeDefault === null) return t('noDefault');
    const s = secondsUntil(safeDefault.dueAt, now);
    const action = actionText(safeDefault.action);
    return s === 0 ? t('dueNow', { action }) : t('due', { s, action });
  };
  const counts = withheld === null && safeDefault !== null;
  return (
    <Group gap={4} wrap="nowrap" role="timer" className={classes['countdown'] ?? ''}>
      <Icon name={counts ? 'hourglass' : 'info'} size={15} />
      <Text span size="sm" fw={counts ? 700 : 500}>
        {text()}
      </Text>
    </Group>
  );
};

const OwnAction = ({ px4 }: Pick<ProposalView, 'px4'>): ReactElement => {
  const { t } = useTranslation('contingency');
  const does = t(`does.${px4.does}`);
  return (
    <Text span size="xs" c="dimmed">
      {px4.inS === null ? t('px4', { does }) : t('px4In', { does, s: Math.max(0, Math.round(px4.inS)) })}
    </Text>
  );
};

const Choices = ({ proposal }: { proposal: ProposalView }): ReactElement => {
  const { t } = useTranslation('contingency');
  const client = useQueryClient();
  const decide = (action: ContingencyAction | null, reason: string) =>
    call(contract.contingencies.decide, {
      params: { id: proposal.flightId },
      body: { no: proposal.no, action, reason },
    });
  const choose = useMutation({
    mutationFn: (action: ContingencyAction) => decide(action, ''),
    onSuccess: (next) => client.setQueryData(['contingencies.list'], next),
    onSettled: () => client.invalidateQueries({ queryKey: ['contingencies.list'] }),
  });
  const acts = proposal.actions.filter((action) => action !== GO_ON);
  const advised = proposal.actions[0];
  return (
    <>
      <Group gap={6} mt={4}>
        {acts.map((action) => (
          <Button
            key={action}
            size="compact-md"
            variant={action === advised ? 'filled' : 'default'}
            color="orange"
            loading={choose.isPending && choose.variables === action}
            onClick={() => choose.mutate(action)}
          >
            {actionText(action)}
            {action === advised ? ` · ${t('recommended')}` : ''}
          </Button>
        ))}
        {proposal.mayDismiss ? (
          <ReasonDialog
            label={advised === GO_ON ? `${actionText(GO_ON)} · ${t('recommended')}` : t('dismiss')}
            title={t('dismissTitle')}
            text={t('dismissText')}
            submit={t('dismiss')}
            act={(reason) => decide(null, reason)}
          />
        ) : (
          <Text size="xs" c="dimmed">
            {t('safetyOnly')}
          </Text>
        )}
      </Group>
      {choose.error !== null && <ErrorState error={choose.error} />}
    </>
  );
};

const ProposalCard = (props: {
  proposal: ProposalView;
  drone: string;
  onSelect: (selection: Selection) => void;
}): ReactElement => {
  const may = useMay();
  const { proposal } = props;
  const { title, cause, consequence, action } = contingencyText(proposal);
  const critical = proposal.severity === 'critical';
  return (
    <section className={`${classes['proposal']} ${critical ? classes['worst'] : ''}`} aria-label={title}>
      <Group justify="space-between" gap="xs">
        <Group gap={8}>
          <ToneBadge
            tone={critical ? 'critical' : 'attention'}
            icon={critical ? 'stop' : 'alert'}
            size="sm"
            strong={critical}
          >
            {title}
          </ToneBadge>
          <Button
            variant="transparent"
            size="compact-sm"
            p={0}
            onClick={() => props.onSelect({ kind: 'flight', id: proposal.flightId })}
          >
            {props.drone} · {proposal.flightNumber}
          </Button>
        </Group>
        <Countdown proposal={proposal} />
      </Group>
      <Text size="sm" mt={2}>
        {cause} → {consequence}
      </Text>
      <Text size="sm" fw={600}>
        {action}
      </Text>
      <OwnAction px4={proposal.px4} />
      {may('flight.command') && <Choices proposal={proposal} />}
    </section>
  );
};

/** Every open proposal, wherever the dispatcher looks; nothing while all is well. */
export const Proposals = (props: { onSelect: (selection: Selection) => void }): ReactElement | null => {
  const { t } = useTranslation('contingency');
  const vehicles = useVehicles().data?.vehicles;
  const proposals = useContingencies().data?.proposals ?? [];
  if (proposals.length === 0) return null;
  return (
    <div className={classes['proposals']} role="region" aria-label={t('title')} aria-live="assertive">
      {proposals.map((proposal) => (
        <ProposalCard
          key={`${proposal.flightId} ${proposal.no}`}
          proposal={proposal}
          drone={vehicles?.find(({ id }) => id === proposal.vehicleId)?.name ?? ''}
          onSelect={props.onSelect}
        />
      ))}
    </div>
  );
};
