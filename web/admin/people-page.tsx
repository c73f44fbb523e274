import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../server/api/contract/accounts.ts';
import { contract } from '../../server/api/contract/contract.ts';
import { ROLES } from '../../server/core/access.ts';
import { call } from '../shared/client.ts';
import { useMe } from '../shared/session/session.tsx';
import { useSiteName } from '../shared/site-name.ts';
import { isoDate } from '../shared/time.ts';
import { ConfirmButton } from '../shared/ui/confirm-button.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { ErrorState, QueryState } from '../shared/ui/states.tsx';
import { useStep } from '../shared/use-step.ts';
import { PersonDialog } from './person-dialog.tsx';

const byRole = (people: readonly Person[]): readonly Person[] =>
  people.toSorted((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || a.login.localeCompare(b.login));

const PersonRow = (props: { person: Person; onEdit: () => void }): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tCommon } = useTranslation();
  const { t: tEnum } = useTranslation('enums');
  const siteName = useSiteName();
  const me = useMe();
  const { person } = props;
  const setActive = useStep(
    (active: boolean) =>
      call(contract.accounts.changePerson, { params: { id: person.id }, body: { active } }),
    ['people'],
  );
  return (
    <Table.Tr>
      <Table.Td fw={600}>{person.name}</Table.Td>
      <Table.Td className="mono">{person.login}</Table.Td>
      <Table.Td>{tEnum(`role.${person.role}`)}</Table.Td>
      <Table.Td>{person.siteId === null ? '' : siteName(person.siteId)}</Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          {person.active ? (
            <ToneBadge tone="done" icon="check">
              {t('people.active')}
            </ToneBadge>
          ) : (
            <ToneBadge tone="ended" icon="stop">
              {t('people.inactive')}
            </ToneBadge>
          )}
          {person.mustChangePassword && (
            <ToneBadge tone="wait" icon="lock">
              {t('people.mustChange')}
            </ToneBadge>
          )}
        </Group>
        {setActive.error !== null && <ErrorState error={setActive.error} />}
      </Table.Td>
      <Table.Td>{isoDate(person.createdAt)}</Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <Button variant="subtle" size="compact-sm" onClick={props.onEdit}>
            {tCommon('action.edit')}
          </Button>
          <CodesReset person={person} />
          {/* Nobody locks themselves out. */}
          {person.id !== me.person.id && (
            <ConfirmButton
              variant="subtle"
              size="compact-sm"
              color={person.active ? 'red' : 'teal'}
              loading={setActive.isPending}
              onConfirm={() => setActive.mutate(!person.active)}
            >
              {person.active ? t('people.deactivate') : t('people.activate')}
            </ConfirmButton>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
};

/** For a person who has lost the authenticator. */
const CodesReset = ({ person }: { person: Person }): ReactElement => {
  const { t } = useTranslation('preflight');
  const reset = useStep(
    () => call(contract.totp.reset, { params: { id: person.id } }),
    ['people'],
    () => notifications.show({ color: 'teal', message: t('code.resetDone', { name: person.name }) }),
  );
  return (
    <>
      <ConfirmButton
        variant="subtle"
        size="compact-sm"
        loading={reset.isPending}
        onConfirm={() => reset.mutate(undefined)}
      >
        {t('code.reset')}
      </ConfirmButton>
      {reset.error !== null && <ErrorState error={reset.error} />}
    </>
  );
};

/** Everybody who may log in. */
export const PeoplePage = (): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tIssue } = useTranslation('issue');
  const [editing, setEditing] = useState<Person | 'new'>();
  const query = useQuery({
    queryKey: ['people'],
    queryFn: async ({ signal }) => (await call(contract.accounts.people, { signal })).people,
  });
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          {t('people.two')}
        </Text>
        <Button leftSection={<Icon name="plus" />} onClick={() => setEditing('new')}>
          {t('people.add')}
        </Button>
      </Group>
      <QueryState query={query} rows={8} height={40}>
        {(people) => (
          <Table.ScrollContainer minWidth={860}>
            <Table highlightOnHover style={{ whiteSpace: 'nowrap' }}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('people.name')}</Table.Th>
                  <Table.Th>{t('people.login')}</Table.Th>
                  <Table.Th>{t('people.role')}</Table.Th>
                  <Table.Th>{t('people.site')}</Table.Th>
                  <Table.Th>{t('people.state')}</Table.Th>
                  <Table.Th>{t('people.created')}</Table.Th>
                  <Table.Th aria-label={tIssue('table.actions')} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {byRole(people).map((person) => (
                  <PersonRow key={person.id} person={person} onEdit={() => setEditing(person)} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </QueryState>
      {editing !== undefined && (
        <PersonDialog
          person={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Stack>
  );
};
