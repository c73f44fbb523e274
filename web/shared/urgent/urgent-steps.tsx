import { Button, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../../server/api/contract/contract.ts';
import type { UrgentApplication, UrgentStepView } from '../../../server/api/contract/urgent.ts';
import { addressOf, call } from '../client.ts';
import { fullMoment } from '../time.ts';

/** The newest application for a flight; null: none. */
export const useUrgentApplication = (flightId: string) =>
  useQuery({
    queryKey: ['flights.urgent', flightId],
    queryFn: ({ signal }) => call(contract.urgent.get, { params: { id: flightId }, signal }),
  });

const detailOf = ({ format, hash, via, reference, note }: UrgentStepView): string =>
  [format?.toUpperCase(), hash, via, reference, note]
    .filter((text) => text !== undefined && text !== '')
    .join(' · ');

/** Who did what with it, and when. */
export const UrgentSteps = ({ steps }: { steps: readonly UrgentStepView[] }): ReactElement => {
  const { t } = useTranslation('urgent');
  return (
    <>
      {steps.map((step) => (
        <Text key={`${step.step}-${step.by.at}`} size="xs" style={{ overflowWrap: 'anywhere' }}>
          <b>{t(`steps.${step.step}`)}</b> {fullMoment(step.by.at)} {step.by.name}
          {detailOf(step) !== '' && ` · ${detailOf(step)}`}
        </Text>
      ))}
    </>
  );
};

/** The files as they were exported last. */
export const UrgentFiles = ({ application }: { application: UrgentApplication }): ReactElement => {
  const { t } = useTranslation('urgent');
  const params = { id: application.flightId };
  return (
    <Group gap={6}>
      {(['pdf', 'json'] as const).map((format) => (
        <Button
          key={format}
          component="a"
          size="compact-sm"
          variant="default"
          download
          href={addressOf(contract.urgent[format], { params })}
        >
          {t(format)}
        </Button>
      ))}
    </Group>
  );
};

/** For the record of a flight; nothing where it went without one. */
export const UrgentRecord = ({ flightId }: { flightId: string }): ReactElement | null => {
  const { t } = useTranslation('urgent');
  const application = useUrgentApplication(flightId).data?.application;
  if (application === undefined || application === null) return null;
  return (
    <section>
      <Title order={2} size="h5" mb={4}>
        {t('steps.title')} · {t(`state.${application.state}`)}
      </Title>
      <UrgentSteps steps={application.steps} />
      {application.exported && <UrgentFiles application={application} />}
    </section>
  );
};
