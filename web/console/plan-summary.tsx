import { Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanView } from '../../server/api/contract/plan-view.ts';
import { distance, figure, number } from '../shared/live/format.ts';
import { countdown } from '../shared/time.ts';
import { AlternatesList } from './alternates-list.tsx';
import { ProfileChart } from './profile-chart.tsx';
import { WindLine } from './wind-line.tsx';
import classes from './console.module.css';

const Figures = ({ plan }: { plan: PlanView }): ReactElement => {
  const { t } = useTranslation('console');
  const rows: [string, string][] = [
    [t('plan.distance'), distance(plan.distanceM)],
    [t('plan.time'), countdown(plan.flightS * 1000)],
    [t('plan.payload'), figure(plan.payloadKg, 'kg', 1)],
    [t('plan.used'), figure(plan.batteryUsedPct, '%', 1)],
    [t('plan.left'), figure(plan.batteryLandingPct, '%', 1)],
    [t('plan.reserve'), figure(plan.reservePct, '%')],
  ];
  if (plan.eta !== null) rows.push([t('plan.p95'), countdown(plan.eta.p95S * 1000)]);
  if (plan.margin !== null)
    rows.push([
      t('plan.margin'),
      t('plan.marginValue', {
        km: number(plan.margin.km, 1),
        min: number(plan.margin.minutes, 1),
        pct: number(plan.margin.pct, 1),
      }),
    ]);
  return (
    <dl className={classes['figures']}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

/** What the plan costs, and its legs. */
export const PlanSummary = ({ plan }: { plan: PlanView }): ReactElement => {
  const { t } = useTranslation('console');
  return (
    <>
      <Figures plan={plan} />
      <WindLine wind={plan.wind} />
      <AlternatesList plan={plan} />
      <ProfileChart plan={plan} />
      <details style={{ marginTop: 8 }}>
        <summary style={{ cursor: 'pointer', fontSize: 13 }}>
          {t('plan.legs')} · {plan.legs.length}
        </summary>
        <Table fz="xs" verticalSpacing={3} horizontalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th />
              <Table.Th ta="right">{t('plan.distance')}</Table.Th>
              <Table.Th ta="right">{t('plan.height')}</Table.Th>
              <Table.Th ta="right">{t('plan.clearance')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {plan.legs.map((leg, index) => (
              <Table.Tr key={`${leg.from.join()}-${leg.to.join()}-${index}`}>
                <Table.Td>{t('plan.leg', { n: index + 1 })}</Table.Td>
                <Table.Td ta="right">{distance(leg.distanceM)}</Table.Td>
                <Table.Td ta="right">{number(leg.relAltM)} m</Table.Td>
                <Table.Td ta="right">{number(leg.minClearanceM)} m</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Text size="xs" c="dimmed">
          {t('plan.airspace', { v: plan.airspaceVersion })} · {plan.hash.slice(0, 8)}
        </Text>
      </details>
    </>
  );
};
