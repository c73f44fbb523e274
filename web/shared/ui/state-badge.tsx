import { Badge } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FlightState } from '../../../server/flight/states.ts';
import type { OrderState, Urgency } from '../../../server/orders/states.ts';
import type { UnitState } from '../../../server/stock/states.ts';
import { Icon, type IconName } from './icon.tsx';
import { FLIGHT_LOOK, ORDER_LOOK, TONE_COLOR, UNIT_LOOK, URGENCY_LOOK, type Tone } from './tones.ts';

type Size = 'sm' | 'md' | 'lg';

/** A state in icon, word and colour, in this order of weight. */
export const ToneBadge = (props: {
  tone: Tone;
  icon: IconName;
  children: ReactNode;
  size?: Size;
  strong?: boolean;
}): ReactElement => {
  const { tone, icon, children, size = 'md', strong = false } = props;
  return (
    <Badge
      color={TONE_COLOR[tone]}
      variant={strong ? 'filled' : 'light'}
      size={size}
      radius="sm"
      leftSection={<Icon name={icon} size={size === 'lg' ? 16 : 13} />}
      styles={{ root: { textTransform: 'none', maxWidth: '100%' }, label: { fontWeight: 600 } }}
    >
      {children}
    </Badge>
  );
};

export const OrderStateBadge = (props: { state: OrderState; size?: Size }): ReactElement => {
  const { t } = useTranslation('enums');
  return (
    <ToneBadge {...ORDER_LOOK[props.state]} size={props.size ?? 'md'}>
      {t(`orderState.${props.state}`)}
    </ToneBadge>
  );
};

export const UrgencyBadge = (props: { urgency: Urgency; size?: Size }): ReactElement => {
  const { t } = useTranslation('enums');
  return (
    <ToneBadge {...URGENCY_LOOK[props.urgency]} size={props.size ?? 'md'} strong={props.urgency === 'MTP'}>
      {t(`urgency.${props.urgency}`)}
    </ToneBadge>
  );
};

export const UnitStateBadge = (props: { state: UnitState; size?: Size }): ReactElement => {
  const { t } = useTranslation('enums');
  return (
    <ToneBadge {...UNIT_LOOK[props.state]} size={props.size ?? 'sm'}>
      {t(`unitState.${props.state}`)}
    </ToneBadge>
  );
};

export const FlightStateBadge = (props: { state: FlightState; size?: Size }): ReactElement => {
  const { t } = useTranslation('enums');
  return (
    <ToneBadge {...FLIGHT_LOOK[props.state]} size={props.size ?? 'md'}>
      {t(`flightState.${props.state}`)}
    </ToneBadge>
  );
};
