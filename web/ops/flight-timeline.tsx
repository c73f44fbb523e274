import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { call } from '../shared/client.ts';
import { factName, flightEventText, proofText, valueWords } from '../shared/i18n/flight-words.ts';
import { currentLanguage } from '../shared/i18n/i18n.ts';
import { clockTimeS } from '../shared/time.ts';
import { EmptyState, QueryState } from '../shared/ui/states.tsx';
import { eventDetail, type DetailWords } from './event-detail.ts';
import classes from './ops.module.css';

/** On a Chinese page an English sentence is left out: the state and its code before it say the same. */
const sentenceWords = (text: string): string | undefined => {
  const known = proofText(text);
  return currentLanguage() === 'en' || /[\u4e00-\u9fff]/.test(known) ? known : undefined;
};

const WORDS: DetailWords = { value: valueWords, name: factName, sentence: sentenceWords };

/** Everything that happened to a flight, oldest first, in words. */
export const FlightTimeline = ({ flightId }: { flightId: string }): ReactElement => {
  const { t } = useTranslation('ops');
  const query = useQuery({
    queryKey: ['flights.timeline', flightId],
    queryFn: ({ signal }) => call(contract.flights.timeline, { params: { id: flightId }, signal }),
    refetchInterval: 15_000,
  });
  return (
    <QueryState query={query} rows={6} height={32}>
      {({ entries }) =>
        entries.length === 0 ? (
          <EmptyState text={t('flight.noTimeline')} />
        ) : (
          <ol className={classes['timeline']} tabIndex={0} aria-label={t('flight.timeline')}>
            {entries.map((entry) => {
              const detail = eventDetail(entry.data, WORDS);
              return (
                <li key={entry.seq} className={classes['entry']}>
                  <span className="mono">{clockTimeS(entry.at)}</span>
                  <div>
                    <b>{flightEventText(entry.type)}</b>
                    <Text span size="xs" c="dimmed">
                      {' '}
                      · {entry.by === 'system' ? t('flight.system') : entry.by}
                    </Text>
                    {detail !== '' && (
                      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                        {detail}
                      </Text>
                    )}
                  </div>
                </li>
              );
            })}
          </ol>
        )
      }
    </QueryState>
  );
};
