import { Group, Modal, Stack, Text } from '@mantine/core';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './console.module.css';

const KEYS = { n: 'next', f: 'follow', h: 'hold', m: 'mute', Escape: 'escape', '?': 'help' } as const;
export type Action = (typeof KEYS)[keyof typeof KEYS];

/** Keys belong to a field, a dialog or the browser before they belong to us. */
const isTaken = (event: KeyboardEvent): boolean => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return true;
  if (document.querySelector('[role="dialog"]') !== null) return true;
  const target = event.target;
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
};

/** Few keys, and none that acts on a drone without a question. */
export const useShortcuts = (onAction: (action: Action) => void): void => {
  const latest = useRef(onAction);
  useEffect(() => {
    latest.current = onAction;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const action = Object.hasOwn(KEYS, key) ? KEYS[key as keyof typeof KEYS] : undefined;
      if (action === undefined || isTaken(event)) return;
      event.preventDefault();
      latest.current(action);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
};

export const ShortcutHelp = (props: { opened: boolean; onClose: () => void }): ReactElement => {
  const { t } = useTranslation('console');
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('keys.title')}>
      <Stack gap="xs">
        {Object.entries(KEYS).map(([key, action]) => (
          <Group key={key} gap="md" wrap="nowrap">
            <kbd className={classes['keys']}>{key === 'Escape' ? 'Esc' : key.toUpperCase()}</kbd>
            <Text size="sm">{t(`keys.${action}`)}</Text>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
};
