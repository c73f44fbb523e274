import { Anchor } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { contract } from '../../../server/api/contract/contract.ts';
import { Icon } from './icon.tsx';

/** The sheets to work with while the system is down: to be printed while it is not. */
export const PAPER_PACK = contract.papers.pack.path;

export const PaperPackLink = (): ReactElement => {
  const { t } = useTranslation();
  return (
    <Anchor href={PAPER_PACK} download size="sm" py={10} title={t('paper.hint')}>
      <Icon name="paper" size={16} /> {t('paper.link')}
    </Anchor>
  );
};
