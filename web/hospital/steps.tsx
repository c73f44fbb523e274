import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderState } from '../../server/orders/states.ts';
import { Icon } from '../shared/ui/icon.tsx';
import classes from './steps.module.css';

const STEPS = ['SUBMITTED', 'RESERVED', 'PACKED', 'IN_FLIGHT', 'DELIVERED', 'RECEIVED'] as const;

/** How many steps are behind an order in this state. */
const DONE: Readonly<Record<OrderState, number>> = {
  SUBMITTED: 1,
  ACCEPTED: 1,
  REQUEUED: 1,
  RESERVED: 2,
  PACKED: 3,
  IN_FLIGHT: 3,
  BY_ROAD: 3,
  DELIVERED: 5,
  RECEIVED: 6,
  CLOSED: 6,
  REJECTED: 1,
  CANCELLED: 1,
};

/** The way of an order in six steps; the one that is under way is marked. */
export const OrderSteps = ({ state }: { state: OrderState }): ReactElement => {
  const { t } = useTranslation('hospital');
  const done = DONE[state];
  const stopped = state === 'REJECTED' || state === 'CANCELLED';
  return (
    <ol className={classes['steps']}>
      {STEPS.map((step, index) => {
        const look = index < done ? 'done' : index === done && !stopped ? 'now' : 'next';
        return (
          <li key={step} data-look={look} aria-current={look === 'now' ? 'step' : undefined}>
            <span className={classes['dot']}>{look === 'done' && <Icon name="check" size={14} />}</span>
            <span>{t(`detail.steps.${step}`)}</span>
          </li>
        );
      })}
    </ol>
  );
};
