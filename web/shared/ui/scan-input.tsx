import { ActionIcon, Stack, TextInput } from '@mantine/core';
import { lazy, Suspense, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

const CameraScanner = lazy(async () => ({ default: (await import('./camera-scanner.tsx')).CameraScanner }));

/** Browsers give the camera to secure pages only. */
const cameraPossible = (): boolean =>
  globalThis.isSecureContext && navigator.mediaDevices?.getUserMedia !== undefined;

type ScanInputProps = {
  label: string;
  description?: string;
  placeholder?: string;
  error?: string | undefined;
  disabled?: boolean;
  autoFocus?: boolean;
  /** Takes the scan; the field is emptied and keeps the focus for the next one. */
  onScan: (text: string) => void;
};

/** A field for keyboard-wedge scanners and typing (Enter ends a scan), with the camera where the page may use it. */
export const ScanInput = (props: ScanInputProps): ReactElement => {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [camera, setCamera] = useState(false);
  const take = (raw: string): void => {
    const scan = raw.trim();
    setText('');
    field.current?.focus();
    if (scan !== '') props.onScan(scan);
  };
  return (
    <Stack gap="xs">
      <TextInput
        ref={field}
        size="md"
        label={props.label}
        description={props.description ?? ''}
        placeholder={props.placeholder ?? ''}
        error={props.error}
        disabled={props.disabled ?? false}
        autoFocus={props.autoFocus ?? false}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        enterKeyHint="done"
        classNames={{ input: 'mono' }}
        value={text}
        leftSection={<Icon name="scan" size={18} />}
        rightSection={
          cameraPossible() ? (
            <ActionIcon
              variant={camera ? 'filled' : 'subtle'}
              size="lg"
              aria-label={camera ? t('action.stopCamera') : t('action.camera')}
              aria-pressed={camera}
              onClick={() => setCamera(!camera)}
            >
              <Icon name="camera" size={18} />
            </ActionIcon>
          ) : undefined
        }
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          take(text);
        }}
      />
      {camera && (
        <Suspense fallback={null}>
          <CameraScanner
            onScan={(scan) => {
              setCamera(false);
              take(scan);
            }}
          />
        </Suspense>
      )}
    </Stack>
  );
};
