import { useTranslation } from 'react-i18next';
import type { Order } from '../../server/api/contract/orders.ts';
import { currentLanguage } from '../shared/i18n/i18n.ts';

/** `2 袋 悬浮红细胞 O＋`: what an order asks for, in one line. */
export const useContents = (order: Pick<Order, 'lines'>): string => {
  const { t } = useTranslation('enums');
  const { t: tOps } = useTranslation('ops');
  return order.lines
    .map((line) =>
      tOps('deliveries.lines', {
        units: line.units,
        component: t(`component.${line.component}`),
        group: `${line.abo}${t(`rhdShort.${line.rhd}`)}`,
      }),
    )
    .join(currentLanguage() === 'zh' ? '、' : ', ');
};
