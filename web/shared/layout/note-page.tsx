import { Button, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** A page that only says why there is no page. */
export const NotePage = ({ kind }: { kind: 'notFound' | 'forbidden' }): ReactElement => {
  const { t } = useTranslation();
  return (
    <Stack align="flex-start" gap="xs" py="xl">
      <Title order={1} size="h3">
        {t(`${kind}.title`)}
      </Title>
      <Text c="dimmed">{t(`${kind}.text`)}</Text>
      <Button component={Link} to="/" variant="default" mt="sm">
        {t('notFound.home')}
      </Button>
    </Stack>
  );
};
