import { Center, Paper, Stack, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Shell } from '../shared/layout/shell.tsx';
import { PasswordForm } from './password-dialog.tsx';

/** A password that somebody else has set opens nothing but its own change. */
export const MustChangePassword = (): ReactElement => {
  const { t } = useTranslation('login');
  return (
    <Shell>
      <Center>
        <Paper withBorder p="lg" w="100%" maw={420}>
          <Stack gap="sm">
            <Title order={1} size="h4">
              {t('changeTitle')}
            </Title>
            <PasswordForm must onDone={() => undefined} />
          </Stack>
        </Paper>
      </Center>
    </Shell>
  );
};
