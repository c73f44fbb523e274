import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** Made up for the demo. */
export const Demo = ({ demo }: { demo: boolean }): ReactElement | null => {
  const { t } = useTranslation('preflight');
  return demo ? (
    <Badge size="xs" color="grape">
      {t('conditions.demo')}
    </Badge>
  ) : null;
};
