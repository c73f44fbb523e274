import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../../server/api/contract/contract.ts';
import { call } from '../client.ts';
import classes from './drill-band.module.css';

/** Marks every page of a drill, also the log-in, and every print of one. */
export const DrillBand = (): ReactElement | null => {
  const { t } = useTranslation();
  const drill = useQuery({
    queryKey: ['health'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => call(contract.system.health, { signal }),
  }).data?.drill;
  if (drill !== true) return null;
  return (
    <div className={classes['frame']} role="note" aria-label={t('drill.label')} data-drill>
      <span className={classes['word']}>{t('drill.band')}</span>
    </div>
  );
};
