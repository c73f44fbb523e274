import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Routes } from 'react-router';
import { NotePage } from '../shared/layout/note-page.tsx';
import { PageTabs } from '../shared/ui/page-tabs.tsx';
import { NewOrderPage } from './new-order-page.tsx';
import { OrderPage } from './order-page.tsx';
import { OrdersPage } from './orders-page.tsx';
import { PadsPage } from './pads-page.tsx';
import { ReceivePage } from './receive-page.tsx';

/** The hospital's pages: order, follow, receive, pad. */
export const HospitalPage = (): ReactElement => {
  const { t } = useTranslation('hospital');
  return (
    <>
      <PageTabs
        tabs={[
          { to: '/hospital', label: t('tabs.orders') },
          { to: '/hospital/new', label: t('newOrder') },
          { to: '/hospital/pads', label: t('tabs.pads') },
        ]}
      />
      <Routes>
        <Route index element={<OrdersPage />} />
        <Route path="new" element={<NewOrderPage />} />
        <Route path="orders/:id" element={<OrderPage />} />
        <Route path="orders/:id/receive" element={<ReceivePage />} />
        <Route path="pads" element={<PadsPage />} />
        <Route path="*" element={<NotePage kind="notFound" />} />
      </Routes>
    </>
  );
};
