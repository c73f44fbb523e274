import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes } from 'react-router';
import { NotePage } from '../shared/layout/note-page.tsx';
import { PageTabs } from '../shared/ui/page-tabs.tsx';
import { ForeignIntents } from '../shared/exchange/foreign-intents.tsx';
import { AirspacePage } from './airspace-page.tsx';
import { AuditPage } from './audit-page.tsx';
import { BatteriesPage } from './batteries-page.tsx';
import { DronesPage } from './drones-page.tsx';
import { LinksPage } from './links-page.tsx';
import { PeoplePage } from './people-page.tsx';
import { SitesPage } from './sites-page.tsx';

const TABS = ['people', 'sites', 'drones', 'batteries', 'links', 'airspace', 'intents', 'audit'] as const;

/** Everything that is set up once: nothing needs an edited file. */
export const AdminPage = (): ReactElement => {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageTabs tabs={TABS.map((tab) => ({ to: `/admin/${tab}`, label: t(`tabs.${tab}`) }))} />
      <Routes>
        <Route index element={<Navigate to="/admin/people" replace />} />
        <Route path="people" element={<PeoplePage />} />
        <Route path="sites" element={<SitesPage />} />
        <Route path="drones" element={<DronesPage />} />
        <Route path="batteries" element={<BatteriesPage />} />
        <Route path="links" element={<LinksPage />} />
        <Route path="airspace" element={<AirspacePage />} />
        <Route path="intents" element={<ForeignIntents />} />
        <Route path="audit" element={<AuditPage />} />
        <Route path="*" element={<NotePage kind="notFound" />} />
      </Routes>
    </>
  );
};
