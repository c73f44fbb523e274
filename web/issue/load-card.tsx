import { Button, Group, Paper, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState, type ReactElement, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { call } from '../shared/client.ts';
import { errorText } from '../shared/i18n/translate.ts';
import { useOrder } from '../shared/queries.ts';
import { useSiteName } from '../shared/site-name.ts';
import { Icon } from '../shared/ui/icon.tsx';
import { ScanFeedback } from '../shared/ui/scan-feedback.tsx';
import { FlightStateBadge, ToneBadge } from '../shared/ui/state-badge.tsx';
import { useFeedback } from '../shared/use-feedback.ts';
import { useStep } from '../shared/use-step.ts';

type LoadBody = { boxNo: string; sealNo: string; vehicleName: string };

const Boxes = (props: { flight: Flight; boxes: Order['boxes'] }): ReactElement => {
  const { t } = useTranslation('issue');
  return (
    <Group gap="xs" mih={24}>
      {props.boxes.map((box) =>
        box.loadedOn?.flightId === props.flight.id ? (
          <ToneBadge key={box.id} tone="done" icon="check">
            {t('pad.boxLoaded', { boxNo: box.boxNo })}
          </ToneBadge>
        ) : (
          <ToneBadge key={box.id} tone="attention" icon="box">
            {t('pad.boxWaiting', { boxNo: box.boxNo })}
          </ToneBadge>
        ),
      )}
    </Group>
  );
};

const LoadForm = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('issue');
  const { feedback, say } = useFeedback();
  const [body, setBody] = useState<LoadBody>({ boxNo: '', sealNo: '', vehicleName: '' });
  const seal = useRef<HTMLInputElement>(null);
  const vehicle = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const load = useStep(
    (input: LoadBody) => call(contract.flights.load, { params: { id: flight.id }, body: input }),
    ['flights', 'orders'],
  );
  const submit = (): void =>
    load.mutate(body, {
      onSuccess: () => {
        say('good', t('pad.loaded', { boxNo: body.boxNo, vehicle: body.vehicleName }));
        setBody({ boxNo: '', sealNo: '', vehicleName: '' });
      },
      onError: (error) => say('bad', errorText(error)),
    });
  /** A scanner ends with Enter: that goes on to the next field and never loads by itself. */
  const field = (
    name: keyof LoadBody,
    label: string,
    next: RefObject<HTMLElement | null>,
    own?: RefObject<HTMLInputElement | null>,
  ): ReactElement => (
    <TextInput
      {...(own === undefined ? {} : { ref: own })}
      label={label}
      autoComplete="off"
      autoCapitalize="characters"
      classNames={{ input: 'mono' }}
      value={body[name]}
      onChange={(event) => setBody({ ...body, [name]: event.currentTarget.value.toUpperCase() })}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        next.current?.focus();
      }}
    />
  );
  const complete = Object.values(body).every((value) => value.trim() !== '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="xs">
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
          {field('boxNo', t('pad.boxNo'), seal)}
          {field('sealNo', t('pad.sealNo'), vehicle, seal)}
          {field('vehicleName', t('pad.vehicle'), button, vehicle)}
        </SimpleGrid>
        <ScanFeedback feedback={feedback} idle={t('pad.loadHint')} />
        <Button
          ref={button}
          type="submit"
          disabled={!complete}
          loading={load.isPending}
          leftSection={<Icon name="drone" size={18} />}
        >
          {t('pad.loadButton')}
        </Button>
      </Stack>
    </form>
  );
};

/** One flight that waits for its boxes. */
export const LoadCard = ({ flight }: { flight: Flight }): ReactElement => {
  const { t } = useTranslation('issue');
  const siteName = useSiteName();
  const boxes = useOrder(flight.orderId ?? '').data?.boxes ?? [];
  const complete = boxes.length > 0 && boxes.every((box) => box.loadedOn?.flightId === flight.id);
  return (
    <Paper withBorder p="sm" component="section" aria-label={flight.vehicleName}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Icon name="drone" size={18} />
            <Text fw={700} size="lg">
              {flight.vehicleName}
            </Text>
            <Text size="sm">{t('pad.toSite', { site: siteName(flight.toSiteId) })}</Text>
            {flight.orderNumber !== null && (
              <Text size="sm" c="dimmed">
                {t('pad.order', { number: flight.orderNumber })}
              </Text>
            )}
          </Group>
          <FlightStateBadge state={flight.state} />
        </Group>
        <Boxes flight={flight} boxes={boxes} />
        {complete ? <Text size="sm">{t('pad.complete')}</Text> : <LoadForm flight={flight} />}
      </Stack>
    </Paper>
  );
};
