import { Group, Tabs, VisuallyHidden } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes, useNavigate } from 'react-router';
import { useLiveRenewal } from '../shared/live/queries.ts';
import { useMay } from '../shared/session/session.tsx';
import { ForeignIntents } from '../shared/exchange/foreign-intents.tsx';
import { PaperPackLink } from '../shared/ui/paper-pack-link.tsx';
import { DeliveriesTable } from './deliveries-table.tsx';
import { FlightPage } from './flight-page.tsx';
import { FlightsTable } from './flights-table.tsx';
import { IncidentPage, IncidentsTable } from './incidents.tsx';
import classes from './ops.module.css';

const Lists = ({ tab }: { tab: 'deliveries' | 'flights' | 'incidents' | 'intents' }): ReactElement => {
  const { t } = useTranslation('ops');
  const { t: tIncident } = useTranslation('incident');
  const { t: tExchange } = useTranslation('exchange');
  const may = useMay();
  const navigate = useNavigate();
  return (
    <>
      <VisuallyHidden>
        <h1>{t('title')}</h1>
      </VisuallyHidden>
      <Tabs value={tab} onChange={(value) => void navigate(`/ops/${value ?? 'deliveries'}`)} mb="sm">
        <Tabs.List>
          <Tabs.Tab value="deliveries">{t('tab.deliveries')}</Tabs.Tab>
          <Tabs.Tab value="flights">{t('tab.flights')}</Tabs.Tab>
          <Tabs.Tab value="incidents">{tIncident('tab')}</Tabs.Tab>
          <Tabs.Tab value="intents">{tExchange('foreign.tab')}</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {may('order.read.all') && (
        <Group justify="flex-end">
          <PaperPackLink />
        </Group>
      )}
      {tab === 'deliveries' && <DeliveriesTable />}
      {tab === 'flights' && <FlightsTable />}
      {tab === 'incidents' && <IncidentsTable />}
      {tab === 'intents' && <ForeignIntents />}
    </>
  );
};

/** Review: deliveries, flights, one flight. */
export const OpsPage = (): ReactElement => {
  useLiveRenewal();
  return (
    <div className={classes['page']}>
      <Routes>
        <Route index element={<Navigate to="deliveries" replace />} />
        <Route path="deliveries" element={<Lists tab="deliveries" />} />
        <Route path="flights" element={<Lists tab="flights" />} />
        <Route path="incidents" element={<Lists tab="incidents" />} />
        <Route path="intents" element={<Lists tab="intents" />} />
        <Route path="incidents/:id" element={<IncidentPage />} />
        <Route path="flights/:id" element={<FlightPage />} />
        <Route path="*" element={<Navigate to="/ops/deliveries" replace />} />
      </Routes>
    </div>
  );
};
