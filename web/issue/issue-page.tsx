import { Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

export const IssuePage = (): ReactElement => {
  const { t } = useTranslation('issue');
  return (
    <Title order={1} size="h4">
      {t('title')}
    </Title>
  );
};
