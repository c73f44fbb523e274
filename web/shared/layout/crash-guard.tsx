import { Button, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const Crashed = ({ detail }: { detail: string }): ReactElement => {
  const { t } = useTranslation();
  return (
    <Stack align="flex-start" gap="xs" p="md" role="alert">
      <Title order={1} size="h3">
        {t('crashed.title')}
      </Title>
      <Text c="dimmed">{t('crashed.text')}</Text>
      <Text size="xs" className="mono" c="dimmed">
        {detail}
      </Text>
      <Button onClick={() => globalThis.location.reload()}>{t('crashed.reload')}</Button>
    </Stack>
  );
};

type State = { readonly error: Error | undefined };

/** A bug in one area must not take the frame with it. */
export class CrashGuard extends Component<{ children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(JSON.stringify(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Crashed detail={error.message} />;
  }
}
