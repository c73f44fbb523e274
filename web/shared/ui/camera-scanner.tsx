import { Alert, Text } from '@mantine/core';
import { BarcodeFormat, BrowserMultiFormatOneDReader } from '@zxing/browser';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** `DecodeHintType.POSSIBLE_FORMATS` of the library below, which is not ours to import. */
const POSSIBLE_FORMATS = 2;
/** Labels of blood, boxes and seals carry Code 128 (ISBT 128); other codes would only be misread. */
const HINTS = new Map([[POSSIBLE_FORMATS, [BarcodeFormat.CODE_128]]]);

/** Reads one barcode from the camera; the picture stays in the browser. */
export const CameraScanner = ({ onScan }: { onScan: (text: string) => void }): ReactElement => {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const report = useRef(onScan);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    report.current = onScan;
  });
  useEffect(() => {
    const stopped = new AbortController();
    const start = async (): Promise<void> => {
      const controls = await new BrowserMultiFormatOneDReader(HINTS).decodeFromConstraints(
        { video: { facingMode: 'environment' } },
        video.current ?? undefined,
        (result, _error, running) => {
          if (result === undefined || stopped.signal.aborted) return;
          running.stop();
          report.current(result.getText());
        },
      );
      if (stopped.signal.aborted) controls.stop();
      stopped.signal.addEventListener('abort', () => controls.stop());
    };
    start().catch(() => setFailed(true));
    return () => stopped.abort();
  }, []);
  if (failed) return <Alert color="orange">{t('scan.cameraFailed')}</Alert>;
  return (
    <div>
      <video ref={video} muted playsInline style={{ width: '100%', maxHeight: 260, background: '#000' }} />
      <Text size="xs" c="dimmed">
        {t('scan.cameraHint')}
      </Text>
    </div>
  );
};
