import { Alert, Button, Center, Skeleton, Stack, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, NotConfirmedError } from '../api-error.ts';
import { errorText } from '../i18n/translate.ts';
import { Icon, type IconName } from './icon.tsx';

/** Nothing to show, and what to do about it. */
export const EmptyState = (props: { text: string; icon?: IconName; children?: ReactNode }): ReactElement => (
  <Center py="xl">
    <Stack align="center" gap="xs" c="dimmed">
      <Icon name={props.icon ?? 'list'} size={28} />
      <Text size="sm" ta="center">
        {props.text}
      </Text>
      {props.children}
    </Stack>
  </Center>
);

/** A failure in words of the page's language, with the service's number for it, and a way on. */
export const ErrorState = (props: { error: unknown; onRetry?: (() => void) | undefined }): ReactElement => {
  const { t } = useTranslation();
  const { error, onRetry } = props;
  const open = error instanceof NotConfirmedError;
  const errorId = error instanceof ApiError ? error.errorId : undefined;
  // What does not fit the contract is a bug: its sentence helps whoever is told of it.
  const detail = error instanceof ApiError && error.code === 'client.bad_answer' ? error.detail : undefined;
  return (
    <Alert
      role="alert"
      color={open ? 'orange' : 'red'}
      icon={<Icon name={open ? 'offline' : 'alert'} size={18} />}
      title={errorText(error)}
    >
      <Stack gap="xs" align="flex-start">
        {detail !== undefined && <Text size="sm">{detail}</Text>}
        {errorId !== undefined && <Text size="sm">{t('state.errorId', { id: errorId })}</Text>}
        {onRetry !== undefined && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="refresh" size={14} />}
            onClick={onRetry}
          >
            {t('action.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
};

/** Holds the place of rows that are on their way, in their height, so that nothing jumps. */
export const LoadingState = (props: { rows?: number; height?: number }): ReactElement => {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" aria-busy="true" aria-label={t('state.loading')}>
      {Array.from({ length: props.rows ?? 3 }, (_, row) => (
        <Skeleton key={row} height={props.height ?? 56} radius="sm" />
      ))}
    </Stack>
  );
};

type QueryView<T> = {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
};

/** One place for the three outcomes of a query; data that was seen once stays while it is renewed. */
export const QueryState = <T,>(props: {
  query: QueryView<T>;
  rows?: number;
  height?: number;
  children: (data: T) => ReactNode;
}): ReactNode => {
  const { query } = props;
  if (query.data !== undefined) return props.children(query.data);
  if (query.error !== null && query.error !== undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <LoadingState rows={props.rows ?? 3} height={props.height ?? 56} />;
};
