import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { NotConfirmedError } from '../shared/api-error.ts';
import { call } from '../shared/client.ts';
import { useSites } from '../shared/live/queries.ts';
import { clockTimeS } from '../shared/time.ts';
import { Icon, type IconName } from '../shared/ui/icon.tsx';
import { serverNow } from '../shared/use-now.ts';
import { ErrorState } from '../shared/ui/states.tsx';
import { AirCommands } from './air-commands.tsx';
import { newClick } from './click.ts';
import { ConnectionWarning } from './connection-warning.tsx';
import classes from './console.module.css';
import { commandsOf, type Command } from './flight-phase.ts';
import { siteName } from './order-queue.tsx';

const ROUTE = {
  hold: contract.flights.hold,
  resume: contract.flights.resume,
  return: contract.flights.return,
  land: contract.flights.land,
} as const;

const ICON: Readonly<Record<Command, IconName>> = {
  hold: 'pause',
  resume: 'drone',
  return: 'return',
  land: 'pin',
};
/** Hold acts at once: it is always safe and mostly urgent. These move the drone: one question first. */
const ASKED: readonly Command[] = ['return', 'land'];

/** What the last command came to, in words: an answer of the service is not yet a proof. */
const Outcome = (props: {
  sent: { command: Command; at: number } | undefined;
  error: unknown;
}): ReactElement | null => {
  const { t } = useTranslation('console');
  const { sent, error } = props;
  if (sent === undefined) return null;
  const what = t(`command.${sent.command}`);
  if (error instanceof NotConfirmedError) {
    return (
      <Text size="sm" fw={700} role="status" c="var(--mantine-color-orange-text)">
        {t('command.notConfirmed', { what })}
      </Text>
    );
  }
  if (error !== null) return <ErrorState error={error} />;
  return (
    <Text size="sm" role="status">
      {t('command.accepted', { what, time: clockTimeS(sent.at) })}
    </Text>
  );
};

const AskDialog = (props: {
  command: Command | undefined;
  flight: Flight;
  onClose: () => void;
  onConfirm: (command: Command) => void;
}): ReactElement => {
  const { t } = useTranslation('console');
  const sites = useSites().data?.sites;
  const { command, flight, onClose, onConfirm } = props;
  const shown = command === 'land' || command === 'hold' ? command : 'return';
  const text = t(`command.${shown}Text`, {
    drone: flight.vehicleName,
    place: siteName(sites, flight.fromSiteId),
  });
  return (
    <Modal opened={command !== undefined} onClose={onClose} title={t(`command.${shown}Title`)}>
      <Stack gap="md">
        <Text>{text}</Text>
        <ConnectionWarning />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('command.cancel')}
          </Button>
          <Button
            color={shown === 'land' ? 'red' : 'orange'}
            data-autofocus
            leftSection={<Icon name={ICON[shown]} />}
            onClick={() => {
              onClose();
              onConfirm(shown);
            }}
          >
            {t(`command.${shown}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};

/** Hold, resume, return and land. They go by HTTP; the socket only shows. */
export const FlightCommands = (props: { flight: Flight; holdAsked: number }): ReactElement | null => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  const { flight, holdAsked } = props;
  const [asking, setAsking] = useState<Command | undefined>(undefined);
  const [sent, setSent] = useState<{ command: Command; at: number } | undefined>(undefined);
  const command = useMutation({
    mutationFn: (which: Command) => call(ROUTE[which], { params: { id: flight.id }, body: newClick() }),
    onMutate: () => setSent(undefined),
    onSettled: (next, _error, which) => {
      setSent({ command: which, at: serverNow() });
      if (next !== undefined) client.setQueryData(['flights.get', flight.id], next);
      else void client.invalidateQueries({ queryKey: ['flights.get', flight.id] });
    },
  });
  const commands = commandsOf(flight.state);
  const canHold = commands.includes('hold');
  useEffect(() => {
    if (holdAsked > 0 && canHold) setAsking('hold');
    // oxlint-disable-next-line react/exhaustive-deps -- only a new press of the key asks
  }, [holdAsked]);
  if (commands.length === 0) return null;
  return (
    <section className={classes['block']}>
      <ConnectionWarning />
      <Group gap="xs" grow>
        {commands.map((which) => (
          <Button
            key={which}
            size="sm"
            h={44}
            px={4}
            variant={which === 'hold' || which === 'resume' ? 'filled' : 'default'}
            title={which === 'hold' ? t('command.holdHint') : undefined}
            leftSection={<Icon name={ICON[which]} />}
            loading={command.isPending && command.variables === which}
            onClick={() => (ASKED.includes(which) ? setAsking(which) : command.mutate(which))}
          >
            {t(`command.${which}`)}
          </Button>
        ))}
      </Group>
      <div style={{ minHeight: 22, marginTop: 6 }}>
        <Outcome sent={sent} error={command.error} />
      </div>
      <AirCommands flight={flight} />
      <AskDialog
        command={asking}
        flight={flight}
        onClose={() => setAsking(undefined)}
        onConfirm={(which) => command.mutate(which)}
      />
    </section>
  );
};
