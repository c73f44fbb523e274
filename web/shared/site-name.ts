import { useTranslation } from 'react-i18next';
import type { Site } from '../../server/api/contract/fleet.ts';
import { useSites } from './queries.ts';

/** A site's name without what stands in brackets: lists have no room for former names. */
export const shortSiteName = (site: Pick<Site, 'nameZh' | 'nameEn'>, language: string): string => {
  const full = language === 'en' ? site.nameEn : site.nameZh;
  const short = full.replace(/\s*[(（].*[)）]\s*$/, '');
  return short === '' ? full : short;
};

/** The name of a site in the language of the page; its id while sites are not known. */
export const useSiteName = (): ((siteId: string) => string) => {
  const { i18n } = useTranslation();
  const sites = useSites().data ?? [];
  const names = new Map(sites.map((site) => [site.id, shortSiteName(site, i18n.language)]));
  return (siteId) => names.get(siteId) ?? siteId;
};
