import { Alert, Button, Group, Text } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flight } from '../../server/api/contract/flights.ts';
import { useSites } from '../shared/live/queries.ts';
import { refusalText } from '../shared/i18n/translate.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { siteName } from './order-queue.tsx';
import { RerouteDialog } from './reroute-dialog.tsx';
import { SpeedDialog } from './speed-dialog.tsx';
import { TerminateDialog } from './terminate-dialog.tsx';

type Open = 'way' | 'speed' | 'end';

const DIALOGS = { way: RerouteDialog, speed: SpeedDialog, end: TerminateDialog } as const;

/** How far a change of its way has come, or why it holds instead. */
const RerouteState = ({ flight }: { flight: Flight }): ReactElement | null => {
  const { t } = useTranslation('console');
  const sites = useSites().data?.sites;
  const { reroute } = flight;
  if (reroute === null || (reroute.step === 'done' && reroute.failed === null)) return null;
  const site = sites?.find(({ pads }) => pads.some(({ id }) => id === reroute.padId));
  const place = site === undefined ? '' : siteName(sites, site.id);
  const failed = reroute.failed !== null;
  return (
    <Alert
      color={failed ? 'red' : 'blue'}
      p="xs"
      mt="xs"
      role="status"
      icon={<Icon name={failed ? 'alert' : 'hourglass'} size={16} />}
      title={t(failed ? 'air.stays' : 'air.running', { what: t(`air.${reroute.kind}`), place })}
    >
      <Text size="xs">{t(`air.step.${reroute.step}`)}</Text>
      {reroute.failed !== null && <Text size="xs">{refusalText(reroute.failed)}</Text>}
    </Alert>
  );
};

/** What changes the way or the speed of a drone in the air, or ends its flight. */
export const AirCommands = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('console');
  const [open, setOpen] = useState<Open | undefined>(undefined);
  const close = (): void => setOpen(undefined);
  const Dialog = open === undefined ? undefined : DIALOGS[open];
  return (
    <>
      <RerouteState flight={flight} />
      <Group gap="xs" grow mt="xs">
        {(['way', 'speed', 'end'] as const).map((which) => (
          <Button
            key={which}
            size="xs"
            h={44}
            px={4}
            variant="default"
            {...(which === 'end' ? { c: 'red' } : {})}
            onClick={() => setOpen(which)}
          >
            {t(`air.${which}`)}
          </Button>
        ))}
      </Group>
      {Dialog !== undefined && <Dialog flight={flight} onClose={close} />}
    </>
  );
};
