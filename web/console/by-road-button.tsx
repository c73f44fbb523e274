import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { call } from '../shared/client.ts';
import classes from './console.module.css';
import { ReasonDialog } from './reason-dialog.tsx';

/** Gives a packed order to a ground courier, with a reason. */
export const ByRoadButton = ({ order }: { order: Order }): ReactElement => {
  const { t } = useTranslation('console');
  return (
    <section className={classes['block']}>
      <ReasonDialog
        label={`${t('panel.byRoad')}…`}
        title={`${t('panel.byRoad')} · ${order.number}`}
        text={t('panel.byRoadHint')}
        submit={t('panel.byRoad')}
        act={(reason) => call(contract.orders.byRoad, { params: { id: order.id }, body: { reason } })}
      />
    </section>
  );
};
