import { Alert, Button, Group, NumberInput, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import { link as linkSchema } from '../../server/api/contract/fleet.ts';
import { call } from '../shared/client.ts';
import { ConfirmButton } from '../shared/ui/confirm-button.tsx';
import { FormDialog } from '../shared/ui/form-dialog.tsx';
import { Icon } from '../shared/ui/icon.tsx';
import { ToneBadge } from '../shared/ui/state-badge.tsx';
import { EmptyState, ErrorState, QueryState } from '../shared/ui/states.tsx';
import { useCreateKey } from '../shared/use-create.ts';
import { useStep } from '../shared/use-step.ts';
import { useLinks, type LinkStatus } from './queries.ts';

/** 14550 is what ground stations listen on by custom; the next one is free more often. */
const USUAL_PORT = 14_551;

const AddLinkDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const { t } = useTranslation('admin');
  const [name, setName] = useState('');
  const [host, setHost] = useState('127.0.0.1');
  const [port, setPort] = useState<number | string>(USUAL_PORT);
  const create = useCreateKey();
  const parsed = linkSchema.safeParse({ name, host, port });
  const save = useStep(
    (body: { name: string; host: string; port: number }) =>
      create((idempotencyKey) => call(contract.fleet.addLink, { body, idempotencyKey })),
    ['links', 'heard'],
    (added) => {
      notifications.show({ color: 'teal', message: t('links.saved', { name: added.name }) });
      onClose();
    },
  );
  return (
    <FormDialog
      title={t('links.add')}
      ready={parsed.success}
      pending={save.isPending}
      error={save.error}
      onSave={() => parsed.success && save.mutate(parsed.data)}
      onClose={onClose}
    >
      <TextInput
        label={t('links.name')}
        description={t('links.nameRule')}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('links.host')}
        value={host}
        onChange={(event) => setHost(event.currentTarget.value)}
      />
      <NumberInput
        label={t('links.port')}
        min={0}
        max={65_535}
        allowDecimal={false}
        value={port}
        onChange={setPort}
      />
      {host === '0.0.0.0' && <Alert color="orange">{t('links.openHint')}</Alert>}
    </FormDialog>
  );
};

const droppedText = (dropped: LinkStatus['dropped']): string =>
  Object.entries(dropped)
    .filter(([, count]) => count > 0)
    .map(([why, count]) => `${why} ${count}`)
    .join(' · ');

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
      <Table.Td className="mono">
        {link.host}:{link.port}
      </Table.Td>
      <Table.Td>
        {link.up ? (
          <ToneBadge tone="done" icon="live">
            {t('links.up')}
          </ToneBadge>
        ) : (
          <ToneBadge tone="critical" icon="offline">
            {t('links.down')}
          </ToneBadge>
        )}
        {link.error !== '' && (
          <Text size="xs" c="red">
            {link.error}
          </Text>
        )}
        {remove.error !== null && <ErrorState error={remove.error} />}
      </Table.Td>
      <Table.Td ta="right">{link.rxFrames.toLocaleString('en')}</Table.Td>
      <Table.Td ta="right">{link.txFrames.toLocaleString('en')}</Table.Td>
      <Table.Td>{droppedText(link.dropped)}</Table.Td>
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

/** UDP addresses that are listened on, with what came in and went out. */
export const LinksPage = (): ReactElement => {
  const { t } = useTranslation('admin');
  const { t: tIssue } = useTranslation('issue');
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
            <Table.ScrollContainer minWidth={760}>
              <Table style={{ whiteSpace: 'nowrap' }}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('links.name')}</Table.Th>
                    <Table.Th>{t('links.host')}</Table.Th>
                    <Table.Th>{t('links.state')}</Table.Th>
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
