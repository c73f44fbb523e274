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
  // The service's sentence holds the figures that a translation by code does not.
  const title = errorText(error);
  const detail = error instanceof ApiError && error.detail !== title ? error.detail : undefined;
  return (
    <Alert
      role="alert"
      color={open ? 'orange' : 'red'}
      icon={<Icon name={open ? 'offline' : 'alert'} size={18} />}
      title={title}
    >
      <Stack gap="xs" align="flex-start">
        {detail !== undefined && (
          <Text size="xs" lang="en" opacity={0.85}>
            {detail}
          </Text>
        )}
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
    <Stack gap="xs" role="status" aria-busy="true" aria-label={t('state.loading')}>
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
