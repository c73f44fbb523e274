import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/i18n.ts';
import type { MapWords } from './words.ts';

const frameKey = (frame: string): 'AGL' | 'AMSL' | 'other' =>
  frame === 'AGL' || frame === 'AMSL' ? frame : 'other';

/** The map's texts in the language of the page. */
export const useMapWords = (): MapWords => {
  const { t } = useTranslation('map');
  const lang = currentLanguage();
  return useMemo(
    () => ({
      lang,
      stale: (s) => t('stale', { s }),
      lost: (s) => t('lost', { s }),
      noPosition: t('noPosition'),
      zone: (kind) => t(`zone.${kind}`),
      zoneHeights: (lower, upper, frame) =>
        t('heights', { lower, upper, frame: t(`frame.${frameKey(frame)}`) }),
      noReturn: (at, overWater) => t(overWater ? 'noReturnWater' : 'noReturn', { at }),
      legHeight: (m) => t('leg', { m: Math.round(m) }),
      approximate: t('approximate'),
      synthetic: t('zoneSynthetic'),
    }),
    [t, lang],
  );
};
