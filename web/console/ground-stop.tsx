import { Badge, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { GroundStopView } from '../../server/api/contract/safety.ts';
import { call } from '../shared/client.ts';
import { useMay } from '../shared/session/session.tsx';
import { clockTime } from '../shared/time.ts';
import classes from './console.module.css';
import { ReasonDialog } from './reason-dialog.tsx';

/** While drones are brought home the page asks this often: who waits for whom makes no fact. */
const RUNNING_MS = 1500;
const USUAL_MS = 10_000;

const Drones = ({ collective }: { collective: NonNullable<GroundStopView['collective']> }): ReactElement => {
  const { t } = useTranslation('safety');
  const { drones, running, stuck } = collective;
  const home = drones.filter(({ state }) => state === 'home').length;
  return (
    <div>
      <Text size="sm" fw={700}>
        {t(running ? 'collective' : 'collectiveOver', { home, all: drones.length })}
      </Text>
      {stuck && (
        <Text size="sm" fw={700} c="var(--mantine-color-red-text)" role="alert">
          {t('stuck')}
        </Text>
      )}
      <Group gap={6}>
        {drones.map(({ flightId, number, state, behind }) => (
          <Badge key={flightId} size="sm" variant="default" tt="none">
            {number} {t(`state.${state}`)}
            {behind.length > 0 ? ` · ${t('behind', { numbers: behind.join(', ') })}` : ''}
          </Badge>
        ))}
      </Group>
    </div>
  );
};

type Act = 'orderStop' | 'releaseStop' | 'collectiveReturn' | 'cancelCollective';

const act =
  (name: Act) =>
  (reason: string): Promise<GroundStopView> =>
    call(contract.safety[name], { body: { reason } });

/** What can be done now: begin or end each of the two. */
const Actions = (props: { stopped: boolean; running: boolean }): ReactElement => {
  const { t } = useTranslation('safety');
  return (
    <Group gap={4}>
      {props.stopped ? (
        <ReasonDialog
          label={t('release')}
          title={t('releaseTitle')}
          text={t('releaseText')}
          submit={t('releaseSubmit')}
          act={act('releaseStop')}
        />
      ) : (
        <ReasonDialog
          label={t('stop')}
          title={t('stopTitle')}
          text={t('stopText')}
          submit={t('stopSubmit')}
          color="red"
          act={act('orderStop')}
        />
      )}
      {props.running ? (
        <ReasonDialog
          label={t('cancel')}
          title={t('cancelTitle')}
          text={t('cancelText')}
          submit={t('cancelSubmit')}
          act={act('cancelCollective')}
        />
      ) : (
        <ReasonDialog
          label={t('bringHome')}
          title={t('bringHomeTitle')}
          text={t('bringHomeText')}
          submit={t('bringHomeSubmit')}
          color="red"
          act={act('collectiveReturn')}
        />
      )}
    </Group>
  );
};

/** The actions that concern every drone at once, and how they stand. */
export const GroundStop = (): ReactElement => {
  const { t } = useTranslation('safety');
  const may = useMay();
  const query = useQuery<GroundStopView>({
    queryKey: ['safety.groundStop'],
    refetchInterval: ({ state }) => (state.data?.collective?.running === true ? RUNNING_MS : USUAL_MS),
    queryFn: ({ signal }) => call(contract.safety.groundStop, { signal }),
  });
  const stop = query.data?.stop ?? null;
  const collective = query.data?.collective ?? null;
  const running = collective?.running === true;
  return (
    <div className={classes['block']} style={{ paddingBlock: 4 }}>
      <Group justify="space-between" gap={4}>
        <Text size="sm" fw={stop === null ? 400 : 700} style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          {stop !== null && t('inForce', { reason: stop.reason, name: stop.by, time: clockTime(stop.at) })}
        </Text>
        {may('flight.command') && <Actions stopped={stop !== null} running={running} />}
      </Group>
      {collective !== null && (running || stop !== null) && <Drones collective={collective} />}
    </div>
  );
};
