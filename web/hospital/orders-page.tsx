import { Button, SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useOrders } from '../shared/queries.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { OrderCard } from './order-card.tsx';

type View = 'open' | 'ended';

/** The hospital's own orders, open first. */
export const OrdersPage = (): ReactElement => {
  const { t } = useTranslation('hospital');
  const [view, setView] = useState<View>('open');
  const query = useOrders(view, view === 'open' ? 100 : 50);
  return (
    <Stack gap="sm">
      <Button
        component={Link}
        to="/hospital/new"
        size="lg"
        w={{ base: '100%', sm: 320 }}
        leftSection={<Icon name="drop" size={20} />}
      >
        {t('newOrder')}
      </Button>
      <SegmentedControl
        value={view}
        w={{ base: '100%', sm: 320 }}
        onChange={setView}
        data={[
          { value: 'open', label: t('list.open') },
          { value: 'ended', label: t('list.ended') },
        ]}
      />
      <QueryState query={query} rows={3} height={104}>
        {({ orders }) =>
          orders.length === 0 ? (
            <EmptyState icon="drop" text={view === 'open' ? t('list.emptyOpen') : t('list.emptyEnded')} />
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
              {orders.map((order) => (
                <OrderCard key={order.id} order={order} to={`/hospital/orders/${order.id}`} />
              ))}
            </SimpleGrid>
          )
        }
      </QueryState>
    </Stack>
  );
};
