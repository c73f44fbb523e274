import {
  Alert,
  Box,
  Button,
  Center,
  Group,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { isSignedOut } from '../shared/api-error.ts';
import { LanguageSwitch, ThemeSwitch } from '../shared/layout/user-menu.tsx';
import { afterLogin } from '../shared/session/areas.ts';
import { useSession } from '../shared/session/session.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { ErrorState } from '../shared/ui/states.tsx';

const LoginForm = (): ReactElement => {
  const { t } = useTranslation('login');
  const { signIn } = useSession();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useMutation({ mutationFn: () => signIn(login.trim(), password) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt.mutate();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t('login')}
          name="username"
          size="md"
          autoFocus
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('password')}
          name="password"
          size="md"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {attempt.isError &&
          (isSignedOut(attempt.error) ? (
            <Alert role="alert" color="red" icon={<Icon name="alert" size={18} />}>
              {t('failed')}
            </Alert>
          ) : (
            <ErrorState error={attempt.error} />
          ))}
        <Button
          type="submit"
          size="md"
          fullWidth
          loading={attempt.isPending}
          disabled={login.trim() === '' || password === ''}
        >
          {t('submit')}
        </Button>
      </Stack>
    </form>
  );
};

export const LoginPage = (): ReactElement => {
  const { t } = useTranslation('login');
  const { t: tCommon } = useTranslation();
  const { session } = useSession();
  const [search] = useSearchParams();
  if (session.kind === 'signed-in') {
    return <Navigate to={afterLogin(session.me.person.role, search.get('next'))} replace />;
  }
  return (
    <Center mih="100dvh" p="md">
      <Box w="100%" maw={380}>
        <Group gap="sm" mb="xs" wrap="nowrap">
          <img src="/icon.svg" width={40} height={40} alt="" />
          <div>
            <Title order={1} size="h3">
              {tCommon('brand')} {tCommon('brandSub')}
            </Title>
            <Text size="sm" c="dimmed">
              {t('intro')}
            </Text>
          </div>
        </Group>
        <Paper withBorder p="lg">
          <Stack gap="sm">
            {search.has('next') && <Alert color="blue">{t('expired')}</Alert>}
            <LoginForm />
          </Stack>
        </Paper>
        <Group grow mt="md" gap="sm">
          <LanguageSwitch />
          <ThemeSwitch />
        </Group>
      </Box>
    </Center>
  );
};
