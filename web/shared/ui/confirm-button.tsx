import { Button, type ButtonProps } from '@mantine/core';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** How long the second press may take. */
const SECOND_PRESS_MS = 4000;

/** A button that acts on the second press only. */
export const ConfirmButton = (
  props: ButtonProps & { onConfirm: () => void; question?: string; children: ReactNode },
): ReactElement => {
  const { onConfirm, question, children, ...rest } = props;
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!asked) return undefined;
    const timer = setTimeout(() => setAsked(false), SECOND_PRESS_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  return (
    <Button
      {...rest}
      {...(asked ? { color: 'red', variant: 'filled' } : {})}
      onClick={() => {
        setAsked(!asked);
        if (asked) onConfirm();
      }}
    >
      {asked ? (question ?? t('action.sure')) : children}
    </Button>
  );
};
