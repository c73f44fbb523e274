import { Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { z } from 'zod';
import type { timelineEntry } from '../../../server/api/contract/orders.ts';
import { storedReason } from '../i18n/flight-words.ts';
import { eventText, translated } from '../i18n/translate.ts';
import { clockTimeS, isoDate } from '../time.ts';

type Entry = z.infer<typeof timelineEntry>;

/** Figures and words of a fact that a translated sentence may use. */
const plainParams = (data: Readonly<Record<string, unknown>>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(data).filter(
      (pair): pair is [string, string | number] => typeof pair[1] === 'string' || typeof pair[1] === 'number',
    ),
  );

const reasonOf = (data: Readonly<Record<string, unknown>>): string | undefined => {
  const reason = data['reason'];
  return typeof reason === 'string' && reason !== '' ? storedReason(reason) : undefined;
};

/** Who did it: a person's name as it is, a role or the service itself in words. */
const byText = (by: string): string =>
  translated('enums', `role.${by}`) ?? translated('enums', `by.${by}`) ?? by;

/** Facts of one order or flight, oldest first: time, what, who. */
export const TimelineList = ({ entries }: { entries: readonly Entry[] }): ReactElement => (
  <Stack gap={6} component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
    {entries.map((entry, index) => {
      const previous = entries[index - 1];
      const newDay = previous === undefined || isoDate(previous.at) !== isoDate(entry.at);
      return (
        <li key={entry.seq}>
          {newDay && (
            <Text size="xs" c="dimmed" fw={600}>
              {isoDate(entry.at)}
            </Text>
          )}
          <Group gap="sm" wrap="nowrap" align="baseline">
            <Text size="xs" c="dimmed" className="mono" style={{ flex: 'none' }}>
              {clockTimeS(entry.at)}
            </Text>
            <Text size="sm">
              {eventText(entry.type, plainParams(entry.data))}
              {reasonOf(entry.data) !== undefined && (
                <Text span size="sm" c="dimmed">
                  {' '}
                  {reasonOf(entry.data)}
                </Text>
              )}
              <Text span size="xs" c="dimmed">
                {'  '}
                {byText(entry.by)}
              </Text>
            </Text>
          </Group>
        </li>
      );
    })}
  </Stack>
);
