import { Anchor, Badge, Button, Group, Stack, Table, Text, Textarea, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { contract } from '../../server/api/contract/contract.ts';
import type { Incident } from '../../server/api/contract/incidents.ts';
import { call } from '../shared/client.ts';
import { SearchCard } from '../shared/search/search-card.tsx';
import { useMay } from '../shared/session/session.tsx';
import { fullMoment } from '../shared/time.ts';
import { EmptyState, ErrorState, QueryState } from '../shared/ui/states.tsx';
import { useSubmission } from '../shared/use-submission.ts';

const SHORTEST = 3;

const State = ({ incident }: { incident: Incident }): ReactElement => {
  const { t } = useTranslation('incident');
  return (
    <Badge tt="none" color={incident.state === 'OPEN' ? 'red' : 'gray'}>
      {t(`state.${incident.state}`)}
    </Badge>
  );
};

/** All incidents, open ones first. */
export const IncidentsTable = (): ReactElement => {
  const { t } = useTranslation('incident');
  const query = useQuery({
    queryKey: ['incidents.list'],
    queryFn: ({ signal }) => call(contract.incidents.list, { signal }),
  });
  return (
    <QueryState query={query} rows={4}>
      {({ incidents }) =>
        incidents.length === 0 ? (
          <EmptyState text={t('none')} />
        ) : (
          <Table.ScrollContainer minWidth={640}>
            <Table striped>
              <Table.Tbody>
                {incidents.map((incident) => (
                  <Table.Tr key={incident.id}>
                    <Table.Td>
                      <Anchor component={Link} fw={700} size="sm" to={`/ops/incidents/${incident.id}`}>
                        {incident.number}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>{t(`kind.${incident.kind}`)}</Table.Td>
                    <Table.Td>
                      {incident.flightNumber ?? '–'} {incident.vehicleName ?? ''}
                    </Table.Td>
                    <Table.Td style={{ whiteSpace: 'nowrap' }}>{fullMoment(incident.openedAt)}</Table.Td>
                    <Table.Td>
                      <State incident={incident} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )
      }
    </QueryState>
  );
};

const Write = (props: {
  label: string;
  submit: string;
  send: (text: string, key: string) => Promise<Incident>;
}): ReactElement => {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const form = useSubmission<string, Incident>({
    send: props.send,
    onDone: () => {
      setText('');
      form.reset();
      void client.invalidateQueries();
    },
  });
  return (
    <Stack gap={6} className="no-print">
      <Textarea
        label={props.label}
        autosize
        minRows={2}
        maxLength={300}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {(form.state.kind === 'refused' || form.state.kind === 'unconfirmed') && (
        <ErrorState error={form.state.error} />
      )}
      <Group>
        <Button
          size="compact-md"
          variant="default"
          loading={form.state.kind === 'sending'}
          disabled={text.trim().length < SHORTEST}
          onClick={() => form.submit(text.trim())}
        >
          {props.submit}
        </Button>
      </Group>
    </Stack>
  );
};

const Entries = ({ incident }: { incident: Incident }): ReactElement => {
  const { t } = useTranslation('incident');
  return (
    <Stack gap={6}>
      <Title order={2} size="h5">
        {t('entries')}
      </Title>
      <Text size="sm">
        {fullMoment(incident.openedAt)} · {t('openedBy', { name: incident.openedBy.name })}
      </Text>
      {incident.entries.map(({ id, by, text }) => (
        <div key={id}>
          <Text size="xs" c="dimmed">
            {fullMoment(by.at)} · {by.name}
          </Text>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {text}
          </Text>
        </div>
      ))}
      {incident.closed !== null && (
        <Text size="sm" fw={600}>
          {t('closedBy', { name: incident.closed.name, time: fullMoment(incident.closed.at) })}:{' '}
          {incident.finding}
        </Text>
      )}
    </Stack>
  );
};

const Detail = ({ incident }: { incident: Incident }): ReactElement => {
  const { t } = useTranslation('incident');
  const may = useMay();
  const params = { id: incident.id };
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap="sm">
          <Title order={1} size="h4">
            {incident.number} · {t(`kind.${incident.kind}`)}
          </Title>
          <State incident={incident} />
        </Group>
        <Button variant="default" className="no-print" onClick={() => window.print()}>
          {t('print')}
        </Button>
      </Group>
      <Text lang="en">{incident.sentence}</Text>
      {incident.flightId !== null && (
        <Anchor component={Link} size="sm" to={`/ops/flights/${incident.flightId}`}>
          {t('flight', { number: incident.flightNumber ?? '', vehicle: incident.vehicleName ?? '' })}
        </Anchor>
      )}
      {incident.flightId !== null && <SearchCard facts={incident.facts} />}
      <Entries incident={incident} />
      {incident.state === 'OPEN' && may('review.read') && (
        <Write
          label={t('add')}
          submit={t('addSubmit')}
          send={(text, idempotencyKey) =>
            call(contract.incidents.addEntry, { params, body: { text }, idempotencyKey })
          }
        />
      )}
      {incident.state === 'OPEN' && may('alarm.work') && (
        <Write
          label={t('finding')}
          submit={t('close')}
          send={(finding) => call(contract.incidents.close, { params, body: { finding } })}
        />
      )}
    </Stack>
  );
};

/** One incident, to read, to add to, to print. */
export const IncidentPage = (): ReactElement => {
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['incidents.get', id],
    queryFn: ({ signal }) => call(contract.incidents.get, { params: { id }, signal }),
  });
  return (
    <QueryState query={query} rows={6}>
      {(incident) => <Detail incident={incident} />}
    </QueryState>
  );
};
