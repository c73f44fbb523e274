import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

export const isCode = (text: string): boolean => /^\d{6}$/.test(text.trim());

/** Six digits of an authenticator. */
export const CodeField = (props: {
  value: string;
  label?: string;
  onChange: (value: string) => void;
}): ReactElement => {
  const { t } = useTranslation('preflight');
  return (
    <TextInput
      label={props.label ?? t('launch.code')}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={6}
      w={220}
      classNames={{ input: 'mono' }}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value.replaceAll(/\D/g, ''))}
    />
  );
};
