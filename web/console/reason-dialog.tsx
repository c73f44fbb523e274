import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../shared/ui/states.tsx';

/** As the contract asks of a reason. */
export const REASON_MIN = 3;

type Props = {
  /** On the button that opens the dialog; `submit` is on the one that does it. */
  readonly label: string;
  readonly title: string;
  readonly text: string;
  readonly submit: string;
  /** Red for what gives something up. */
  readonly color?: 'red';
  readonly act: (reason: string) => Promise<unknown>;
};

/** A step that wants a reason: the button, and the dialog that asks for it. All pages' data is asked for anew after it. */
export const ReasonDialog = ({ label, title, text, submit, color, act }: Props): ReactElement => {
  const { t } = useTranslation('console');
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState('');
  const step = useMutation({
    mutationFn: () => act(reason),
    onSuccess: () => {
      void client.invalidateQueries();
      setOpened(false);
    },
  });
  const tint = color === undefined ? {} : { color };
  return (
    <>
      <Button size="compact-sm" variant="subtle" {...tint} onClick={() => setOpened(true)}>
        {label}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={title}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            step.mutate();
          }}
        >
          <Stack gap="sm">
            <Text size="sm">{text}</Text>
            <TextInput
              label={t('command.abortReason')}
              value={reason}
              maxLength={300}
              data-autofocus
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {step.error !== null && <ErrorState error={step.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                {t('command.cancel')}
              </Button>
              <Button
                type="submit"
                {...tint}
                loading={step.isPending}
                disabled={reason.trim().length < REASON_MIN}
              >
                {submit}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
};
