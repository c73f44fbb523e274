import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { LaunchRecord } from '../../server/api/contract/preflight.ts';
import { IssueRows } from '../console/issue-rows.tsx';
import { call } from '../shared/client.ts';
import { fullMoment } from '../shared/time.ts';
import { QueryState } from '../shared/ui/states.tsx';
import classes from './ops.module.css';

type Signature = LaunchRecord['requestedBy'];

const signed = ({ name, at }: Signature, reason = ''): string =>
  `${name}，${fullMoment(at)}${reason === '' ? '' : ` · ${reason}`}`.replace('，', ', ');

const Row = ({ name, children }: { name: string; children: ReactNode }): ReactElement => (
  <tr>
    <th scope="row" style={{ minWidth: '7em', whiteSpace: 'normal', textAlign: 'left' }}>
      {name}
    </th>
    <td style={{ textAlign: 'left', whiteSpace: 'normal', overflowWrap: 'anywhere' }}>{children}</td>
  </tr>
);

const Conditions = ({ record }: { record: LaunchRecord }): ReactElement => {
  const { t } = useTranslation('preflight');
  const { weather, approvals, baseline } = record;
  const demo = (
    <Badge size="xs" color="grape">
      {t('conditions.demo')}
    </Badge>
  );
  return (
    <>
      <Row name={t('record.weather')}>
        {weather === null
          ? t('conditions.none')
          : t('conditions.summary', { ...weather, rain: t(`conditions.kind.${weather.precipitation}`) })}
        {weather !== null && ` (${weather.source}, ${fullMoment(weather.at)}) `}
        {weather?.demo === true && demo}
      </Row>
      <Row name={t('record.approval')}>
        {approvals.length === 0 && t('conditions.noApproval')}
        {approvals.map((approval) => (
          <div key={approval.id}>
            {approval.number} {fullMoment(approval.from)} – {fullMoment(approval.to)} {approval.demo && demo}
          </div>
        ))}
      </Row>
      <Row name={t('record.baseline')}>
        {t('record.baselineText', {
          profile: t(`record.profile.${baseline.profile}`),
          n: baseline.read,
          differences: baseline.differences.length === 0 ? '0' : baseline.differences.join(', '),
          hash: baseline.hash,
        })}
      </Row>
    </>
  );
};

const Record = ({ record }: { record: LaunchRecord }): ReactElement => {
  const { t } = useTranslation('preflight');
  return (
    <>
      <table className={classes['figures']}>
        <tbody>
          <Row name={t('record.launched')}>{signed(record.requestedBy, record.reason)}</Row>
          <Row name={t('record.second')}>
            {record.approvedBy === null
              ? t('record.alone')
              : signed(record.approvedBy, record.approverReason)}
          </Row>
          <Row name={t('record.codes')}>{t(`record.${record.codes}`)}</Row>
          <Row name={t('record.ticks')}>
            {record.ticks.map(({ tick, by }) => (
              <div key={tick}>
                {t(`ticks.${tick}`)} · {signed(by)}
              </div>
            ))}
          </Row>
          <Conditions record={record} />
          <Row name={t('record.firmware')}>{record.firmware}</Row>
          <Row name={t('record.plan')}>
            <span className="mono">{record.planHash}</span>
          </Row>
        </tbody>
      </table>
      <Text size="sm" fw={600} mt="xs">
        {t('record.issues')}
      </Text>
      {record.issues.length === 0 ? (
        <Text size="sm">{t('record.noIssues')}</Text>
      ) : (
        <IssueRows issues={record.issues} />
      )}
    </>
  );
};

/** What was checked, known and said when this flight was launched. */
export const LaunchRecordSection = ({ flight }: { flight: Flight }): ReactElement | null => {
  const { t } = useTranslation('preflight');
  const query = useQuery({
    queryKey: ['flights.record', flight.id],
    enabled: flight.launchedAt !== null,
    queryFn: ({ signal }) => call(contract.preflight.record, { params: { id: flight.id }, signal }),
  });
  if (flight.launchedAt === null) return null;
  return (
    <section data-print>
      <Group justify="space-between" mb={4}>
        <Title order={2} size="h5">
          {t('record.title')} {flight.number}
        </Title>
        <Button size="compact-sm" variant="default" data-noprint onClick={() => window.print()}>
          {t('record.print')}
        </Button>
      </Group>
      <QueryState query={query} rows={4} height={30}>
        {(record) => <Record record={record} />}
      </QueryState>
    </section>
  );
};
