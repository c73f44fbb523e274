import { Alert, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { issue } from '../../../server/api/contract/common.ts';
import type { IssueSeverity } from '../../../server/core/issue.ts';
import { translated } from '../i18n/translate.ts';
import { Icon, type IconName } from './icon.tsx';

type IssueView = z.infer<typeof issue>;

const LOOK: Readonly<Record<IssueSeverity, { color: string; icon: IconName }>> = {
  blocker: { color: 'red', icon: 'stop' },
  warning: { color: 'orange', icon: 'alert' },
  note: { color: 'blue', icon: 'info' },
};

const RANK: Readonly<Record<IssueSeverity, number>> = { blocker: 0, warning: 1, note: 2 };

/** What a check found, worst first, each with its severity in words and what would mend it. */
export const IssueList = ({ issues }: { issues: readonly IssueView[] }): ReactElement | null => {
  const { t } = useTranslation();
  if (issues.length === 0) return null;
  const sorted = issues.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
  return (
    <Stack gap="xs">
      {sorted.map((found, index) => (
        <Alert
          key={`${found.id}-${found.place ?? ''}-${index}`}
          color={LOOK[found.severity].color}
          icon={<Icon name={LOOK[found.severity].icon} size={18} />}
          title={t(`issue.${found.severity}`)}
          p="xs"
        >
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {translated('issues', found.id, found.params) ?? found.sentence}
          </Text>
          {found.fix !== undefined && (
            <Text size="sm" fs="normal" opacity={0.85}>
              {t('issue.fix', {
                fix: translated('issues', `fix.${found.id}`, found.params) ?? found.fix,
              })}
            </Text>
          )}
        </Alert>
      ))}
    </Stack>
  );
};
