import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../i18n/i18n.ts';
import type { MapWords } from './words.ts';

const frameKey = (frame: string): 'AGL' | 'AMSL' | 'other' =>
  frame === 'AGL' || frame === 'AMSL' ? frame : 'other';

/** The map's texts in the language of the page. */
export const useMapWords = (): MapWords => {
  const { t } = useTranslation('console');
  const lang = currentLanguage();
  return useMemo(
    () => ({
      lang,
      stale: (s) => t('map.stale', { s }),
      lost: (s) => t('map.lost', { s }),
      noPosition: t('map.noPosition'),
      zone: (kind) => t(`map.zone.${kind}`),
      zoneHeights: (lower, upper, frame) =>
        t('map.heights', { lower, upper, frame: t(`map.frame.${frameKey(frame)}`) }),
      legHeight: (m) => t('map.leg', { m: Math.round(m) }),
      approximate: t('map.approximate'),
      synthetic: t('map.zoneSynthetic'),
    }),
    [t, lang],
  );
};
