import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Routes } from 'react-router';
import { NotePage } from '../shared/layout/note-page.tsx';
import { PageTabs } from '../shared/ui/page-tabs.tsx';
import { HeldBoxes } from './held-boxes.tsx';
import { OrdersDesk } from './orders-desk.tsx';
import { IssuePadPage } from './pad-page.tsx';
import { StockPage } from './stock-page.tsx';

/** The issuing desk, the pad of the blood centre and the stock. */
export const IssuePage = (): ReactElement => {
  const { t } = useTranslation('issue');
  return (
    <>
      <PageTabs
        tabs={[
          { to: '/issue', label: t('tabs.orders') },
          { to: '/issue/pad', label: t('tabs.pad') },
          { to: '/issue/stock', label: t('tabs.stock') },
        ]}
      />
      <HeldBoxes />
      <Routes>
        <Route index element={<OrdersDesk />} />
        <Route path="orders/:id" element={<OrdersDesk />} />
        <Route path="pad" element={<IssuePadPage />} />
        <Route path="stock" element={<StockPage />} />
        <Route path="*" element={<NotePage kind="notFound" />} />
      </Routes>
    </>
  );
};
