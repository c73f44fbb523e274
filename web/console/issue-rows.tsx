import { Checkbox, Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flight } from '../../server/api/contract/flights.ts';
import { PREFLIGHT_TABLE } from '../../server/flight/preflight-table.ts';
import { inWords } from '../shared/i18n/flight-words.ts';
import { currentLanguage } from '../shared/i18n/i18n.ts';
import { Icon, type IconName } from '../shared/ui/icon.tsx';
import classes from './console.module.css';
import { warningKey } from './warnings.ts';

type FoundIssue = Flight['issues'][number];

const LOOK: Readonly<Record<FoundIssue['severity'], { icon: IconName; color: string }>> = {
  blocker: { icon: 'stop', color: 'var(--mantine-color-red-text)' },
  warning: { icon: 'alert', color: 'var(--mantine-color-orange-text)' },
  note: { icon: 'info', color: 'var(--mantine-color-blue-text)' },
};

const IssueLine = ({ issue }: { issue: FoundIssue }): ReactElement => {
  const { t } = useTranslation('preflight');
  const { icon, color } = LOOK[issue.severity];
  const row = PREFLIGHT_TABLE[issue.id];
  const language = currentLanguage();
  const todo = row?.todo[language] ?? issue.fix;
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <span style={{ color, lineHeight: 1.5 }}>
        <Icon name={icon} size={16} />
      </span>
      <Text size="sm" lh={1.4} style={{ overflowWrap: 'anywhere' }}>
        <b style={{ color }}>
          {t(`rule.${issue.severity}`)}
          {row !== undefined && ` · ${row.heading[language]}`}
        </b>{' '}
        {issue.sentence}
        {todo !== undefined && issue.severity !== 'note' && (
          <Text span size="xs" c="dimmed">
            {' '}
            {t('todo', { text: todo })}
          </Text>
        )}
      </Text>
    </Group>
  );
};

/** Takes a person's word on warnings: one box each. */
export type Ticking = {
  readonly ticked: ReadonlySet<string>;
  readonly onTick: (key: string, on: boolean) => void;
};

const WarningLine = ({ issue, ticking }: { issue: FoundIssue; ticking: Ticking }): ReactElement => (
  <Checkbox
    checked={ticking.ticked.has(warningKey(issue))}
    label={<IssueLine issue={issue} />}
    onChange={(event) => ticking.onTick(warningKey(issue), event.currentTarget.checked)}
  />
);

/** What the checks found in few lines: what blocks, what a person has to take on, and the notes folded away. */
export const IssueRows = (props: {
  issues: readonly FoundIssue[];
  ticking?: Ticking | undefined;
}): ReactElement => {
  const { t } = useTranslation('console');
  const { t: tPreflight } = useTranslation('preflight');
  const { ticking } = props;
  const issues = inWords(props.issues);
  const of = (severity: FoundIssue['severity']): FoundIssue[] =>
    issues.filter((issue) => issue.severity === severity);
  const [blockers, warnings, notes] = [of('blocker'), of('warning'), of('note')];
  if (issues.length === 0) {
    return (
      <Group gap={6} c="dimmed">
        <Icon name="check" size={15} />
        <Text size="sm">{t('plan.noIssues')}</Text>
      </Group>
    );
  }
  return (
    <div className={classes['issues']}>
      {blockers.map((issue) => (
        <IssueLine key={warningKey(issue)} issue={issue} />
      ))}
      {ticking !== undefined && warnings.length > 0 && (
        <Text size="xs" c="dimmed">
          {tPreflight('acknowledge')}
        </Text>
      )}
      {warnings.map((issue) =>
        ticking === undefined ? (
          <IssueLine key={warningKey(issue)} issue={issue} />
        ) : (
          <WarningLine key={warningKey(issue)} issue={issue} ticking={ticking} />
        ),
      )}
      {notes.length > 0 && (
        <details>
          <summary>
            {tPreflight('rule.note')} · {notes.length}
          </summary>
          <div className={classes['issues']} style={{ marginTop: 6 }}>
            {notes.map((issue) => (
              <IssueLine key={warningKey(issue)} issue={issue} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
};
