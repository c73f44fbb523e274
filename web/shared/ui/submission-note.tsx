import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../i18n/translate.ts';
import type { SubmissionHandle } from '../use-submission.ts';
import { Icon } from './icon.tsx';
import { ErrorState } from './states.tsx';

/** What became of a form: refused with its reason, or not confirmed with a retry that cannot do it twice. */
export const SubmissionNote = <Body, Answer>(props: {
  handle: SubmissionHandle<Body, Answer>;
}): ReactElement | null => {
  const { t } = useTranslation();
  const { state, retry } = props.handle;
  if (state.kind === 'refused') return <ErrorState error={state.error} />;
  const again = state.kind === 'sending' && state.attempt > 1;
  if (state.kind !== 'unconfirmed' && !again) return null;
  return (
    <Alert
      role="alert"
      color="orange"
      icon={<Icon name="offline" size={18} />}
      title={t('state.notConfirmed')}
    >
      <Stack gap="xs">
        <Text size="sm">{t('state.notConfirmedText')}</Text>
        <Group gap="sm">
          <Button
            color="orange"
            loading={again}
            leftSection={<Icon name="refresh" size={16} />}
            onClick={retry}
          >
            {t('action.retry')}
          </Button>
          {state.kind === 'unconfirmed' && (
            <Text size="xs" c="dimmed">
              {errorText(state.error)}
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  );
};
