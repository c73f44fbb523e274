import { Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { call } from '../shared/client.ts';
import { ConfirmButton } from '../shared/ui/confirm-button.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, ErrorState, QueryState } from '../shared/ui/states.tsx';
import { useStep } from '../shared/use-step.ts';
import { AddLinkDialog } from './link-dialog.tsx';
import { useLinks, type LinkStatus } from './queries.ts';
import { TrustCell } from './trust-cell.tsx';

const droppedText = (dropped: LinkStatus['dropped']): string =>
  Object.entries(dropped)
    .filter(([, count]) => count > 0)
    .map(([why, count]) => `${why} ${count}`)
    .join(' · ');

const LinkState = ({ link }: { link: LinkStatus }): ReactElement => {
  const { t } = useTranslation('admin');
  const isHeard = link.remotes > 0;
  return (
    <>
      {link.state === 'up' && (
        <ToneBadge tone={isHeard ? 'done' : 'wait'} icon={isHeard ? 'live' : 'clock'}>
          {t(isHeard ? 'links.up' : 'links.waiting')}
        </ToneBadge>
      )}
      {link.state === 'opening' && (
        <ToneBadge tone="wait" icon="clock">
          {t('links.opening')}
        </ToneBadge>
      )}
      {link.state === 'down' && (
        <ToneBadge tone="critical" icon="offline">
          {t('links.down')}
        </ToneBadge>
      )}
      {link.error !== '' && (
        <Text size="xs" c="red">
          {link.error}
        </Text>
      )}
      {link.opened > 1 && (
        <Text size="xs" c="dimmed">
          {t('links.reopened', { times: link.opened - 1 })}
        </Text>
      )}
    </>
  );
};

const LinkRow = ({ link }: { link: LinkStatus }): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tCommon } = useTranslation();
  const remove = useStep(
    (_: undefined) => call(contract.fleet.removeLink, { params: { name: link.name } }),
    ['links', 'heard'],
  );
  return (
    <Table.Tr>
      <Table.Td fw={600} className="mono">
        {link.name}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'normal' }} miw={170}>
        <LinkState link={link} />
        {remove.error !== null && <ErrorState error={remove.error} />}
      </Table.Td>
      <Table.Td>
        {t(`links.kinds.${link.kind}`)}
        <Text size="xs" className="mono">
          {link.kind === 'serial' ? `${link.device} ${link.baud}` : `${link.host}:${link.port}`}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{link.priority}</Table.Td>
      <Table.Td>
        <TrustCell name={link.name} />
      </Table.Td>
      <Table.Td ta="right">{link.rxFrames.toLocaleString('en')}</Table.Td>
      <Table.Td ta="right">{link.txFrames.toLocaleString('en')}</Table.Td>
      <Table.Td style={{ whiteSpace: 'normal' }}>
        {droppedText({ ...link.dropped, unsent: link.unsent })}
      </Table.Td>
      <Table.Td ta="right">
        <ConfirmButton
          variant="subtle"
          color="red"
          size="compact-sm"
          question={t('links.removeSure')}
          loading={remove.isPending}
          onConfirm={() => remove.mutate(undefined)}
        >
          {tCommon('action.remove')}
        </ConfirmButton>
      </Table.Td>
    </Table.Tr>
  );
};

/** Links to drones, with what came in and went out. */
export const LinksPage = (): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tIssue } = useTranslation('issue');
  const { t: tSigning } = useTranslation('signing');
  const [adding, setAdding] = useState(false);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {t('links.title')}
        </Title>
        <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
          {t('links.add')}
        </Button>
      </Group>
      <QueryState query={useLinks()} rows={3} height={44}>
        {(links) =>
          links.length === 0 ? (
            <EmptyState icon="offline" text={t('links.none')} />
          ) : (
            <Table.ScrollContainer minWidth={900}>
              <Table style={{ whiteSpace: 'nowrap' }}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('links.name')}</Table.Th>
                    <Table.Th>{t('links.state')}</Table.Th>
                    <Table.Th>{t('links.kind')}</Table.Th>
                    <Table.Th ta="right">{t('links.priority')}</Table.Th>
                    <Table.Th>{tSigning('trust.column')}</Table.Th>
                    <Table.Th ta="right">{t('links.rx')}</Table.Th>
                    <Table.Th ta="right">{t('links.tx')}</Table.Th>
                    <Table.Th>{t('links.dropped')}</Table.Th>
                    <Table.Th aria-label={tIssue('table.actions')} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {links.map((link) => (
                    <LinkRow key={link.name} link={link} />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </QueryState>
      {adding && <AddLinkDialog onClose={() => setAdding(false)} />}
    </Stack>
  );
};
