import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { recall, remember } from '../remembered.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof zh;
  }
}

export const i18n = createInstance();

const asLanguage = (value: string | undefined): Language => (value === 'en' ? 'en' : 'zh');

const showLanguage = (language: Language): void => {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
};

/** Chinese first; English where this device has chosen it. Resources are inside the bundle: no request, no wait. */
export const startI18n = (): void => {
  const lng = asLanguage(recall('language'));
  showLanguage(lng);
  void i18n.use(initReactI18next).init({
    lng,
    fallbackLng: 'zh',
    defaultNS: 'common',
    resources: { zh, en },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
};

export const setLanguage = (language: Language): void => {
  remember('language', language);
  showLanguage(language);
  void i18n.changeLanguage(language);
};

export const currentLanguage = (): Language => asLanguage(i18n.language);
