import { Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

export const ConsolePage = (): ReactElement => {
  const { t } = useTranslation('console');
  return (
    <Title order={1} size="h4">
      {t('title')}
    </Title>
  );
};
