import { Alert, Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { call } from '../shared/client.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { ErrorState } from '../shared/ui/states.tsx';

/** Checks the hash chain of the log when asked to: it reads every fact. */
export const AuditPage = (): ReactElement => {
  const { t } = useTranslation('admin');
  const query = useQuery({
    queryKey: ['audit'],
    queryFn: ({ signal }) => call(contract.system.audit, { signal }),
    enabled: false,
    staleTime: 0,
    gcTime: 0,
  });
  const { data, error, isFetching, refetch } = query;
  return (
    <Stack gap="sm" maw={720} align="flex-start">
      <Text size="sm" c="dimmed">
        {t('audit.explain')}
      </Text>
      <Button loading={isFetching} leftSection={<Icon name="shield" />} onClick={() => void refetch()}>
        {t('audit.run')}
      </Button>
      {error !== null && <ErrorState error={error} />}
      {data !== undefined && (
        <Alert
          role="status"
          w="100%"
          color={data.ok ? 'teal' : 'red'}
          icon={<Icon name={data.ok ? 'check' : 'alert'} size={20} />}
          title={data.ok ? t('audit.ok') : t('audit.bad', { seq: data.firstBadSeq ?? '?' })}
        >
          <Text size="sm">{t('audit.events', { count: data.events })}</Text>
          <Text size="xs" className="mono" style={{ overflowWrap: 'anywhere' }}>
            {t('audit.head')} {data.head}
          </Text>
        </Alert>
      )}
    </Stack>
  );
};
