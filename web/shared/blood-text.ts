import { useTranslation } from 'react-i18next';
import type { Component } from '../../server/blood/component.ts';
import type { Abo, Rhd } from '../../server/blood/group.ts';

export type Group = { readonly abo: Abo; readonly rhd: Rhd };

/** Words for blood: a group is never the letter alone. */
export const useBloodText = (): {
  /** `O RhD 阳性` */
  readonly group: (group: Group) => string;
  /** `O＋`, for tables where a legend is near. */
  readonly shortGroup: (group: Group) => string;
  readonly component: (component: Component) => string;
} => {
  const { t } = useTranslation('enums');
  return {
    group: ({ abo, rhd }) => `${abo} ${t(`rhd.${rhd}`)}`,
    shortGroup: ({ abo, rhd }) => `${abo}${t(`rhdShort.${rhd}`)}`,
    component: (component) => t(`component.${component}`),
  };
};
