import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanView } from '../../server/api/contract/plan-view.ts';
import { countdown } from '../shared/time.ts';

const clock = (seconds: number): string => countdown(seconds * 1000);

/** In words what the map shows as dotted lines: from when to when which pad is the nearest, and the point of no return. */
export const AlternatesList = ({ plan }: { plan: PlanView }): ReactElement | null => {
  const { t, i18n } = useTranslation('console');
  if (plan.alternates.length === 0) return null;
  const last = plan.pointOfNoReturn;
  return (
    <section aria-label={t('alternates.title')} style={{ marginTop: 8 }}>
      <Text size="sm" fw={600}>
        {t('alternates.title')}
      </Text>
      <ul style={{ margin: 0, paddingInlineStart: 18, fontSize: 13 }}>
        {plan.alternates.map((one) => (
          <li key={one.fromS}>
            {t('alternates.stretch', {
              from: clock(one.fromS),
              to: clock(one.toS),
              pad: i18n.language.startsWith('zh') ? one.nameZh : one.nameEn,
              time: clock(one.seconds),
            })}
          </li>
        ))}
        <li>
          {last === null
            ? t('alternates.alwaysHome')
            : t(last.overWater ? 'alternates.noReturnWater' : 'alternates.noReturn', { at: clock(last.atS) })}
        </li>
      </ul>
      <Text size="xs" c="dimmed">
        {t('alternates.legend')}
      </Text>
    </section>
  );
};
