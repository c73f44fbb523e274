import { Fieldset, PasswordInput, SimpleGrid, Text, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

export type SecondPerson = { readonly login: string; readonly password: string };

export const NO_SECOND: SecondPerson = { login: '', password: '' };

export const isSecondComplete = (second: SecondPerson): boolean =>
  second.login.trim() !== '' && second.password !== '';

/** The second person of a two-person step signs at the same device; nothing of it is stored by the browser. */
export const SecondPersonFields = (props: {
  value: SecondPerson;
  onChange: (value: SecondPerson) => void;
  disabled?: boolean;
}): ReactElement => {
  const { t } = useTranslation();
  const { value, onChange, disabled = false } = props;
  return (
    <Fieldset legend={t('second.title')} p="sm">
      <Text size="sm" c="dimmed" mb="xs">
        {t('second.explain')}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <TextInput
          label={t('second.login')}
          value={value.login}
          disabled={disabled}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => onChange({ ...value, login: event.currentTarget.value })}
        />
        <PasswordInput
          label={t('second.password')}
          value={value.password}
          disabled={disabled}
          autoComplete="new-password"
          onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
        />
      </SimpleGrid>
    </Fieldset>
  );
};
